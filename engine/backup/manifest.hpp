// What a backup says of itself: DIR/manifest.json, the last thing that a backup puts in place. The
// files it names are the backup; whatever else lies in DIR is what a crash has left.
//
// JSON in one line. Its last member, `seal`, is the BLAKE2b-256 of all before it, closed by a
// brace, keyed with a key derived from the backup's: a manifest that is damaged or forged does not
// count.
//
//   format, rolecall    1; the version of the program that made the newest backup
//   number, made_at     how many backups have been made into DIR; when the newest was
//   log                 id, epoch, created_at, unicode_version of the log
//   position            the last event that is in it
//   root, state_hash    of the Merkle tree and of the state at that position, hexadecimal
//   master_key_id       of the master key that its secrets are wrapped under
//   key_id              of the backup's key
//   files               name, bytes, sha256 of each; of the log's also first and last, positions
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/log/lmdb_log.hpp"
#include "engine/secrets/master_key.hpp"

namespace rolecall {

struct BackupFile {
  std::string name;
  std::uint64_t bytes = 0;
  Hash sha256{};
  Position first{};  // of the log's
  Position last{};
};

struct BackupManifest {
  std::string version;
  std::uint64_t number = 0;
  Timestamp made_at;
  LogOrigin log;
  std::uint64_t epoch = 1;
  Position position{};
  Hash root{};
  Hash state_hash{};
  std::uint32_t master_key_id = 0;
  std::vector<BackupFile> log_files;   // in the order of positions, without gaps, from 1 on
  std::optional<BackupFile> secrets;   // nothing: the first backup has been cut short
  std::optional<BackupFile> activity;  // nothing: there was none

  std::vector<BackupFile> files() const;  // all of them
};

inline constexpr const char* manifest_name = "manifest.json";

// Durable, in the place of the one there is, in one step.
Result<void> write_manifest(const std::filesystem::path& directory, const BackupManifest& manifest,
                            const MasterKey& key);
// `not_found`: there is none. `conflict`: of a newer format, or sealed under another key.
// `corrupt`: damaged.
Result<BackupManifest> read_manifest(const std::filesystem::path& directory, const MasterKey& key);

}  // namespace rolecall
