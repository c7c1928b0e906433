#include "tools/opened_directory.hpp"

#include <cstdio>
#include <future>

#include "engine/events/codec.hpp"
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

Result<std::unique_ptr<DataFolder>> open_folder(const Common& common, LmdbMode mode) {
  DataFolderSettings settings;
  settings.directory = common.data;
  settings.master_key = common.master_key;
  settings.mode = mode;
  settings.accepts_log = common.accepts_log;
  settings.now = wall_clock();
  settings.unicode_version = unicode_version();
  settings.texts = {record_proto_text(), format_text()};
  auto folder = DataFolder::open(settings);
  if (folder && !(*folder)->warning().empty()) {
    std::fprintf(stderr, "rolecall: %s\n", (*folder)->warning().c_str());
  }
  return folder;
}

Result<double> replay(Directory& directory) { return replay(directory, directory.log().last()); }

Result<double> replay(Directory& directory, Position last) {
  Progress progress("replay");
  const auto replayed = directory.replay(
      last, [&](Position done, Position all) { progress.show(number(done), number(all)); });
  if (!replayed) return replayed.error();
  return progress.seconds();
}

namespace {

Result<void> rebuild_indexes(LmdbLog& log, const KeySource& keys) {
  std::fprintf(stderr,
               "rolecall: log: its indexes are not those of its records: they are made anew\n");
  return log.rebuild_indexes([&keys](Position position,
                                     std::string_view record) -> Result<RecordStreams> {
    const auto recorded = decode(record, position, keys, Open::nothing);
    if (!recorded) return recorded.error();
    return RecordStreams{user_of(recorded->event), recorded->actor.user, group_of(recorded->event)};
  });
}

// The indexes are read beside the replay, which takes longer, on a thread of their own. They are
// derived: whoever may write makes them anew where they differ.
Result<double> replay_and_check(Directory& directory, DataFolder& folder, LmdbMode mode) {
  LmdbLog& log = folder.log();
  const Position last = log.last();
  auto stored = std::async(std::launch::async, [&log, last] { return log.indexes().sum(last); });
  const auto seconds = replay(directory, last);
  const auto sum = stored.get();
  if (!seconds) return seconds.error();
  if (sum && *sum == directory.replayed_indexes()) return seconds;
  if (!sum && sum.error().code != Errc::corrupt) return sum.error();
  if (mode == LmdbMode::read_only) {
    return Error{Errc::corrupt,
                 {},
                 "log: its indexes are not those of its records: histories would lack events; the "
                 "next start of rolecall serve, or of any verb that writes, makes them anew"};
  }
  if (const auto rebuilt = rebuild_indexes(log, folder.keys()); !rebuilt) return rebuilt.error();
  return seconds;
}

}  // namespace

Result<std::unique_ptr<OpenedDirectory>> open_directory(const Common& common, LmdbMode mode,
                                                        Writer::Settings settings) {
  auto folder = open_folder(common, mode);
  if (!folder) return folder.error();
  auto opened = std::make_unique<OpenedDirectory>(std::move(*folder));
  const auto seconds = replay_and_check(opened->directory, *opened->folder, mode);
  if (!seconds) return seconds.error();
  opened->replay_seconds = *seconds;
  DataFolder& parts = *opened->folder;
  if (const auto loaded = load_activity(parts.activity(), opened->directory.model()); !loaded) {
    return loaded.error();
  }
  opened->service.options.seats = settings.seats;
  if (mode == LmdbMode::read_only) return opened;
  parts.tie_stores();
  ClientSecrets& secrets = parts.client_secrets();
  IdempotencyKeys& idempotency = *secrets.idempotency;
  if (const auto dropped = idempotency.drop_behind(parts.log().last()); !dropped) {
    return dropped.error();
  }
  const auto settled =
      settle_idempotency(idempotency, idempotency.pending(), parts.log(), parts.keys());
  if (!settled) return settled.error();
  const auto kept = keep_current(secrets, opened->directory.model().state());
  if (!kept) return kept.error();
  opened->directory.start_writing(std::move(settings));
  opened->activity.emplace(parts.activity(), opened->directory.model());
  return opened;
}

}  // namespace rolecall
