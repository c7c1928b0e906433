// The data folder: the one thing an operator names. It opens, or makes, what lies in it.
//
//   DIR/lock             held (flock) by the one process that writes
//   DIR/log/             the log (lmdb_log.hpp)
//   DIR/secrets/         what can be destroyed (secrets/secrets_store.hpp)
//   DIR/activity/        when users were last seen (activity_store.hpp); may be deleted
//   DIR.master-key       beside it, never inside: the master key (secrets/master_key.hpp)
//
// Every directory is made with mode 0700. A store is made aside, as DIR/log.new, and gets its name
// when it is whole (new_store.hpp); what a crash has cut short is made anew by the next opening.
// One open folder per directory and process (see lmdb_env.hpp).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/log/activity_store.hpp"
#include "engine/log/lmdb_log.hpp"
#include "engine/secrets/client_secrets.hpp"
#include "engine/secrets/key_pool.hpp"

namespace rolecall {

struct DataFolderSettings {
  std::filesystem::path directory;
  std::filesystem::path master_key;  // empty: the directory's path with ".master-key" behind
  LmdbMode mode = LmdbMode::read_only;
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
  //   conflict          not a data folder, a newer format, or parts that do not belong together
  //   invalid_argument  the master key's file cannot be used, e.g. lies inside the folder
  //   corrupt           damaged, or the log's secrets are missing
  static Result<std::unique_ptr<DataFolder>> open(const DataFolderSettings& settings);
  ~DataFolder();

  LmdbLog& log() { return *log_; }
  KeyPool& keys() { return *keys_; }
  ClientSecrets& client_secrets() { return client_secrets_; }
  SecretsStore& secrets() { return *secrets_; }
  ActivityStore& activity() { return *activity_; }

 private:
  class Lock;
  DataFolder();
  Result<void> open_log(const DataFolderSettings& settings);
  Result<void> open_secrets(const DataFolderSettings& settings,
                            const std::filesystem::path& master_key);
  Result<void> open_activity(const DataFolderSettings& settings);

  std::unique_ptr<Lock> lock_;  // given back last
  std::unique_ptr<LmdbLog> log_;
  std::unique_ptr<SecretsStore> secrets_;
  std::unique_ptr<KeyPool> keys_;
  ClientSecrets client_secrets_;
  std::unique_ptr<ActivityStore> activity_;
};

}  // namespace rolecall
