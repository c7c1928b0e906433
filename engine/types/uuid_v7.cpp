#include "engine/types/uuid_v7.hpp"

#include <sodium.h>

namespace rolecall {

UuidV7::~UuidV7() { sodium_memzero(random_.data(), random_.size()); }

Uuid UuidV7::next(Timestamp now) {
  Uuid id;
  if (used_ + id.bytes.size() > random_.size()) {
    std::array<std::uint8_t, randombytes_SEEDBYTES> seed;
    randombytes_buf(seed.data(), seed.size());
    randombytes_buf_deterministic(random_.data(), random_.size(), seed.data());
    sodium_memzero(seed.data(), seed.size());
    used_ = 0;
  }
  std::memcpy(id.bytes.data(), random_.data() + used_, id.bytes.size());
  used_ += id.bytes.size();
  const std::uint64_t ms = static_cast<std::uint64_t>(now.us) / 1000;
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x70);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

Uuid new_uuid() {
  thread_local UuidV7 fresh;
  return fresh.next(wall_clock());
}

}  // namespace rolecall
