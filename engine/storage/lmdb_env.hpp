// An LMDB environment with its transactions and cursors. Its .cpp alone sees lmdb.h.
//
// Durability: default sync mode. commit() has written and synced the data pages, then the meta page
//             (O_DSYNC). No flag that relaxes this is ever set; write-mapping neither, as it turns
//             a full disk into SIGBUS.
// Threads:    everything from any thread. A transaction belongs to one thread, and a thread has at
//             most one. Write transactions wait for each other.
// Lifetime:   what get() and cursors answer points into the map: valid until the transaction ends,
//             in a write transaction until its next change.
// Errors:     `storage_full` where space is what is missing, `corrupt` where the file is no sound
//             LMDB file, else `unavailable`. On a full disk LMDB mostly says EIO (a short write),
//             so free space is looked at.
//
// What LMDB asks of us:
// - One environment per file and process: closing a second one drops the first one's file locks.
// - No use after fork().
// - A long reader keeps every page freed since: the file grows. Keep read transactions short.
//   Slots of killed readers are cleared when a write begins.
// - Reads are memory reads: a disk that cannot read them, or a file cut short by another program,
//   ends the process, with a message (damaged_store.hpp). Not on network file systems.
//
// The map is as large as the file will soon be, not as it may ever be: it grows by steps, before a
// write that may need it, up to the bound that open() gets, and in a reader's process when the
// writer's file has outgrown it. A step waits for the transactions of this process to end.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/limits.hpp"
#include "engine/result.hpp"
#include "engine/storage/damaged_store.hpp"
#include "engine/storage/lmdb_check.hpp"

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace rolecall {

enum class LmdbMode : std::uint8_t { read_only, read_write };
enum class LmdbKeys : std::uint8_t { bytes, integers };  // integers: u64 of this machine's order
enum class LmdbDatabase : std::size_t {};                // stays the same through reopen()

// How large a store's map is. A number alone is the most.
struct LmdbMap {
  LmdbMap(std::size_t most_bytes) : max_bytes(most_bytes) {}

  std::size_t max_bytes;
  std::size_t min_bytes = limits::store_map_min_bytes;
  std::size_t transaction_max_bytes = limits::store_transaction_max_bytes;  // of what is new in one
};

struct LmdbEntry {
  std::string_view key;
  std::string_view value;
};

inline std::string_view integer_key(const std::uint64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}
inline std::uint64_t integer_of(std::string_view key) {
  std::uint64_t number = 0;
  std::memcpy(&number, key.data(), sizeof number);
  return number;
}

class LmdbEnv;

// Must end before its transaction does.
class LmdbCursor {
 public:
  // Each answers nothing where there is no such entry.
  Result<std::optional<LmdbEntry>> first_from(std::string_view key);  // the least key >= this
  Result<std::optional<LmdbEntry>> next();
  Result<std::optional<LmdbEntry>> last();

 private:
  friend class LmdbRead;
  struct Close {
    void operator()(MDB_cursor* cursor) const;
  };
  LmdbCursor(const LmdbEnv& env, MDB_cursor* cursor) : env_(&env), cursor_(cursor) {}
  Result<std::optional<LmdbEntry>> move(std::string_view key, int operation);

  const LmdbEnv* env_;
  std::unique_ptr<MDB_cursor, Close> cursor_;
};

// One state of the store, unmoved by later commits.
class LmdbRead {
 public:
  LmdbRead(LmdbRead&&) = default;
  LmdbRead& operator=(LmdbRead&&) = delete;
  Result<std::optional<std::string_view>> get(LmdbDatabase database, std::string_view key) const;
  Result<LmdbCursor> cursor(LmdbDatabase database) const;
  // How many entries the database says that it has.
  Result<std::uint64_t> entries(LmdbDatabase database) const;

 protected:
  friend class LmdbEnv;
  struct Abort {
    void operator()(MDB_txn* txn) const;
  };
  LmdbRead(const LmdbEnv& env, std::shared_lock<std::shared_mutex> open, StoreInUse in_use,
           MDB_txn* txn)
      : env_(&env), in_use_(std::move(in_use)), open_(std::move(open)), txn_(txn) {}

  const LmdbEnv* env_;
  StoreInUse in_use_;
  std::shared_lock<std::shared_mutex> open_;  // the environment stays open while this is held
  std::unique_ptr<MDB_txn, Abort> txn_;
};

// Changes, all of them or none. Ends without effect unless commit() is called.
class LmdbWrite : public LmdbRead {
 public:
  // The value is the parts, one after the other.
  Result<void> put(LmdbDatabase database, std::string_view key,
                   std::initializer_list<std::string_view> parts);
  // The same for a key behind all others.
  Result<void> append(LmdbDatabase database, std::string_view key,
                      std::initializer_list<std::string_view> parts);
  // Nothing happens where there is no such key.
  Result<void> erase(LmdbDatabase database, std::string_view key);
  // Of all its keys.
  Result<void> clear(LmdbDatabase database);

  // Durable when it succeeds; the transaction has ended either way. After an error the changes are
  // there, or not, and no write begins until LmdbEnv::reopen().
  Result<void> commit();

 private:
  friend class LmdbEnv;
  LmdbWrite(LmdbEnv& env, std::shared_lock<std::shared_mutex> open, StoreInUse in_use, MDB_txn* txn)
      : LmdbRead(env, std::move(open), std::move(in_use), txn), writable_env_(&env) {}
  Result<void> put(LmdbDatabase database, std::string_view key,
                   std::initializer_list<std::string_view> parts, unsigned flags);

  LmdbEnv* writable_env_;
};

class LmdbEnv {
 public:
  // Opens DIRECTORY/data.mdb; new_store.hpp alone opens one that is not there, in read_write mode.
  // `corrupt` where the check finds damage.
  static Result<std::unique_ptr<LmdbEnv>> open(std::filesystem::path directory, LmdbMode mode,
                                               const LmdbMap& map,
                                               LmdbCheck check = LmdbCheck::none);
  // Whether there is a data file at all.
  static bool exists(const std::filesystem::path& directory);

  LmdbEnv(const LmdbEnv&) = delete;
  LmdbEnv& operator=(const LmdbEnv&) = delete;
  ~LmdbEnv();

  // The databases are opened right after the environment, before other threads come. A missing one
  // is `corrupt`: they are made with the store (new_store.hpp).
  Result<LmdbDatabase> database(const std::string& name, LmdbKeys keys);
  Result<LmdbDatabase> create_database(const std::string& name, LmdbKeys keys);

  // The error where what is stored cannot be right: says which file, and what to do.
  Error damaged(std::string_view what) const;

  Result<LmdbRead> read() const;
  Result<LmdbWrite> write();

  // Waits for all transactions to end, closes, opens again. On an error everything answers
  // `unavailable` until a later reopen() succeeds.
  Result<void> reopen();
  // A commit has failed since the last reopen().
  bool must_reopen() const { return must_reopen_; }
  LmdbMode mode() const { return mode_; }

 private:
  friend class LmdbRead;
  friend class LmdbWrite;
  friend class LmdbCursor;
  struct Database {
    std::string name;
    LmdbKeys keys;
    unsigned handle;
  };

  LmdbEnv(std::filesystem::path directory, LmdbMode mode, const LmdbMap& map);
  Result<void> start();
  void stop();
  Result<void> check(LmdbCheck how) const;
  // How large the map is to be for a file with so many bytes in use.
  std::size_t map_bytes_for(std::size_t used_bytes) const;
  Result<void> grow() const;
  bool must_grow() const;
  std::shared_lock<std::shared_mutex> hold_open() const;
  Result<LmdbDatabase> open_database(const std::string& name, LmdbKeys keys, unsigned begin_flags,
                                     unsigned open_flags);
  Error closed() const;
  Error error(int code) const;
  unsigned handle(LmdbDatabase database) const {
    return databases_[static_cast<std::size_t>(database)].handle;
  }

  std::filesystem::path directory_;
  LmdbMode mode_;
  LmdbMap map_;
  std::string damage_note_;
  MDB_env* env_ = nullptr;
  std::vector<Database> databases_;
  std::atomic<bool> must_reopen_{false};
  mutable std::shared_mutex open_;  // shared: in a transaction; alone: reopening
  mutable std::mutex turnstile_;    // so that reopen() does not starve behind ever new readers
};

}  // namespace rolecall
