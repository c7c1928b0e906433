// The contract of the log: an append-only list of records, the only source of truth.
//
// Order:      positions start at 1 and have no gaps.
// Durability: when append() returns `stored`, its records survive power loss.
// Atomicity:  all records of one append() are stored, or none. `unknown` is settled by settle().
// Threads:    append() and settle() from one thread at a time; everything else from any thread,
//             also during them. Reads see only stored records; between `unknown` and a settle()
//             that succeeds they may answer `unavailable`.
// Lifetime:   what a visitor receives is valid only until the visitor returns. It is short, and
//             calls nothing of the log.
// Integrity:  every record read is checked; one whose checksum is wrong is `corrupt`, never served.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "engine/result.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

enum class Append {
  stored,      // durable; the records have the positions behind the former last()
  not_stored,  // nothing happened
  unknown,     // nothing, or everything: settle() finds out. Until then no append is possible
};

class EventLog {
 public:
  // Return false to stop.
  using RecordVisitor = std::function<bool(Position, std::string_view record)>;

  EventLog() = default;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  virtual ~EventLog() = default;

  // Stores the records (events/codec.hpp), each of at most limits::record_max_bytes, behind last().
  // On `not_stored` and `unknown`, failure() says why.
  virtual Append append(std::span<const std::string> records) = 0;
  // Closes and opens the store again after `unknown`, proves by a commit of its own that what is
  // there now is durable, and answers last(). An error means: still not usable, try again later.
  virtual Result<Position> settle() = 0;
  // What went wrong in the last append(): `storage_full` or `unavailable`.
  virtual Error failure() const = 0;

  virtual Position last() const = 0;
  // Visits records after `after` in order; answers the last position visited (`after` if none).
  virtual Result<Position> read(Position after, const RecordVisitor& visit) const = 0;

  // Root of the RFC 9162 Merkle tree over all stored records (audit/merkle_tree.hpp).
  virtual Result<std::array<std::uint8_t, 32>> root() const = 0;
};

}  // namespace rolecall
