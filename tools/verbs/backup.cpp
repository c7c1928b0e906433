// rolecall backup: what the data folder has since the last backup, into a folder of backups. Works
// beside a running server.
#include "engine/backup/backup.hpp"

#include <filesystem>
#include <string>

#include "api/json/writer.hpp"
#include "engine/state/state_hash.hpp"
#include "tools/backup_key.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"
#include "tools/progress.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;

bool lies_in(const fs::path& inner, const fs::path& outer) {
  std::error_code failed;
  const fs::path way = fs::weakly_canonical(fs::absolute(inner), failed)
                           .lexically_relative(fs::weakly_canonical(fs::absolute(outer), failed));
  return !way.empty() && *way.begin() != "..";
}

Result<void> check_places(const BackupOptions& options) {
  if (lies_in(options.directory, options.common.data)) {
    return invalid("directory", options.directory + ": lies inside the data folder");
  }
  if (lies_in(options.key, options.directory)) {
    return invalid("key", options.key + ": lies inside the backup, which would then be open");
  }
  return {};
}

std::uint64_t bytes_of(const BackupManifest& manifest) {
  std::uint64_t bytes = 0;
  for (const BackupFile& file : manifest.files()) bytes += file.bytes;
  return bytes;
}

std::string to_text(const BackupManifest& manifest, const std::string& log, bool as_json) {
  const std::uint64_t position = number(manifest.position);
  if (!as_json) {
    return "The backup has " + log + " up to position " + std::to_string(position) + ", in " +
           std::to_string(manifest.files().size()) + " files of " +
           std::to_string(bytes_of(manifest)) + " bytes\nstate_hash  " +
           to_hex(manifest.state_hash) + "\n";
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("log", std::string_view(log));
  json.member("position", position);
  json.member("root", std::string_view(to_hex(manifest.root)));
  json.member("state_hash", std::string_view(to_hex(manifest.state_hash)));
  json.member("files", manifest.files().size());
  json.member("bytes", bytes_of(manifest));
  json.end_object();
  return text + "\n";
}

}  // namespace

int run_backup(const BackupOptions& options) {
  if (const auto checked = check_places(options); !checked) return fail(checked.error());
  auto folder = open_folder(options.common, LmdbMode::read_only);
  if (!folder) return fail(folder.error());
  const auto key = options.new_key ? create_backup_key(options.key) : load_backup_key(options.key);
  if (!key) return fail(key.error());
  if (key->id() == (*folder)->keys().master().id()) {
    return fail(invalid("key", "is the master key; a backup has a key of its own"));
  }
  const auto backup = Backup::open(options.directory, *key);
  if (!backup) return fail(backup.error());

  OpenedDirectory opened(std::move(*folder));
  const auto replayed = replay(opened.directory, &opened.folder->snapshots());
  if (!replayed) return fail(replayed.error());
  const State& state = opened.directory.model().state();
  const Position head = state.head();
  Progress progress("backup");
  const auto added = (*backup)->add(
      *opened.folder, {head, state_hash(state, head), wall_clock(), ROLECALL_VERSION},
      [&](Position done, Position last) { progress.show(number(done), number(last)); });
  if (!added) return fail(added.error());
  const std::string log = opened.folder->log().name();
  return print(to_text((*backup)->manifest(), log, options.common.json), "The backup is made");
}

}  // namespace rolecall
