#include "engine/backup/restore.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/backup/backup_file.hpp"
#include "engine/backup/store_copy.hpp"
#include "engine/folder/activity_store.hpp"
#include "engine/limits.hpp"
#include "engine/log/lmdb_log.hpp"
#include "engine/secrets/secrets_store.hpp"
#include "engine/storage/durable_file.hpp"
#include "engine/storage/new_store.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t batch_bytes = std::size_t{1} << 25;  // of records that are stored at once

// The records of all log files, one after the other.
class RecordsOfBackup {
 public:
  RecordsOfBackup(const fs::path& directory, const BackupManifest& manifest, const MasterKey& key)
      : directory_(directory), manifest_(manifest), key_(key) {}

  Result<void> read(const std::function<Result<void>(std::string&& record)>& visit) const {
    Position done{0};
    for (const BackupFile& file : manifest_.log_files) {
      if (number(file.first) != number(done) + 1 || file.last < file.first) {
        return damaged_backup(directory_ / file.name, "does not follow the one before");
      }
      if (auto visited = read(file, visit); !visited) return visited;
      done = file.last;
    }
    return done == manifest_.position
               ? Result<void>{}
               : damaged_backup(directory_ / manifest_name, "names no files up to its position");
  }

 private:
  Result<void> read(const BackupFile& file,
                    const std::function<Result<void>(std::string&& record)>& visit) const {
    const auto opened = open_backup_file(
        directory_,
        backup_file_header(manifest_.log.id, "log", number(file.first), number(file.last)), key_);
    if (!opened) return opened.error();
    SealedFileReader& from = **opened;
    for (std::uint64_t left = number(file.last) - number(file.first) + 1; left > 0; --left) {
      std::uint32_t size = 0;
      from.pass(size);
      if (size > limits::record_max_bytes) from.fail();
      std::string record(from.failed() ? 0 : size, '\0');
      from.pass_bytes(record.data(), record.size());
      if (from.failed()) break;
      if (auto visited = visit(std::move(record)); !visited) return visited;
    }
    return from.is_complete()
               ? Result<void>{}
               : damaged_backup(directory_ / file.name, "does not open, or is not whole");
  }

  const fs::path& directory_;
  const BackupManifest& manifest_;
  const MasterKey& key_;
};

// Stores records in batches, up to a position; all of them are leaves of the tree.
class LogFiller {
 public:
  LogFiller(LmdbLog& log, Position last) : log_(log), last_(last) {}

  Result<void> add(std::string&& record) {
    frontier_.append(leaf_hash(record));
    if (frontier_.size() > number(last_)) return {};
    waiting_bytes_ += record.size();
    waiting_.push_back(std::move(record));
    return waiting_bytes_ < batch_bytes ? Result<void>{} : store();
  }
  Result<void> store() {
    if (!waiting_.empty() && log_.append(waiting_) != Append::stored) return log_.failure();
    waiting_.clear();
    waiting_bytes_ = 0;
    return {};
  }
  const MerkleFrontier& frontier() const { return frontier_; }

 private:
  LmdbLog& log_;
  const Position last_;
  MerkleFrontier frontier_;
  std::vector<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
};

Result<void> fill_store(const RestoredFolder::Stores& stores, const std::string& kind,
                        std::span<const StoreDatabase> databases, const fs::path& into,
                        const LmdbMap& map) {
  const std::uint64_t made = stores.manifest.number;
  const BackupFileHeader header = backup_file_header(stores.manifest.log.id, kind, made, made);
  const auto from = open_backup_file(stores.backup, header, stores.key);
  if (!from) return from.error();
  const auto read = read_store(**from, databases, into / kind, map);
  if (read ? !(*from)->is_complete() : read.error().code == Errc::corrupt) {
    return damaged_backup(stores.backup / name_of(header), "does not open, or is not whole");
  }
  return read;
}

fs::path without_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

fs::path aside_of(const fs::path& target) { return without_slash(target).string() + ".restoring"; }

// What a restore that was cut short has left. Whatever else is called so is not ours.
Result<void> remove_left(const fs::path& aside) {
  const auto alone = DirectoryLock::take(aside, "another restore");
  if (!alone) return alone.error();
  constexpr const char* ours[] = {"log", "secrets", "activity", "snapshot"};
  std::error_code failed;
  for (fs::directory_iterator entry(aside, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (std::ranges::find(ours, entry->path().stem()) != std::end(ours)) continue;
    return Error{Errc::conflict, {}, aside.string() + ": is in the way; take it away"};
  }
  if (!failed) fs::remove_all(aside, failed);
  if (failed) return Error{Errc::unavailable, {}, aside.string() + ": " + failed.message()};
  return {};
}

}  // namespace

Result<BackupManifest> check_backup(const fs::path& directory, const MasterKey& key) {
  auto manifest = read_manifest(directory, key);
  std::error_code failed;
  if (!manifest && manifest.error().code == Errc::not_found && fs::exists(directory, failed)) {
    return damaged_backup(directory / manifest_name, "is missing");
  }
  if (!manifest) return manifest;
  if (!manifest->secrets) {
    return damaged_backup(directory / manifest_name,
                          "names no files, since the first backup was cut short; make it again");
  }
  for (const BackupFile& file : manifest->files()) {
    if (auto checked = check_backup_file(directory, file, true); !checked) return checked.error();
  }
  return manifest;
}

RestoredFolder::RestoredFolder(const fs::path& target)
    : target_(without_slash(target)), aside_(aside_of(target)) {}

RestoredFolder::~RestoredFolder() {
  std::error_code ignored;
  if (!is_in_place_) fs::remove_all(aside_, ignored);
}

Result<std::unique_ptr<RestoredFolder>> RestoredFolder::create(const fs::path& target) {
  const fs::path aside = aside_of(target);
  std::error_code ignored;
  if (fs::exists(aside, ignored)) {
    if (auto removed = remove_left(aside); !removed) return removed.error();
  }
  if (auto made = make_directory(aside); !made) return made.error();
  auto lock = DirectoryLock::take(aside, "another restore");
  if (!lock) return lock.error();
  std::unique_ptr<RestoredFolder> folder(new RestoredFolder(target));
  folder->lock_ = std::move(*lock);
  return folder;
}

Result<void> RestoredFolder::fill(const Stores& stores, const Progress& progress) {
  if (auto filled = fill_store(stores, "secrets", SecretsStore::databases(), aside_,
                               limits::secrets_map_size_bytes);
      !filled) {
    return filled;
  }
  if (stores.manifest.activity) {
    auto filled = fill_store(stores, "activity", ActivityStore::databases(), aside_,
                             limits::activity_map_size_bytes);
    if (!filled) return filled;
  }
  if (auto filled = fill_log(stores, progress); !filled) return filled;
  lock_.reset();
  return {};
}

Result<void> RestoredFolder::fill_log(const Stores& stores, const Progress& progress) const {
  const BackupManifest& manifest = stores.manifest;
  const auto log = LmdbLog::create(aside_ / "log", manifest.log, stores.texts);
  if (!log) return log.error();
  if (manifest.epoch > (*log)->epoch()) {
    if (auto begun = (*log)->begin_epoch(manifest.epoch); !begun) return begun;
  }
  LogFiller filler(**log, stores.last);
  const RecordsOfBackup records(stores.backup, manifest, stores.key);
  auto read = records.read([&](std::string&& record) {
    progress(Position{filler.frontier().size()}, manifest.position);
    return filler.add(std::move(record));
  });
  if (read) read = filler.store();
  if (!read) return read;
  if (filler.frontier().root() == manifest.root) return {};
  return damaged_backup(stores.backup / manifest_name,
                        "the records have another Merkle root than it says");
}

Result<void> RestoredFolder::put_in_place() {
  if (auto synced = sync_directory(aside_); !synced) return synced;
  std::error_code failed;
  if (fs::exists(target_, failed)) {
    return Error{Errc::already_exists, "data", target_.string() + ": is there already"};
  }
  if (::rename(aside_.c_str(), target_.c_str()) != 0) return file_error(target_);
  is_in_place_ = true;
  return sync_directory(fs::absolute(target_).parent_path());
}

}  // namespace rolecall
