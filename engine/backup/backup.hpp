// A folder of backups of one data folder, sealed under a key of the operator's (a file as that of
// the master key, secrets/master_key.hpp; another key). The master key is in none of its files.
//
//   DIR/manifest.json     what the backup is (manifest.hpp)
//   DIR/log-FIRST-LAST    records of these positions (backup_file.hpp): one file for each backup
//                         that found new ones
//   DIR/secrets-NUMBER    the secrets as they are, wrapped under the master key
//   DIR/activity-NUMBER   when users were last seen
//
// Order:   the log first, and then the secrets: a key is stored before the events that need it. So
//          the secrets have every key that the log needs, whatever is written meanwhile.
// Safe:    the manifest gets its name when all files that it names are durable, and those that it
//          does not name are removed after that: cut short anywhere, the backup is the former one.
//          Keys that were destroyed are in DIR no longer once that has been done.
// Reading: the log in short transactions; each of the others in one.
// Threads: one. One process at a time works on DIR.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "engine/backup/manifest.hpp"
#include "engine/folder/data_folder.hpp"
#include "engine/storage/directory_lock.hpp"

namespace rolecall {

class Backup {
 public:
  // What is told of the folder that is backed up.
  struct Source {
    Position position{};  // up to which its log goes into the backup
    Hash state_hash{};    // of the state there
    Timestamp now;
    std::string version;  // of this program
  };
  using Progress = std::function<void(Position done, Position last)>;

  // Makes DIR where there is none. `key` must outlive this. `conflict`: DIR is no backup and not
  // empty, or read_manifest() says so, as all else; `unavailable`: another process works on it.
  static Result<std::unique_ptr<Backup>> open(const std::filesystem::path& directory,
                                              const MasterKey& key);

  // What the folder has since the last backup into DIR; all of it at the first. `conflict`: DIR has
  // the backup of another log, or of one that went on otherwise. `corrupt`: a file of it is
  // missing. Else as reading and writing fail.
  Result<void> add(DataFolder& folder, const Source& source, const Progress& progress);

  // As of the last add().
  const BackupManifest& manifest() const { return *manifest_; }

 private:
  Backup(std::filesystem::path directory, const MasterKey& key)
      : directory_(std::move(directory)), key_(&key) {}
  Result<void> begin(const LmdbLog& log);
  Result<void> check(const LmdbLog& log, Position last) const;
  Result<BackupManifest> copy_new(DataFolder& folder, const Source& source,
                                  const Progress& progress) const;
  Result<BackupFile> copy_log(const LmdbLog& log, Position after, Position last,
                              const Progress& progress) const;
  Result<BackupFile> copy_store(LmdbEnv& store, std::span<const StoreDatabase> databases,
                                const char* kind, const BackupManifest& next) const;
  Result<void> remove_unnamed() const;

  const std::filesystem::path directory_;
  const MasterKey* const key_;
  std::unique_ptr<DirectoryLock> lock_;
  std::optional<BackupManifest> manifest_;
};

}  // namespace rolecall
