#include "tools/opened_directory.hpp"

#include "engine/events/format_texts.hpp"
#include "engine/types/canonical_name.hpp"
#include "tools/progress.hpp"

namespace rolecall {

OpenedDirectory::OpenedDirectory(std::unique_ptr<DataFolder> opened)
    : folder(std::move(opened)),
      directory(folder->log(), folder->keys()),
      service(directory, folder->client_secrets()) {}

Result<std::unique_ptr<OpenedDirectory>> open_directory(const Common& common, LmdbMode mode) {
  DataFolderSettings settings;
  settings.directory = common.data;
  settings.master_key = common.master_key;
  settings.mode = mode;
  settings.now = wall_clock();
  settings.unicode_version = unicode_version();
  settings.texts = {record_proto_text(), format_text()};
  auto folder = DataFolder::open(settings);
  if (!folder) return folder.error();

  auto opened = std::make_unique<OpenedDirectory>(std::move(*folder));
  Progress progress("replay");
  const auto replayed = opened->directory.replay(
      [&](Position done, Position last) { progress.show(number(done), number(last)); });
  if (!replayed) return replayed.error();
  opened->replay_seconds = progress.seconds();
  if (mode == LmdbMode::read_write) opened->directory.start_writing();
  return opened;
}

}  // namespace rolecall
