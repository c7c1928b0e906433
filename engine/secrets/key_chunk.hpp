// Subject keys as they lie on disk: 126 in one chunk, wrapped as one under the master key.
//
// Stored chunk, 4,076 bytes, so that it fills one LMDB page:
//   master key id, u32 little-endian ‖ random nonce, 24 B ‖ XChaCha20-Poly1305 of 126 × 32 B of
//   keys with its tag of 16 B; associated data: "rolecall-keys-1" ‖ chunk number, u64 little-endian
//   ‖ master key id, u32 little-endian.
// A key of zeros has been destroyed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/result.hpp"
#include "engine/secrets/keys.hpp"
#include "engine/secrets/master_key.hpp"

namespace rolecall {

inline constexpr std::size_t chunk_keys = 126;
inline constexpr std::size_t wrapped_chunk_bytes = 4 + 24 + chunk_keys * 32 + 16;

struct KeyChunk {
  KeyChunk() = default;
  KeyChunk(const KeyChunk&) = delete;
  KeyChunk& operator=(const KeyChunk&) = delete;

  std::array<SubjectKey, chunk_keys> keys;
};

// With a new nonce each time.
std::string wrap(const KeyChunk& chunk, std::uint64_t chunk_no, const MasterKey& master);
// Into `chunk`. `conflict`: wrapped under another master key. `corrupt`: changed, or of another
// place.
Result<void> unwrap(std::string_view wrapped, std::uint64_t chunk_no, const MasterKey& master,
                    KeyChunk& chunk);

}  // namespace rolecall
