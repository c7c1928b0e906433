// rolecall restore: a data folder of a backup, whole or up to a position, or nothing. Its log
// begins a new epoch, as after accept-log.
#include "engine/backup/restore.hpp"

#include <cstdio>
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

struct Restored {
  std::string log;  // its name
  Position position{};
  Hash state_hash{};
};

Result<MasterKey> load_master_key(const fs::path& file) {
  auto key = MasterKey::load(file);
  if (key || key.error().code != Errc::not_found) return key;
  return Error{Errc::not_found, "master_key",
               file.string() +
                   ": is not there; the secrets of a backup open under the master key "
                   "that they had, so put it there or name it with --master-key"};
}

// The backup, checked, with the keys that it needs.
Result<BackupManifest> find_backup(const RestoreOptions& options, const MasterKey& key,
                                   const MasterKey& master) {
  auto manifest = check_backup(options.directory, key);
  if (!manifest) return manifest;
  if (manifest->master_key_id != master.id()) {
    return Error{Errc::conflict, "master_key",
                 options.directory + ": its secrets are wrapped under another master key"};
  }
  if (options.to && *options.to > number(manifest->position)) {
    return invalid("to", "is behind the backup's last position, " +
                             std::to_string(number(manifest->position)));
  }
  return manifest;
}

// Another version may hash the same state otherwise.
Result<void> check_state(const BackupManifest& manifest, const Restored& restored,
                         const std::string& backup) {
  if (restored.position != manifest.position || restored.state_hash == manifest.state_hash) {
    return {};
  }
  const std::string what = backup + ": the state has another hash than the backup says";
  if (manifest.version == ROLECALL_VERSION) return Error{Errc::corrupt, {}, what};
  std::fprintf(stderr, "rolecall: %s; it was made by version %s\n", what.c_str(),
               manifest.version.c_str());
  return {};
}

// Folds the log that has been put together: so all that it needs is there. Then it is the one that
// is wanted.
Result<Restored> open_and_accept(const Common& common, const BackupManifest& manifest,
                                 const std::string& backup) {
  auto folder = open_folder(common, LmdbMode::read_write);
  if (!folder) return folder.error();
  OpenedDirectory opened(std::move(*folder));
  if (const auto replayed = replay(opened.directory, nullptr); !replayed) return replayed.error();
  const State& state = opened.directory.model().state();
  Restored restored{{}, state.head(), state_hash(state, state.head())};
  if (auto checked = check_state(manifest, restored, backup); !checked) return checked.error();
  opened.folder->tie_stores();
  if (auto accepted = opened.folder->accept_log(wall_clock()); !accepted) return accepted.error();
  restored.log = opened.folder->log().name();
  return restored;
}

std::string to_text(const Restored& restored, const RestoreOptions& options) {
  const std::uint64_t position = number(restored.position);
  if (!options.common.json) {
    const std::string what = options.verify ? "The backup is sound" : "The backup is restored";
    return what + " up to position " + std::to_string(position) +
           (options.verify ? "" : "; the log is now " + restored.log) + "\nstate_hash  " +
           to_hex(restored.state_hash) + "\n";
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  if (!options.verify) json.member("log", std::string_view(restored.log));
  json.member("position", position);
  json.member("state_hash", std::string_view(to_hex(restored.state_hash)));
  json.member("in_place", !options.verify);
  json.end_object();
  return text + "\n";
}

}  // namespace

int run_restore(const RestoreOptions& options) {
  const fs::path& target = options.common.data;
  std::error_code ignored;
  if (!options.verify && fs::exists(target, ignored)) {
    return fail({Errc::already_exists, "data", target.string() + ": is there already"});
  }
  const auto key = load_backup_key(options.key);
  if (!key) return fail(key.error());
  const DataFolderSettings settings = folder_settings(options.common, LmdbMode::read_write);
  const auto master_file = DataFolder::master_key_file(settings);
  if (!master_file) return fail(master_file.error());
  const auto master = load_master_key(*master_file);
  if (!master) return fail(master.error());
  const auto manifest = find_backup(options, *key, *master);
  if (!manifest) return fail(manifest.error());

  const auto folder = RestoredFolder::create(target);
  if (!folder) return fail(folder.error());
  const fs::path backup = options.directory;
  const Position last = options.to ? Position{*options.to} : manifest->position;
  {
    Progress progress("restore");
    const auto filled = (*folder)->fill(
        {backup, *manifest, *key, last, settings.texts},
        [&](Position done, Position all) { progress.show(number(done), number(all)); });
    if (!filled) return fail(filled.error());
  }
  Common aside = options.common;
  aside.data = (*folder)->path();
  aside.master_key = *master_file;
  aside.accepts_log = true;
  const auto restored = open_and_accept(aside, *manifest, options.directory);
  if (!restored) return fail(restored.error());
  if (!options.verify) {
    if (const auto put = (*folder)->put_in_place(); !put) return fail(put.error());
  }
  return print(to_text(*restored, options), "The backup is restored all the same");
}

}  // namespace rolecall
