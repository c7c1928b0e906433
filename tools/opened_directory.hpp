// A data folder, opened and replayed: what every verb works on.
#pragma once

#include <memory>
#include <optional>

#include "api/service.hpp"
#include "engine/folder/data_folder.hpp"
#include "projections/directory/activity_keeper.hpp"
#include "projections/directory/directory.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

struct OpenedDirectory {
  explicit OpenedDirectory(std::unique_ptr<DataFolder> opened);

  std::unique_ptr<DataFolder> folder;
  Directory directory;
  Service service;
  std::optional<ActivityKeeper> activity;  // where commands are accepted
  double replay_seconds = 0;
};

// read_only works beside a running server; read_write makes what is not there, and accepts
// commands. Fails as DataFolder::open and Directory::replay.
Result<std::unique_ptr<OpenedDirectory>> open_directory(const Common& common, LmdbMode mode,
                                                        Writer::Settings settings = {});

// Its two parts: the folder alone, and folding its log, up to a position or what it holds now,
// which shows progress and answers the seconds it took.
Result<std::unique_ptr<DataFolder>> open_folder(const Common& common, LmdbMode mode);
Result<double> replay(Directory& directory);
Result<double> replay(Directory& directory, Position last);

}  // namespace rolecall
