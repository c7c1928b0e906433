// A sealed file: a header in clear, then what is written, in chunks.
//
//   header, of a size that its kind of file has
//   for each chunk: size of what follows, u32 ‖ AES-256-GCM, with its tag behind, of zstd of 1 MiB
//   of what is written, of the last one less. Nonce: number of the chunk from 0, u64 ‖ 1 for the
//   last one, else 0, u32. Associated data: the header.
//
// So chunks cannot be changed, left out, put in another order or cut off. Source: STREAM in
// V. T. Hoang, R. Reyhanitabar, P. Rogaway, D. Vizár, Online authenticated-encryption and its
// nonce-reuse misuse-resistance, CRYPTO 2015. A key is of one file only, so no nonce comes twice.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/secrets/aes_gcm.hpp"

namespace rolecall {

static_assert(std::endian::native == std::endian::little, "numbers are written as they are");

inline constexpr std::size_t sealed_chunk_bytes = std::size_t{1} << 20;

// OpenSSL is the faster one for as much.
inline constexpr AesGcm sealed_file_cipher = AesGcm::openssl;

inline AesGcmTerms terms_of_chunk(std::string_view header, const SecretBytes& key,
                                  std::uint64_t chunk_no, bool is_last) {
  AesGcmTerms terms{key, {}, header};
  const std::uint32_t last = is_last ? 1 : 0;
  std::memcpy(terms.nonce.data(), &chunk_no, sizeof chunk_no);
  std::memcpy(terms.nonce.data() + sizeof chunk_no, &last, sizeof last);
  return terms;
}

}  // namespace rolecall
