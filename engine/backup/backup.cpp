#include "engine/backup/backup.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/backup/backup_file.hpp"
#include "engine/backup/store_copy.hpp"
#include "engine/storage/durable_file.hpp"
#include "engine/storage/store_meta.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_bytes = std::size_t{1} << 20;  // read of the log at once

Error failed_at(const fs::path& path, const std::error_code& failed) {
  return {Errc::unavailable, {}, path.string() + ": " + failed.message()};
}

Error other_history(const fs::path& directory, const std::string& why) {
  return {Errc::conflict,
          {},
          directory.string() + ": " + why + "; back this one up into another folder"};
}

// What a first backup that was cut short at once has left is nothing.
Result<void> check_empty(const fs::path& directory) {
  std::error_code failed;
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().filename() == std::string(manifest_name) + ".new") continue;
    return Error{Errc::conflict,
                 {},
                 directory.string() + ": is not empty, and has no " + manifest_name +
                     ": name an empty folder, or one that has backups"};
  }
  return failed ? failed_at(directory, failed) : Result<void>{};
}

// That it is still the one that the folder was opened with, and so was when they were copied.
Result<void> check_master_key(DataFolder& folder) {
  const SecretsStore& secrets = folder.secrets();
  const auto txn = secrets.read();
  if (!txn) return txn.error();
  const auto id = meta_number(*txn, secrets.meta(), "master_key_id");
  if (!id) return id.error();
  if (*id == folder.keys().master().id()) return {};
  return Error{Errc::conflict, {}, "the master key has been changed meanwhile; back up again"};
}

}  // namespace

Result<std::unique_ptr<Backup>> Backup::open(const fs::path& directory, const MasterKey& key) {
  if (auto made = make_directory(directory); !made) return made.error();
  std::unique_ptr<Backup> backup(new Backup(directory, key));
  auto lock = DirectoryLock::take(directory, "another backup");
  if (!lock) return lock.error();
  backup->lock_ = std::move(*lock);
  auto manifest = read_manifest(directory, key);
  if (manifest) {
    backup->manifest_ = std::move(*manifest);
    return backup;
  }
  if (manifest.error().code != Errc::not_found) return manifest.error();
  if (auto empty = check_empty(directory); !empty) return empty.error();
  return backup;
}

// An empty manifest, so that whatever cuts the first backup short, what it has left is known.
Result<void> Backup::begin(const LmdbLog& log) {
  BackupManifest empty;
  empty.log = log.origin();
  empty.root = empty_root();
  if (auto written = write_manifest(directory_, empty, *key_); !written) return written;
  manifest_ = std::move(empty);
  return {};
}

// The roots are equal where every record is, so a log that was put back and went on otherwise is
// found out; one that was put back and is still as it was is not another one.
Result<void> Backup::check(const LmdbLog& log, Position last) const {
  const Position done = manifest_->position;
  const std::string at = std::to_string(number(done));
  if (manifest_->log.id != log.origin().id) {
    return other_history(directory_, "has backups of another log, " + manifest_->log.id.text());
  }
  if (last < done) {
    return other_history(directory_, "has the log up to position " + at + ", but it ends at " +
                                         std::to_string(number(last)));
  }
  const auto root = log.root_at(done);
  if (!root) return root.error();
  if (*root != manifest_->root) {
    return other_history(directory_, "has other records up to position " + at + " than the log");
  }
  for (const BackupFile& file : manifest_->log_files) {
    if (auto checked = check_backup_file(directory_, file, false); !checked) return checked;
  }
  return {};
}

Result<void> Backup::add(DataFolder& folder, const Source& source, const Progress& progress) {
  const LmdbLog& log = folder.log();
  if (!manifest_) {
    if (auto begun = begin(log); !begun) return begun;
  }
  if (auto checked = check(log, source.position); !checked) return checked;
  auto next = copy_new(folder, source, progress);
  if (!next) {
    (void)remove_unnamed();  // a disk may be full of it
    return next.error();
  }
  if (auto synced = sync_directory(directory_); !synced) return synced;
  if (auto written = write_manifest(directory_, *next, *key_); !written) return written;
  manifest_ = std::move(*next);
  return remove_unnamed();
}

Result<BackupManifest> Backup::copy_new(DataFolder& folder, const Source& source,
                                        const Progress& progress) const {
  const LmdbLog& log = folder.log();
  BackupManifest next = *manifest_;
  ++next.number;
  next.version = source.version;
  next.made_at = source.now;
  next.epoch = log.epoch();
  next.state_hash = source.state_hash;
  next.master_key_id = folder.keys().master().id();
  if (next.position < source.position) {
    auto file = copy_log(log, next.position, source.position, progress);
    if (!file) return file.error();
    next.log_files.push_back(std::move(*file));
    const auto root = log.root_at(source.position);
    if (!root) return root.error();
    next.position = source.position;
    next.root = *root;
  }
  auto secrets = copy_store(folder.secrets().env(), SecretsStore::databases(), "secrets", next);
  if (!secrets) return secrets.error();
  if (auto checked = check_master_key(folder); !checked) return checked.error();
  next.secrets = std::move(*secrets);
  next.activity.reset();
  if (LmdbEnv* const activity = folder.activity().env()) {
    auto copied = copy_store(*activity, ActivityStore::databases(), "activity", next);
    if (!copied) return copied.error();
    next.activity = std::move(*copied);
  }
  return next;
}

// In pieces that are read first and written then: a disk that is slow keeps no transaction open.
Result<BackupFile> Backup::copy_log(const LmdbLog& log, Position after, Position last,
                                    const Progress& progress) const {
  const BackupFileHeader header =
      backup_file_header(log.origin().id, "log", number(after) + 1, number(last));
  const auto file = create_backup_file(directory_, header, *key_);
  if (!file) return file.error();
  std::string piece;
  for (Position done = after; done < last;) {
    piece.clear();
    const auto read = log.read(done, [&](Position position, std::string_view record) {
      const auto size = static_cast<std::uint32_t>(record.size());
      piece.append(reinterpret_cast<const char*>(&size), sizeof size).append(record);
      return position < last && piece.size() < piece_bytes;
    });
    if (!read) return read.error();
    done = *read;
    (*file)->pass_bytes(piece.data(), piece.size());
    if ((*file)->failed()) break;  // finishing it tells why
    progress(done, last);
  }
  auto finished = finish_backup_file(directory_, header, **file);
  if (!finished) return finished;
  finished->first = Position{header.first};
  finished->last = last;
  return finished;
}

Result<BackupFile> Backup::copy_store(LmdbEnv& store, std::span<const StoreDatabase> databases,
                                      const char* kind, const BackupManifest& next) const {
  const BackupFileHeader header = backup_file_header(next.log.id, kind, next.number, next.number);
  const auto file = create_backup_file(directory_, header, *key_);
  if (!file) return file.error();
  if (auto written = write_store(store, databases, **file); !written) return written.error();
  return finish_backup_file(directory_, header, **file);
}

Result<void> Backup::remove_unnamed() const {
  std::vector<fs::path> unnamed;
  std::error_code failed;
  const std::vector<BackupFile> named = manifest_->files();
  for (fs::directory_iterator entry(directory_, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string name = entry->path().filename();
    const bool is_named = std::ranges::find(named, name, &BackupFile::name) != named.end();
    if (!is_named && is_name_of_backup_file(name)) unnamed.push_back(entry->path());
  }
  for (const fs::path& path : unnamed) {
    if (!failed) fs::remove(path, failed);
  }
  if (failed) return failed_at(directory_, failed);
  return sync_directory(directory_);
}

}  // namespace rolecall
