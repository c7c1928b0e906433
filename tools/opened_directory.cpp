#include "tools/opened_directory.hpp"

#include <cstdio>

#include "engine/events/format_texts.hpp"
#include "engine/types/canonical_name.hpp"
#include "engine/writer/current_secrets.hpp"
#include "engine/writer/idempotency.hpp"
#include "tools/progress.hpp"

namespace rolecall {

OpenedDirectory::OpenedDirectory(std::unique_ptr<DataFolder> opened)
    : folder(std::move(opened)),
      directory(folder->log(), folder->keys()),
      service(directory, folder->client_secrets()) {
  directory.model().set_epoch(folder->log().epoch());
}

DataFolderSettings folder_settings(const Common& common, LmdbMode mode) {
  DataFolderSettings settings;
  settings.directory = common.data;
  settings.master_key = common.master_key;
  settings.mode = mode;
  settings.accepts_log = common.accepts_log;
  settings.now = wall_clock();
  settings.unicode_version = unicode_version();
  settings.texts = {record_proto_text(), format_text()};
  return settings;
}

Result<std::unique_ptr<DataFolder>> open_folder(const Common& common, LmdbMode mode) {
  auto folder = DataFolder::open(folder_settings(common, mode));
  if (folder && !(*folder)->warning().empty()) {
    std::fprintf(stderr, "rolecall: %s\n", (*folder)->warning().c_str());
  }
  return folder;
}

OpenedDirectory::~OpenedDirectory() {
  directory.stop_writing();
  if (snapshots) snapshots->finish();
}

void OpenedDirectory::expect_many_commands() {
  directory.model().defer_order();
  makes_snapshots = false;
}

Result<Replayed> replay(Directory& directory, const Snapshots* snapshots,
                        const Directory::Progress& told) {
  Progress progress("replay");
  Replayed done;
  const Position last = directory.log().last();
  if (const auto snapshot = snapshots == nullptr ? nullptr : snapshots->open(last)) {
    if (directory.load(*snapshot)) done.loaded = directory.model().head();
  }
  const auto replayed = directory.replay(last, [&](Position folded, Position all) {
    progress.show(number(folded), number(all));
    if (told) told(folded, all);
  });
  if (!replayed) return replayed.error();
  done.seconds = progress.seconds();
  return done;
}

Result<std::unique_ptr<OpenedDirectory>> open_directory(const Common& common, LmdbMode mode,
                                                        Writer::Settings settings) {
  auto folder = open_folder(common, mode);
  if (!folder) return folder.error();
  auto opened = std::make_unique<OpenedDirectory>(std::move(*folder));
  const auto filled = fill_directory(*opened, common, mode, std::move(settings));
  if (!filled) return filled.error();
  return opened;
}

Result<void> fill_directory(OpenedDirectory& opened, const Common& common, LmdbMode mode,
                            Writer::Settings settings, const Directory::Progress& told) {
  DataFolder& parts = *opened.folder;
  const auto replayed =
      replay(opened.directory, common.without_snapshot ? nullptr : &parts.snapshots(), told);
  if (!replayed) return replayed.error();
  opened.replayed = *replayed;
  if (const auto loaded = load_activity(parts.activity(), opened.directory.model()); !loaded) {
    return loaded.error();
  }
  opened.service.options.seats = settings.seats;
  if (mode == LmdbMode::read_only) return {};
  parts.tie_stores();
  ClientSecrets& secrets = parts.client_secrets();
  IdempotencyKeys& idempotency = *secrets.idempotency;
  if (const auto dropped = idempotency.drop_behind(parts.log().last()); !dropped) {
    return dropped.error();
  }
  const auto settled =
      settle_idempotency(idempotency, idempotency.pending(), parts.log(), parts.keys());
  if (!settled) return settled.error();
  const auto kept = keep_current(secrets, opened.directory.model().state());
  if (!kept) return kept.error();
  opened.snapshots.emplace(parts.snapshots(), opened.directory.model(), opened.replayed.loaded);
  opened.directory.start_writing(std::move(settings), [&opened] {
    if (opened.makes_snapshots) opened.snapshots->follow();
  });
  opened.activity.emplace(parts.activity(), opened.directory.model());
  return {};
}

}  // namespace rolecall
