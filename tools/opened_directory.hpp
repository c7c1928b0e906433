// A data folder, opened and replayed: what every verb works on.
#pragma once

#include <memory>
#include <optional>

#include "api/service.hpp"
#include "engine/folder/data_folder.hpp"
#include "projections/directory/activity_keeper.hpp"
#include "projections/directory/directory.hpp"
#include "projections/directory/snapshot_keeper.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

struct Replayed {
  Position loaded{};  // that of the snapshot; 0: none was taken
  double seconds = 0;
};

struct OpenedDirectory {
  explicit OpenedDirectory(std::unique_ptr<DataFolder> opened);
  ~OpenedDirectory();  // stops writing, and leaves a snapshot where one is due
  OpenedDirectory(const OpenedDirectory&) = delete;
  OpenedDirectory& operator=(const OpenedDirectory&) = delete;

  // Before many commands, of which nobody reads anything meanwhile but by id, name or address:
  // names are put in order, and a snapshot is made, only at the end.
  void expect_many_commands();

  std::unique_ptr<DataFolder> folder;
  Directory directory;
  Service service;
  std::optional<ActivityKeeper> activity;   // where commands are accepted
  std::optional<SnapshotKeeper> snapshots;  // likewise
  Replayed replayed;
  bool makes_snapshots = true;  // while it runs
};

// read_only works beside a running server; read_write makes what is not there, and accepts
// commands. Fails as DataFolder::open and Directory::replay.
Result<std::unique_ptr<OpenedDirectory>> open_directory(const Common& common, LmdbMode mode,
                                                        Writer::Settings settings = {});

// What the flags say of the folder.
DataFolderSettings folder_settings(const Common& common, LmdbMode mode);
// Its parts: the folder alone; folding its log, behind a snapshot if there is one, which shows
// progress and tells it to `told`; both of what makes a directory of a folder that was opened so.
// Null: none is taken.
Result<std::unique_ptr<DataFolder>> open_folder(const Common& common, LmdbMode mode);
Result<Replayed> replay(Directory& directory, const Snapshots* snapshots,
                        const Directory::Progress& told = {});
Result<void> fill_directory(OpenedDirectory& opened, const Common& common, LmdbMode mode,
                            Writer::Settings settings, const Directory::Progress& told = {});

}  // namespace rolecall
