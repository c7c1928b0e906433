#include "tools/flags/backup_flags.hpp"

#include <CLI/CLI.hpp>

#include "engine/limits.hpp"
#include "tools/flags/flag_checks.hpp"

namespace rolecall {

void add_backup_flags(CLI::App& verb, BackupOptions& options) {
  verb.add_option("directory", options.directory, "Folder of backups: an empty one, or one of them")
      ->required()
      ->check(says_something());
  verb.add_option("--key", options.key, "File of the key that seals the backup, with mode 0600")
      ->required()
      ->check(says_something());
  verb.add_flag("--new-key", options.new_key, "Make that file first, with a random key");
}

void add_restore_flags(CLI::App& verb, RestoreOptions& options) {
  verb.add_option("directory", options.directory, "Folder of backups")
      ->required()
      ->check(says_something());
  verb.add_option("--key", options.key, "File of the key that seals the backup")
      ->required()
      ->check(says_something());
  verb.add_option("--to", options.to, "Up to this position (default: all of it)")
      ->check(CLI::Range(std::uint64_t{1}, limits::position_max));
  verb.add_flag("--verify", options.verify,
                "Do all of it beside the data folder, and take it away again");
}

}  // namespace rolecall
