// A backup made into stores again (backup.hpp). Nothing counts before all of it has been checked:
// each file's size and SHA-256, its seal, that the records follow each other without gaps, and
// the root of their Merkle tree.
//
// Order: check_backup(); then a RestoredFolder, which is made aside and put in place last. Whoever
//        restores opens it in between, folds its log, and accepts it (DataFolder::accept_log).
// Errors: `corrupt` names the file that is damaged or missing; else as read_manifest().
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "engine/backup/manifest.hpp"
#include "engine/storage/directory_lock.hpp"

namespace rolecall {

// The manifest, and that the files are those that it names. `not_found`: there is no such folder.
Result<BackupManifest> check_backup(const std::filesystem::path& directory, const MasterKey& key);

// The data folder TARGET, made as TARGET.restoring, which goes with the object unless it has been
// put in place.
class RestoredFolder {
 public:
  // What another one that was cut short has left goes. `unavailable`: another process is at it.
  // `conflict`: something else is called TARGET.restoring.
  static Result<std::unique_ptr<RestoredFolder>> create(const std::filesystem::path& target);
  ~RestoredFolder();

  // The stores of a checked backup, the log up to `last`.
  struct Stores {
    const std::filesystem::path& backup;
    const BackupManifest& manifest;
    const MasterKey& key;
    Position last;
    FormatTexts texts;  // into the log
  };
  using Progress = std::function<void(Position done, Position last)>;
  Result<void> fill(const Stores& stores, const Progress& progress);

  const std::filesystem::path& path() const { return aside_; }
  // Once nothing of it is open. Durable when it succeeds. `already_exists`: something has that
  // name.
  Result<void> put_in_place();

 private:
  explicit RestoredFolder(const std::filesystem::path& target);
  Result<void> fill_log(const Stores& stores, const Progress& progress) const;

  const std::filesystem::path target_;
  const std::filesystem::path aside_;
  std::unique_ptr<DirectoryLock> lock_;  // until its stores are made
  bool is_in_place_ = false;
};

}  // namespace rolecall
