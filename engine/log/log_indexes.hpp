// Which records are about a user, by an actor, of a group: databases of an LMDB log that are
// derived from its records. `users`, `actors`, `groups`: id 16 B, position 8 B big-endian ->
// nothing.
//
// Errors:  `corrupt` where an entry is none, or out of order.
// Threads: any; put() and clear() within a transaction of the one who writes.
#pragma once

#include <array>

#include "engine/log/index_sum.hpp"
#include "engine/log/log.hpp"
#include "engine/storage/lmdb_env.hpp"

namespace rolecall {

// A scan begins a new transaction after so many entries: a long one then pins few pages, and the
// microsecond it costs is spread thin.
inline constexpr std::size_t log_scan_entries = 1024;

// Of one record; nil: none.
struct RecordStreams {
  UserId user{};
  UserId actor{};
  GroupId group{};
};

class LogIndexes {
 public:
  using Databases = std::array<LmdbDatabase, 3>;  // by StreamKind
  LogIndexes() = default;
  // The environment must outlive this.
  LogIndexes(const LmdbEnv& env, const Databases& databases) : env_(&env), databases_(databases) {}

  Result<void> put(LmdbWrite& txn, const RecordStreams& streams, Position position) const;
  Result<void> clear(LmdbWrite& txn) const;

  // The positions of a stream behind `after`, up to `end`, in order, until `visit` answers false:
  // it is called outside of any transaction.
  Result<void> visit(StreamKind kind, const Uuid& id, Position after, Position end,
                     const EventLog::PositionVisitor& visit) const;
  // Of all entries up to a position, read through.
  Result<IndexSum> sum(Position last) const;

 private:
  LmdbDatabase database(StreamKind kind) const {
    return databases_[static_cast<std::size_t>(kind)];
  }
  Result<void> add(StreamKind kind, Position last, IndexSum& sum) const;

  const LmdbEnv* env_ = nullptr;
  Databases databases_{};
};

}  // namespace rolecall
