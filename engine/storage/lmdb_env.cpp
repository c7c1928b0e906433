#include "engine/storage/lmdb_env.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <lmdb.h>

namespace rolecall {
namespace {

constexpr const char* data_file = "data.mdb";
constexpr const char* lock_file = "lock.mdb";
constexpr unsigned databases_max = 16;
constexpr unsigned readers_max = 1024;
// A write cut short has eaten what was left, so little is free then.
constexpr std::uint64_t full_below_bytes = std::uint64_t{1} << 20;

MDB_val value_of(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};  // LMDB does not write through keys
}

std::string_view view_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

void fail_assertion(MDB_env*, const char*) { end_by_damage(); }

bool is_full(const std::filesystem::path& directory) {
  struct statvfs disk {};
  if (::statvfs(directory.c_str(), &disk) != 0) return false;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize < full_below_bytes;
}

Errc errc_of(int code, const std::filesystem::path& directory) {
  switch (code) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Errc::storage_full;
    case EIO:
      return is_full(directory) ? Errc::storage_full : Errc::unavailable;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_PAGE_FULL:
    case MDB_CURSOR_FULL:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_INCOMPATIBLE:
    case MDB_KEYEXIST:  // something is where the store's own numbers say there is nothing
      return Errc::corrupt;
    default:
      return Errc::unavailable;
  }
}

// Readers enter themselves in the lock file, so that no writer takes the pages that they read; only
// where nothing can be written at all do they go without.
Error not_permitted(const std::filesystem::path& directory, LmdbMode mode) {
  const bool writes = mode == LmdbMode::read_write;
  const std::string data = directory / data_file;
  if (::access(data.c_str(), writes ? R_OK | W_OK : R_OK) != 0) {
    return {Errc::unavailable,
            {},
            data + ": permission denied: must be readable" + (writes ? " and writable" : "")};
  }
  return {Errc::unavailable,
          {},
          (directory / lock_file).string() +
              ": permission denied: must be writable, also for those who only read, unless the "
              "file system is read-only"};
}

// LMDB gives up the map that it has before it takes a larger one, and does not survive without: so
// there must be room for the larger one beside it.
bool has_address_space(std::size_t bytes) {
  void* const space =
      ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return space != MAP_FAILED && ::munmap(space, bytes) == 0;
}

unsigned flags_of(LmdbKeys keys) { return keys == LmdbKeys::integers ? MDB_INTEGERKEY : 0; }

}  // namespace

// ---- cursors -----------------------------------------------------------------------------------

void LmdbCursor::Close::operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }

Result<std::optional<LmdbEntry>> LmdbCursor::move(std::string_view from, int operation) {
  MDB_val key = value_of(from);
  MDB_val value{};
  const int code =
      mdb_cursor_get(cursor_.get(), &key, &value, static_cast<MDB_cursor_op>(operation));
  if (code == MDB_NOTFOUND) return std::nullopt;
  if (code != 0) return env_->error(code);
  return LmdbEntry{view_of(key), view_of(value)};
}

Result<std::optional<LmdbEntry>> LmdbCursor::first_from(std::string_view key) {
  return move(key, MDB_SET_RANGE);
}

Result<std::optional<LmdbEntry>> LmdbCursor::next() { return move({}, MDB_NEXT); }

Result<std::optional<LmdbEntry>> LmdbCursor::last() { return move({}, MDB_LAST); }

// ---- transactions ------------------------------------------------------------------------------

void LmdbRead::Abort::operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }

Result<std::optional<std::string_view>> LmdbRead::get(LmdbDatabase database,
                                                      std::string_view key) const {
  MDB_val name = value_of(key);
  MDB_val value{};
  const int code = mdb_get(txn_.get(), env_->handle(database), &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  if (code != 0) return env_->error(code);
  return view_of(value);
}

Result<LmdbCursor> LmdbRead::cursor(LmdbDatabase database) const {
  MDB_cursor* cursor = nullptr;
  if (const int code = mdb_cursor_open(txn_.get(), env_->handle(database), &cursor)) {
    return env_->error(code);
  }
  return LmdbCursor(*env_, cursor);
}

Result<std::uint64_t> LmdbRead::entries(LmdbDatabase database) const {
  MDB_stat about{};
  if (const int code = mdb_stat(txn_.get(), env_->handle(database), &about)) {
    return env_->error(code);
  }
  return about.ms_entries;
}

Result<void> LmdbWrite::put(LmdbDatabase database, std::string_view key,
                            std::initializer_list<std::string_view> parts, unsigned flags) {
  MDB_val name = value_of(key);
  MDB_val value{};
  for (const std::string_view part : parts) value.mv_size += part.size();
  if (const int code =
          mdb_put(txn_.get(), env_->handle(database), &name, &value, flags | MDB_RESERVE)) {
    return env_->error(code);
  }
  auto* to = static_cast<char*>(value.mv_data);
  for (const std::string_view part : parts) to += part.copy(to, part.size());
  return {};
}

Result<void> LmdbWrite::put(LmdbDatabase database, std::string_view key,
                            std::initializer_list<std::string_view> parts) {
  return put(database, key, parts, 0);
}

Result<void> LmdbWrite::append(LmdbDatabase database, std::string_view key,
                               std::initializer_list<std::string_view> parts) {
  return put(database, key, parts, MDB_APPEND);
}

Result<void> LmdbWrite::erase(LmdbDatabase database, std::string_view key) {
  MDB_val name = value_of(key);
  const int code = mdb_del(txn_.get(), env_->handle(database), &name, nullptr);
  if (code != 0 && code != MDB_NOTFOUND) return env_->error(code);
  return {};
}

Result<void> LmdbWrite::clear(LmdbDatabase database) {
  constexpr int keep_database = 0;
  if (const int code = mdb_drop(txn_.get(), env_->handle(database), keep_database)) {
    return env_->error(code);
  }
  return {};
}

Result<void> LmdbWrite::commit() {
  if (const int code = mdb_txn_commit(txn_.release())) {
    writable_env_->must_reopen_ = true;
    return env_->error(code);
  }
  return {};
}

// ---- the environment ---------------------------------------------------------------------------

bool LmdbEnv::exists(const std::filesystem::path& directory) {
  std::error_code failed;
  const bool is_there = std::filesystem::exists(directory / data_file, failed);
  return is_there || failed == std::errc::permission_denied;  // then opening it tells
}

Result<std::unique_ptr<LmdbEnv>> LmdbEnv::open(std::filesystem::path directory, LmdbMode mode,
                                               const LmdbMap& map, LmdbCheck check) {
  std::unique_ptr<LmdbEnv> env(new LmdbEnv(std::move(directory), mode, map));
  if (auto started = env->start(); !started) return started.error();
  if (auto checked = env->check(check); !checked) return checked.error();
  return env;
}

LmdbEnv::LmdbEnv(std::filesystem::path directory, LmdbMode mode, const LmdbMap& map)
    : directory_(std::move(directory)), mode_(mode), map_(map) {
  damage_note_ =
      "rolecall: " + damaged_store(directory_, "its file cannot be followed").detail + "\n";
}

LmdbEnv::~LmdbEnv() { stop(); }

void LmdbEnv::stop() {
  if (env_ != nullptr) mdb_env_close(env_);
  env_ = nullptr;
}

// Opens the environment and every database known so far. Read-ahead stays on: the common long read
// is the replay at start, through pages written one after the other.
Result<void> LmdbEnv::start() {
  const StoreInUse in_use(damage_note_.c_str());
  const auto failed = [this](int code) {
    stop();
    return error(code);
  };
  if (const int code = mdb_env_create(&env_)) return failed(code);
  if (const int code = mdb_env_set_maxdbs(env_, databases_max)) return failed(code);
  if (const int code = mdb_env_set_maxreaders(env_, readers_max)) return failed(code);
  if (const int code = mdb_env_set_assert(env_, &fail_assertion)) return failed(code);
  std::error_code ignored;
  const auto file_bytes = std::filesystem::file_size(directory_ / data_file, ignored);
  const std::size_t used_bytes = ignored ? 0 : file_bytes;
  if (const int code = mdb_env_set_mapsize(env_, map_bytes_for(used_bytes))) return failed(code);
  const unsigned flags = MDB_NOTLS | (mode_ == LmdbMode::read_only ? MDB_RDONLY : 0);
  if (const int code = mdb_env_open(env_, directory_.c_str(), flags, 0600)) {
    if (code != EACCES) return failed(code);
    stop();
    return not_permitted(directory_, mode_);
  }

  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn)) return failed(code);
  for (Database& database : databases_) {
    const int code =
        mdb_dbi_open(txn, database.name.c_str(), flags_of(database.keys), &database.handle);
    if (code != 0) {
      mdb_txn_abort(txn);
      return failed(code);
    }
  }
  if (const int code = mdb_txn_commit(txn)) return failed(code);
  must_reopen_ = false;
  return {};
}

// A transaction keeps the pages of its state as they are, whatever another process writes.
Result<void> LmdbEnv::check(LmdbCheck how) const {
  if (how == LmdbCheck::none) return {};
  for (;;) {
    const auto txn = read();
    if (!txn) return txn.error();
    const auto damage = find_damage(directory_ / data_file, mdb_txn_id(txn->txn_.get()), how);
    if (!damage) continue;
    return damage->empty() ? Result<void>{} : damaged(*damage);
  }
}

// A transaction may write every page anew that there is, and what is new; twice that, so that the
// steps become larger and rarer.
std::size_t LmdbEnv::map_bytes_for(std::size_t used_bytes) const {
  const std::size_t room_bytes = mode_ == LmdbMode::read_write ? map_.transaction_max_bytes : 0;
  return std::min(map_.max_bytes, std::max(4 * used_bytes, map_.min_bytes) + room_bytes);
}

bool LmdbEnv::must_grow() const {
  MDB_envinfo info{};
  MDB_stat about{};
  if (mdb_env_info(env_, &info) != 0 || mdb_env_stat(env_, &about) != 0) return false;
  const std::size_t used_bytes = (info.me_last_pgno + 1) * about.ms_psize;
  return info.me_mapsize < map_.max_bytes &&
         info.me_mapsize < 2 * used_bytes + map_.transaction_max_bytes;
}

Result<void> LmdbEnv::grow() const {
  const std::lock_guard no_new_readers(turnstile_);
  const std::lock_guard alone(open_);
  if (env_ == nullptr) return closed();
  const StoreInUse in_use(damage_note_.c_str());
  std::error_code failed;
  const auto file_bytes = std::filesystem::file_size(directory_ / data_file, failed);
  if (failed) return Error{Errc::unavailable, {}, directory_.string() + ": " + failed.message()};
  const std::size_t map_bytes = map_bytes_for(file_bytes);
  if (!has_address_space(map_bytes)) return error(ENOMEM);
  if (const int code = mdb_env_set_mapsize(env_, map_bytes)) return error(code);
  return {};
}

Result<void> LmdbEnv::reopen() {
  const std::lock_guard no_new_readers(turnstile_);
  const std::lock_guard alone(open_);
  stop();
  return start();
}

std::shared_lock<std::shared_mutex> LmdbEnv::hold_open() const {
  const std::lock_guard turn(turnstile_);
  return std::shared_lock(open_);
}

Result<LmdbDatabase> LmdbEnv::database(const std::string& name, LmdbKeys keys) {
  return open_database(name, keys, MDB_RDONLY, 0);
}

Result<LmdbDatabase> LmdbEnv::create_database(const std::string& name, LmdbKeys keys) {
  return open_database(name, keys, 0, MDB_CREATE);
}

Result<LmdbDatabase> LmdbEnv::open_database(const std::string& name, LmdbKeys keys,
                                            unsigned begin_flags, unsigned open_flags) {
  const auto open = hold_open();
  if (env_ == nullptr) return closed();
  const StoreInUse in_use(damage_note_.c_str());
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env_, nullptr, begin_flags, &txn)) return error(code);
  Database database{name, keys, 0};
  if (const int code =
          mdb_dbi_open(txn, name.c_str(), flags_of(keys) | open_flags, &database.handle)) {
    mdb_txn_abort(txn);
    return code == MDB_NOTFOUND ? damaged("has no database " + name) : error(code);
  }
  if (const int code = mdb_txn_commit(txn)) return error(code);
  databases_.push_back(std::move(database));
  return LmdbDatabase{databases_.size() - 1};
}

Result<LmdbRead> LmdbEnv::read() const {
  for (;;) {
    {
      auto open = hold_open();
      if (env_ == nullptr) return closed();
      StoreInUse in_use(damage_note_.c_str());
      MDB_txn* txn = nullptr;
      const int code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn);
      if (code == 0) return LmdbRead(*this, std::move(open), std::move(in_use), txn);
      if (code != MDB_MAP_RESIZED) return error(code);
    }
    if (auto grown = grow(); !grown) return grown.error();
  }
}

Result<LmdbWrite> LmdbEnv::write() {
  assert(mode_ == LmdbMode::read_write);
  auto open = hold_open();
  if (env_ == nullptr) return closed();
  if (must_reopen_) {
    return Error{Errc::unavailable, {}, directory_.filename().string() + ": a commit has failed"};
  }
  StoreInUse in_use(damage_note_.c_str());
  if (must_grow()) {
    open.unlock();
    if (auto grown = grow(); !grown) return grown.error();
    open = hold_open();
    if (env_ == nullptr) return closed();
  }
  int cleared = 0;
  if (const int code = mdb_reader_check(env_, &cleared)) return error(code);
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env_, nullptr, 0, &txn)) return error(code);
  return LmdbWrite(*this, std::move(open), std::move(in_use), txn);
}

Error LmdbEnv::closed() const {
  return {Errc::unavailable, {}, directory_.filename().string() + ": the store is closed"};
}

Error LmdbEnv::damaged(std::string_view what) const { return damaged_store(directory_, what); }

Error LmdbEnv::error(int code) const {
  const Errc errc = errc_of(code, directory_);
  if (errc == Errc::corrupt) return damaged(mdb_strerror(code));
  return {errc, {}, directory_.filename().string() + ": " + mdb_strerror(code)};
}

}  // namespace rolecall
