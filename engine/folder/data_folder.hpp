// The data folder: the one thing an operator names. It opens, or makes, what lies in it.
//
//   DIR                  held itself (flock) by the one process that writes
//   DIR/log/             the log (lmdb_log.hpp)
//   DIR/secrets/         what can be destroyed (secrets/secrets_store.hpp)
//   DIR/activity/        when users were last seen (activity_store.hpp); may be deleted
//   DIR/snapshot         what memory held (snapshot/snapshots.hpp); may be deleted
//   DIR.master-key       beside it, never inside: the master key (secrets/master_key.hpp); while it
//                        is changed, DIR.master-key.next too (master_key_rotation.hpp)
//
// Every directory is made with mode 0700. A store is made aside, as DIR/log.new, and gets its name
// when it is whole (new_store.hpp); what a crash has cut short is made anew by the next opening.
// One open folder per directory and process (see lmdb_env.hpp).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/folder/activity_store.hpp"
#include "engine/log/lmdb_log.hpp"
#include "engine/secrets/client_secrets.hpp"
#include "engine/secrets/key_pool.hpp"
#include "engine/snapshot/snapshots.hpp"
#include "engine/storage/directory_lock.hpp"

namespace rolecall {

struct DataFolderSettings {
  std::filesystem::path directory;
  std::filesystem::path master_key;  // empty: the directory's path with ".master-key" behind
  LmdbMode mode = LmdbMode::read_only;
  // The operator says that this log is the one wanted, whatever the other stores have seen of it;
  // accept_log() then makes them agree.
  bool accepts_log = false;
  // Of a log that is made: what goes into it (lmdb_log.hpp).
  Timestamp now;
  std::string unicode_version;
  FormatTexts texts;
};

class DataFolder {
 public:
  // read_write makes what is not there, and locks; read_only works beside a running server.
  //   unavailable       another process has locked it
  //   not_found         nothing there to read; or no master key for secrets that are there
  //   conflict          not a data folder, a newer format, or parts that do not belong together,
  //                     such as a log that is older than the other stores have seen it
  //   invalid_argument  the master key's file cannot be used, e.g. lies inside the folder
  //   corrupt           damaged, or the log's secrets are missing
  static Result<std::unique_ptr<DataFolder>> open(const DataFolderSettings& settings);
  ~DataFolder();

  // The master key's file, whether it is there or not: by `directory` and `master_key`.
  static Result<std::filesystem::path> master_key_file(const DataFolderSettings& settings);

  // What the operator should know of what was opened, a line each; empty: nothing.
  const std::string& warning() const { return warning_; }
  // From now on the stores write down how far each other is, with their commits and at the end.
  // Once the log has been replayed, in read_write mode.
  void tie_stores();
  // The log begins a new epoch, and the other stores take it for the one they belong to. An epoch
  // is numbered by the second in which it began: the same backup put back twice is two of them.
  Result<void> accept_log(Timestamp now);

  LmdbLog& log() { return *log_; }
  KeyPool& keys() { return *keys_; }
  ClientSecrets& client_secrets() { return client_secrets_; }
  SecretsStore& secrets() { return *secrets_; }
  ActivityStore& activity() { return *activity_; }
  Snapshots& snapshots() { return *snapshots_; }

 private:
  DataFolder();
  Result<void> open_log(const DataFolderSettings& settings);
  Result<void> open_secrets(const DataFolderSettings& settings,
                            const std::filesystem::path& master_key);
  Result<void> open_activity(const DataFolderSettings& settings);
  Result<void> check_unicode(const std::string& ours);
  void add_warning(const std::string& text);
  Result<void> check_ages(const DataFolderSettings& settings);
  Result<void> check_log_against(const std::optional<LogMark>& mark,
                                 const DataFolderSettings& settings) const;

  std::unique_ptr<DirectoryLock> lock_;  // given back last
  std::unique_ptr<LmdbLog> log_;
  std::unique_ptr<SecretsStore> secrets_;
  std::unique_ptr<KeyPool> keys_;
  ClientSecrets client_secrets_;
  std::unique_ptr<ActivityStore> activity_;
  std::optional<Snapshots> snapshots_;
  std::string warning_;
  bool is_tied_ = false;
};

}  // namespace rolecall
