// New ids: UUID version 7 (RFC 9562, section 5.7), 48 bits of time in milliseconds and 74 random
// bits. No counter: the random bits of an event's id are the nonce of its seal.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Threads: one at a time. Asks the system for a seed every 256 ids, and stretches it (ChaCha20).
class UuidV7 {
 public:
  UuidV7() = default;
  ~UuidV7();
  UuidV7(const UuidV7&) = delete;
  UuidV7& operator=(const UuidV7&) = delete;

  Uuid next(Timestamp now);

 private:
  std::array<std::uint8_t, 4096> random_;
  std::size_t used_ = sizeof random_;
};

// A new one, of now. Threads: any.
Uuid new_uuid();

}  // namespace rolecall
