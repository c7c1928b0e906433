// A snapshot as a file: a header in clear, then the archive's bytes in chunks.
//
//   SnapshotHeader
//   for each chunk: size of what follows, u32 ‖ AES-256-GCM, with its tag behind, of zstd of 1 MiB
//   of the archive, of the last one less. Nonce: number of the chunk from 0, u64 ‖ 1 for the last
//   one, else 0, u32. Associated data: the header.
//
// So chunks cannot be changed, left out, put in another order or cut off. Source: STREAM in
// V. T. Hoang, R. Reyhanitabar, P. Rogaway, D. Vizár, Online authenticated-encryption and its
// nonce-reuse misuse-resistance, CRYPTO 2015. A key is of one file only, so no nonce comes twice.
//
// Numbers are as this machine has them: the header says of which program they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/secrets/aes_gcm.hpp"
#include "engine/types/position.hpp"
#include "engine/types/sha256.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// What a snapshot is of.
struct SnapshotHeader {
  std::array<char, 8> magic{'r', 'c', 's', 'n', 'a', 'p', '\r', '\n'};
  Hash program{};  // program_id.hpp
  Uuid log_id{};
  std::uint64_t epoch = 0;  // of the log
  Position position{};      // of the last event that is in it
  Hash record{};            // Merkle leaf of that event's record
};
static_assert(sizeof(SnapshotHeader) == 8 + 32 + 16 + 8 + 8 + 32, "it has no gaps");

inline constexpr std::size_t snapshot_chunk_bytes = std::size_t{1} << 20;

// OpenSSL is the faster one for as much.
inline constexpr AesGcm snapshot_cipher = AesGcm::openssl;

inline AesGcmTerms terms_of_chunk(const SnapshotHeader& header, const SecretBytes& key,
                                  std::uint64_t chunk_no, bool is_last) {
  AesGcmTerms terms{key, {}, {reinterpret_cast<const char*>(&header), sizeof header}};
  const std::uint32_t last = is_last ? 1 : 0;
  std::memcpy(terms.nonce.data(), &chunk_no, sizeof chunk_no);
  std::memcpy(terms.nonce.data() + sizeof chunk_no, &last, sizeof last);
  return terms;
}

}  // namespace rolecall
