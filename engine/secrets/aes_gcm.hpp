// AES-256-GCM, from either of two libraries.
//
// A key must never see a nonce twice.
// Threads: all functions from any thread. After a first use on its thread nothing is allocated.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/secrets/secret.hpp"

namespace rolecall {

inline constexpr std::size_t aes_gcm_tag_bytes = 16;

// The same bytes from both.
enum class AesGcm : std::uint8_t { libsodium, openssl };

// For texts of some hundred bytes: libsodium, twice as fast, where the processor has what it needs;
// OpenSSL everywhere else, and for long texts.
AesGcm best_aes_gcm();

// Under what a text is sealed. The associated data is in no text, but must be the same.
struct AesGcmTerms {
  const SecretBytes& key;
  std::array<unsigned char, 12> nonce;
  std::string_view associated;
};

// Writes as many bytes as `plain` has, then the tag, to `sealed`.
void aes_gcm_seal(const AesGcmTerms& terms, std::string_view plain, unsigned char* sealed,
                  AesGcm with);
// False: it was not sealed so. Else there are as many bytes at `plain` as were sealed.
bool aes_gcm_open(const AesGcmTerms& terms, std::string_view sealed, unsigned char* plain,
                  AesGcm with);

}  // namespace rolecall
