#include "engine/log/log_indexes.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/endian/conversion.hpp>

namespace rolecall {
namespace {

constexpr std::size_t id_bytes = sizeof(Uuid::bytes);
constexpr std::size_t key_bytes = id_bytes + sizeof(std::uint64_t);

std::optional<Position> position_in(std::string_view key) {
  if (key.size() != key_bytes) return std::nullopt;
  std::uint64_t big_endian = 0;
  std::memcpy(&big_endian, key.data() + id_bytes, sizeof big_endian);
  return Position{boost::endian::big_to_native(big_endian)};
}

std::string key_of(const Uuid& id, Position position) {
  std::string key(key_bytes, '\0');
  std::memcpy(key.data(), id.bytes.data(), id_bytes);
  const std::uint64_t big_endian = boost::endian::native_to_big(number(position));
  std::memcpy(key.data() + id_bytes, &big_endian, sizeof big_endian);
  assert(position_in(key) == position);
  return key;
}

}  // namespace

Result<void> LogIndexes::put(LmdbWrite& txn, const RecordStreams& streams,
                             Position position) const {
  assert(position != Position{0});
  using enum StreamKind;
  for (const auto& [kind, id] : {std::pair<StreamKind, const Uuid&>{user, streams.user},
                                 {actor, streams.actor},
                                 {group, streams.group}}) {
    if (id.is_nil()) continue;
    if (auto put = txn.put(database(kind), key_of(id, position), {}); !put) return put;
  }
  return {};
}

Result<void> LogIndexes::clear(LmdbWrite& txn) const {
  for (const LmdbDatabase one : databases_) {
    if (auto cleared = txn.clear(one); !cleared) return cleared;
  }
  return {};
}

Result<void> LogIndexes::visit(StreamKind kind, const Uuid& id, Position after, Position end,
                               const EventLog::PositionVisitor& visit) const {
  const std::string_view prefix(reinterpret_cast<const char*>(id.bytes.data()), id_bytes);
  std::vector<Position> found;
  do {
    found.clear();
    {
      const auto txn = env_->read();
      if (!txn) return txn.error();
      auto entries = txn->cursor(database(kind));
      if (!entries) return entries.error();
      auto entry = entries->first_from(key_of(id, next(after)));
      while (entry && *entry && (*entry)->key.starts_with(prefix) &&
             found.size() < log_scan_entries) {
        const auto position = position_in((*entry)->key);
        if (!position || *position <= after) return env_->damaged("an index of it is out of order");
        after = *position;
        if (after > end) break;
        found.push_back(after);
        entry = entries->next();
      }
      if (!entry) return entry.error();
    }
    assert(std::is_sorted(found.begin(), found.end()) && (found.empty() || found.back() <= end));
    for (const Position position : found) {
      if (!visit(position)) return {};
    }
  } while (found.size() == log_scan_entries);
  return {};
}

Result<IndexSum> LogIndexes::sum(Position last) const {
  IndexSum sum;
  for (const StreamKind kind : {StreamKind::user, StreamKind::actor, StreamKind::group}) {
    if (auto added = add(kind, last, sum); !added) return added.error();
  }
  return sum;
}

// What is stored meanwhile lies behind `last`, so it does not matter which transaction sees it.
Result<void> LogIndexes::add(StreamKind kind, Position last, IndexSum& sum) const {
  std::string from = key_of(Uuid{}, Position{0});
  for (bool more = true; more;) {
    const auto txn = env_->read();
    if (!txn) return txn.error();
    auto entries = txn->cursor(database(kind));
    if (!entries) return entries.error();
    auto entry = entries->first_from(from);
    for (std::size_t i = 0; entry && *entry && i < log_scan_entries; ++i) {
      const std::string_view key = (*entry)->key;
      const auto position = position_in(key);
      if (!position) return env_->damaged("an index of it has no such entry");
      Uuid id;
      std::memcpy(id.bytes.data(), key.data(), id_bytes);
      if (*position <= last) sum.add(kind, id, *position);
      from.assign(key).push_back('\0');  // the least key behind it
      entry = entries->next();
    }
    if (!entry) return entry.error();
    more = entry->has_value();
  }
  return {};
}

}  // namespace rolecall
