#include "tools/opened_directory.hpp"

#include "engine/commands/idempotency.hpp"
#include "engine/events/format_texts.hpp"
#include "engine/types/canonical_name.hpp"
#include "tools/progress.hpp"

namespace rolecall {

OpenedDirectory::OpenedDirectory(std::unique_ptr<DataFolder> opened)
    : folder(std::move(opened)),
      directory(folder->log(), folder->keys()),
      service(directory, folder->client_secrets()) {}

Result<std::unique_ptr<DataFolder>> open_folder(const Common& common, LmdbMode mode) {
  DataFolderSettings settings;
  settings.directory = common.data;
  settings.master_key = common.master_key;
  settings.mode = mode;
  settings.now = wall_clock();
  settings.unicode_version = unicode_version();
  settings.texts = {record_proto_text(), format_text()};
  return DataFolder::open(settings);
}

Result<double> replay(Directory& directory) {
  Progress progress("replay");
  const auto replayed = directory.replay(
      [&](Position done, Position last) { progress.show(number(done), number(last)); });
  if (!replayed) return replayed.error();
  return progress.seconds();
}

Result<std::unique_ptr<OpenedDirectory>> open_directory(const Common& common, LmdbMode mode,
                                                        std::optional<std::uint32_t> seats) {
  auto folder = open_folder(common, mode);
  if (!folder) return folder.error();
  auto opened = std::make_unique<OpenedDirectory>(std::move(*folder));
  const auto seconds = replay(opened->directory);
  if (!seconds) return seconds.error();
  opened->replay_seconds = *seconds;
  DataFolder& parts = *opened->folder;
  if (const auto loaded = load_activity(parts.activity(), opened->directory.model()); !loaded) {
    return loaded.error();
  }
  opened->service.options.seats = seats;
  if (mode == LmdbMode::read_only) return opened;
  const auto settled =
      settle_idempotency(*parts.client_secrets().idempotency, parts.log(), parts.keys());
  if (!settled) return settled.error();
  opened->directory.start_writing({.seats = seats});
  opened->activity.emplace(parts.activity(), opened->directory.model());
  return opened;
}

}  // namespace rolecall
