// An event and its bytes in the log, as FORMAT.md lays them out.
//
// Exactness: decode() reads what encode() writes and refuses all else, so encode(decode(r)) == r
//            for every record it accepts (and whose seal, if any, it could open).
// Threads:   all functions from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/events/event.hpp"
#include "engine/result.hpp"
#include "engine/secrets/keys.hpp"

namespace rolecall {

// The payload version that encode() writes and decode() reads, for every type so far.
inline constexpr std::uint16_t record_version = 1;

// Whether an event has anything to seal: personal members, or a reason where it is about a user.
// Only such an event has a key.
bool needs_seal(const Event& event, std::string_view reason);

// The record of `recorded`, at most limits::record_max_bytes. `key` is the one that recorded.key
// names; null where nothing needs a seal, and recorded.key is then 0.
// The position is not in the record.
// Fails with invalid_argument where the bytes could not be read back, each time a mistake of the
// caller: text that is not UTF-8, a missing id, a key without a seal or a seal without a key,
// something erased, a time of 0 where 0 means absent, a record too large.
Result<std::string> encode(const Recorded& recorded, const SubjectKey* key);

// How much of what is sealed to open; what stays closed reads as empty, and asks for no key.
enum class Open : std::uint8_t {
  nothing,   // for scans
  personal,  // what the state needs: personal members, with the reason beside them, if any.
             // A seal that can hold only a reason stays closed
  everything,
};

// Reads a record; its views are not kept. Where the key has been destroyed, `erased` is set and
// what was sealed reads as empty (with Open::nothing nobody asks, so `erased` stays false). Fails
// with corrupt on any other bytes than encode() writes, on a seal that does not open and on a type
// or version this build does not know, which the error names; also with what `keys` fails.
Result<Recorded> decode(std::string_view record, Position position, const KeySource& keys,
                        Open open);

}  // namespace rolecall
