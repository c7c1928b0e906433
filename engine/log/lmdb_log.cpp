#include "engine/log/lmdb_log.hpp"

#include <bit>
#include <cassert>
#include <vector>

#include "engine/log/crc32c.hpp"
#include "engine/storage/new_store.hpp"
#include "engine/storage/store_meta.hpp"

namespace rolecall {
namespace {

static_assert(std::endian::native == std::endian::little, "integer keys are stored as they are");

constexpr std::pair<const char*, LmdbKeys> databases[] = {{"events", LmdbKeys::integers},
                                                          {"tiles", LmdbKeys::integers}};
constexpr std::size_t checksum_bytes = 4;
// A scan begins a new transaction after so many entries: a long one then pins few pages, and the
// microsecond it costs is spread thin.
constexpr std::size_t scan_entries = 1024;

std::uint32_t checksum(std::uint64_t position, std::string_view record) {
  return crc32c(record, crc32c(integer_key(position)));
}

Error corrupt_at(std::uint64_t position, std::string_view why) {
  return {Errc::corrupt, {}, "log, position " + std::to_string(position) + ": " + std::string(why)};
}

// The record in an entry of `events`, checked.
Result<std::string_view> record_at(std::uint64_t position, const LmdbEntry& entry) {
  if (entry.key.size() != sizeof position) return corrupt_at(position, "its number is damaged");
  if (integer_of(entry.key) != position) return corrupt_at(position, "the record is missing");
  if (entry.value.size() < checksum_bytes) return corrupt_at(position, "the record is cut short");
  if (entry.value.size() > limits::record_max_bytes + checksum_bytes) {
    return corrupt_at(position, "the record is too long");
  }
  const std::string_view record = entry.value.substr(0, entry.value.size() - checksum_bytes);
  std::uint32_t stored = 0;
  std::memcpy(&stored, record.data() + record.size(), checksum_bytes);
  if (stored != checksum(position, record)) return corrupt_at(position, "wrong checksum");
  return record;
}

}  // namespace

// ---- opening -----------------------------------------------------------------------------------

Result<std::unique_ptr<LmdbLog>> LmdbLog::open(const std::filesystem::path& directory,
                                               LmdbMode mode, const LmdbMap& map) {
  if (!LmdbEnv::exists(directory)) return Error{Errc::not_found, {}, "log: there is none"};
  auto env = LmdbEnv::open(directory, mode, map, LmdbCheck::branches);
  if (!env) return env.error();
  const auto meta = open_meta(**env, "log");
  if (!meta) return meta.error();
  std::unique_ptr<LmdbLog> log(new LmdbLog(std::move(*env)));
  if (auto started = log->start(*meta); !started) return started.error();
  return log;
}

Result<std::unique_ptr<LmdbLog>> LmdbLog::create(const std::filesystem::path& directory,
                                                 const LogOrigin& origin, const FormatTexts& texts,
                                                 const LmdbMap& map) {
  const std::string id = origin.id.text();
  const std::string created_at = to_text(origin.created_at);
  const MetaEntry entries[] = {{"log_id", id},
                               {"created_at", created_at},
                               {"unicode_version", origin.unicode_version},
                               {"record.proto", texts.record_proto},
                               {"FORMAT.md", texts.format_md},
                               {"settled", "0"},
                               {"epoch", "1"}};
  const auto made = make_store(directory, [&](LmdbEnv& env) -> Result<void> {
    for (const auto& [name, keys] : databases) {
      if (const auto database = env.create_database(name, keys); !database) {
        return database.error();
      }
    }
    return create_meta(env, entries);
  });
  if (!made) return made.error();
  return open(directory, LmdbMode::read_write, map);
}

Result<void> LmdbLog::start(LmdbDatabase meta) {
  meta_ = meta;
  LmdbDatabase* const opened[] = {&events_, &tiles_};
  for (std::size_t i = 0; i < std::size(databases); ++i) {
    const auto database = env_->database(databases[i].first, databases[i].second);
    if (!database) return database.error();
    *opened[i] = *database;
  }
  {
    const auto txn = env_->read();
    if (!txn) return txn.error();
    const auto id = meta_text(*txn, meta_, "log_id");
    if (!id) return id.error();
    const auto created_at = meta_text(*txn, meta_, "created_at");
    if (!created_at) return created_at.error();
    const auto unicode = meta_text(*txn, meta_, "unicode_version");
    if (!unicode) return unicode.error();
    const auto parsed_id = LogId::parse(*id);
    const auto parsed_time = parse_timestamp(*created_at);
    if (!parsed_id || !parsed_time) return Error{Errc::corrupt, {}, "log: its meta is damaged"};
    origin_ = {*parsed_id, *parsed_time, *unicode};
    if (auto checked = check_counts(*txn); !checked) return checked;
    const auto epoch = meta_number_or(1, *txn, meta_, "epoch");
    if (!epoch) return epoch.error();
    epoch_ = *epoch;
    const auto commits = meta_number_or(0, *txn, meta_, "secrets_commits");
    if (!commits) return commits.error();
    secrets_commits_ = secrets_commits_stored_ = *commits;
  }
  return env_->mode() == LmdbMode::read_write ? load() : Result<void>{};
}

// Positions have no gaps, so there are as many records as the last one says, and tiles accordingly.
Result<void> LmdbLog::check_counts(const LmdbRead& txn) const {
  const auto last = last_stored(txn);
  if (!last) return last.error();
  const auto records = txn.entries(events_);
  if (!records) return records.error();
  const auto tiles = txn.entries(tiles_);
  if (!tiles) return tiles.error();
  if (*records != number(*last) || *tiles != *records / tile_leaves) {
    return env_->damaged("it has " + std::to_string(*records) + " records, but its last one is " +
                         std::to_string(number(*last)));
  }
  return {};
}

Result<void> LmdbLog::load() {
  const auto txn = env_->read();
  if (!txn) return txn.error();
  const auto last = last_stored(*txn);
  if (!last) return last.error();
  const auto frontier = frontier_at(*txn, *last);
  if (!frontier) return frontier.error();
  End end{*frontier, {}};
  if (*last != Position{0}) {
    const auto record = record_hash(*txn, *last);
    if (!record) return record.error();
    end.last_record = *record;
  }
  const std::lock_guard lock(end_mutex_);
  end_ = end;
  last_ = *last;
  return {};
}

std::string LmdbLog::name() const { return origin_.id.text() + "." + std::to_string(epoch_); }

Result<void> LmdbLog::begin_epoch(std::uint64_t epoch) {
  assert(epoch > epoch_);
  auto txn = env_->write();
  if (!txn) return txn.error();
  if (auto put = txn->put(meta_, "epoch", {std::to_string(epoch)}); !put) return put;
  if (auto committed = txn->commit(); !committed) return committed;
  epoch_ = epoch;
  return {};
}

LogMark LmdbLog::mark() const {
  const std::lock_guard lock(end_mutex_);
  return {Position{end_.frontier.size()}, end_.last_record};
}

Result<Hash> LmdbLog::record_hash(Position position) const {
  const auto txn = env_->read();
  if (!txn) return txn.error();
  return record_hash(*txn, position);
}

Result<Hash> LmdbLog::record_hash(const LmdbRead& txn, Position position) const {
  const std::uint64_t key = number(position);
  const auto value = txn.get(events_, integer_key(key));
  if (!value) return value.error();
  if (!*value) return corrupt_at(key, "the record is missing");
  const auto record = record_at(key, {integer_key(key), **value});
  if (!record) return record.error();
  return leaf_hash(*record);
}

void LmdbLog::tell_secrets_commits(std::uint64_t commits) {
  std::uint64_t told = secrets_commits_;
  while (told < commits && !secrets_commits_.compare_exchange_weak(told, commits)) {
  }
}

Result<void> LmdbLog::keep_secrets_commits() {
  const std::uint64_t commits = secrets_commits_;
  if (commits == secrets_commits_stored_) return {};
  assert(commits > secrets_commits_stored_);
  auto txn = env_->write();
  if (!txn) return txn.error();
  if (auto put = put_secrets_commits(*txn, commits); !put) return put;
  if (auto committed = txn->commit(); !committed) return committed;
  secrets_commits_stored_ = commits;
  return {};
}

Result<void> LmdbLog::put_secrets_commits(LmdbWrite& txn, std::uint64_t commits) const {
  if (commits == secrets_commits_stored_) return {};
  return txn.put(meta_, "secrets_commits", {std::to_string(commits)});
}

// From the roots of the complete tiles and the records behind them.
Result<MerkleFrontier> LmdbLog::frontier_at(const LmdbRead& txn, Position at) const {
  auto tiles = txn.cursor(tiles_);
  if (!tiles) return tiles.error();
  std::vector<Hash> tile_roots(number(at) / tile_leaves);
  for (std::uint64_t tile = 0; tile < tile_roots.size(); ++tile) {
    const auto entry = tile == 0 ? tiles->first_from(integer_key(tile)) : tiles->next();
    if (!entry) return entry.error();
    Hash& root = tile_roots[tile];
    if (!*entry || integer_of((*entry)->key) != tile || (*entry)->value.size() != root.size()) {
      return Error{Errc::corrupt, {}, "log: no Merkle tile " + std::to_string(tile)};
    }
    std::memcpy(root.data(), (*entry)->value.data(), root.size());
  }
  std::vector<Hash> leaves;
  for (std::uint64_t position = tile_roots.size() * tile_leaves + 1; position <= number(at);
       ++position) {
    const auto value = txn.get(events_, integer_key(position));
    if (!value) return value.error();
    if (!*value) return corrupt_at(position, "the record is missing");
    const auto record = record_at(position, {integer_key(position), **value});
    if (!record) return record.error();
    leaves.push_back(leaf_hash(*record));
  }
  MerkleFrontier frontier(tile_roots, leaves);
  assert(frontier.size() == number(at));
  return frontier;
}

// ---- appending ---------------------------------------------------------------------------------

Append LmdbLog::append(std::span<const std::string> records) {
  End end = end_;  // only this thread changes it
  assert(Position{end.frontier.size()} == last_.load());
  const std::uint64_t commits = secrets_commits_;
  auto txn = env_->write();
  if (!txn) {
    failure_ = txn.error();
    return Append::not_stored;
  }
  auto put = put_batch(*txn, records, end);
  if (put) put = put_secrets_commits(*txn, commits);
  if (!put) {
    failure_ = put.error();
    return Append::not_stored;
  }
  if (auto committed = txn->commit(); !committed) {
    failure_ = committed.error();
    return Append::unknown;
  }
  secrets_commits_stored_ = commits;
  const std::lock_guard lock(end_mutex_);
  end_ = end;
  assert(end_.frontier.size() == number(last_.load()) + records.size());
  last_ = Position{end_.frontier.size()};
  return Append::stored;
}

Result<void> LmdbLog::put_batch(LmdbWrite& txn, std::span<const std::string> records,
                                End& end) const {
  for (const std::string& record : records) {
    assert(record.size() <= limits::record_max_bytes);
    const std::uint64_t position = end.frontier.size() + 1;
    if (position > limits::position_max) return Error{Errc::storage_full, {}, "log: last position"};
    const std::uint32_t sum = checksum(position, record);
    const std::string_view sum_bytes(reinterpret_cast<const char*>(&sum), checksum_bytes);
    if (auto put = txn.append(events_, integer_key(position), {record, sum_bytes}); !put) {
      return put;
    }
    end.last_record = leaf_hash(record);
    if (const auto tile = end.frontier.append(end.last_record)) {
      const std::uint64_t no = position / tile_leaves - 1;
      if (auto put = txn.append(tiles_, integer_key(no), {bytes_of(*tile)}); !put) return put;
    }
  }
  return {};
}

// Why a commit of our own makes everything visible durable: LMDB syncs the data pages of a
// transaction before it writes the meta page that makes them visible. So whatever the reopened
// store shows, the appended batch included, has its data pages on disk; only the meta page that
// leads to them may be in the page cache alone. The commit here writes and syncs the next meta
// page, which leads to the same pages, and shows at once that the disk takes writes again.
Result<Position> LmdbLog::settle() {
  if (auto reopened = env_->reopen(); !reopened) return reopened.error();
  {
    auto txn = env_->write();
    if (!txn) return txn.error();
    const auto settled = meta_number(*txn, meta_, "settled");
    if (!settled) return settled.error();
    if (auto put = txn->put(meta_, "settled", {std::to_string(*settled + 1)}); !put) {
      return put.error();
    }
    if (auto committed = txn->commit(); !committed) return committed.error();
  }
  if (auto loaded = load(); !loaded) return loaded.error();
  return last();
}

// ---- reading -----------------------------------------------------------------------------------

Result<Position> LmdbLog::last_stored(const LmdbRead& txn) const {
  auto events = txn.cursor(events_);
  if (!events) return events.error();
  const auto entry = events->last();
  if (!entry) return entry.error();
  if (*entry && (*entry)->key.size() != sizeof(std::uint64_t)) {
    return env_->damaged("a position is none");
  }
  return *entry ? Position{integer_of((*entry)->key)} : Position{0};
}

Result<Position> LmdbLog::stored_end() const {
  if (env_->mode() == LmdbMode::read_write) return last_.load();
  const auto txn = env_->read();
  if (!txn) return txn.error();
  return last_stored(*txn);
}

Position LmdbLog::last() const {
  const auto last = stored_end();
  return last ? *last : Position{0};
}

Result<Position> LmdbLog::read(Position after, const RecordVisitor& visit) const {
  const auto stored = stored_end();
  if (!stored) return stored.error();
  std::uint64_t done = number(after);
  const std::uint64_t end = number(*stored);
  while (done < end) {
    const auto txn = env_->read();
    if (!txn) return txn.error();
    auto events = txn->cursor(events_);
    if (!events) return events.error();
    for (std::size_t i = 0; i < scan_entries && done < end; ++i) {
      const std::uint64_t position = done + 1;
      const auto entry = i == 0 ? events->first_from(integer_key(position)) : events->next();
      if (!entry) return entry.error();
      if (!*entry) return corrupt_at(position, "the record is missing");
      const auto record = record_at(position, **entry);
      if (!record) return record.error();
      done = position;
      if (!visit(Position{position}, *record)) return Position{done};
    }
  }
  return Position{done};
}

Result<Hash> LmdbLog::root() const {
  if (env_->mode() == LmdbMode::read_only) {
    const auto last = stored_end();
    if (!last) return last.error();
    return root_at(*last);
  }
  const std::lock_guard lock(end_mutex_);
  return end_.frontier.root();
}

Result<Hash> LmdbLog::root_at(Position position) const {
  const auto txn = env_->read();
  if (!txn) return txn.error();
  const auto frontier = frontier_at(*txn, position);
  if (!frontier) return frontier.error();
  return frontier->root();
}

}  // namespace rolecall
