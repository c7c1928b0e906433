#include "engine/secrets/seal.hpp"

#include <array>
#include <cstdlib>
#include <cstring>

#include <boost/endian/conversion.hpp>
#include <sodium.h>

namespace rolecall {
namespace {

using Nonce = std::array<unsigned char, 12>;
using AssociatedData = std::array<unsigned char, 40>;

static_assert(aes_gcm_tag_bytes == seal_block_bytes);

// Random bits of the UUIDv7; its first four bytes are only the clock.
Nonce nonce_of(const EventId& event) {
  Nonce nonce;
  std::memcpy(nonce.data(), event.bytes.data() + 4, nonce.size());
  return nonce;
}

AssociatedData associated_data_of(const SealBinding& binding) {
  AssociatedData data;
  std::memcpy(data.data(), binding.event.bytes.data(), 16);
  std::memcpy(data.data() + 16, binding.user.bytes.data(), 16);
  boost::endian::store_little_u32(data.data() + 32, number(binding.key));
  boost::endian::store_little_u16(data.data() + 36, static_cast<std::uint16_t>(binding.type));
  boost::endian::store_little_u16(data.data() + 38, binding.version);
  return data;
}

AesGcmTerms terms_of(const SubjectKey& key, const SealBinding& binding,
                     const AssociatedData& data) {
  return {key.bytes,
          nonce_of(binding.event),
          {reinterpret_cast<const char*>(data.data()), data.size()}};
}

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void pad(std::string& text) {
  const std::size_t unpadded_size = text.size();
  std::size_t padded_size = 0;
  text.resize(unpadded_size + seal_block_bytes);
  if (sodium_pad(&padded_size, bytes(text), unpadded_size, seal_block_bytes, text.size()) != 0) {
    std::abort();  // cannot be: there is room for a whole block
  }
  text.resize(padded_size);
}

bool unpad(std::string& text) {
  std::size_t size = 0;
  if (sodium_unpad(&size, bytes(text), text.size(), seal_block_bytes) != 0) return false;
  text.resize(size);
  return true;
}

}  // namespace

std::string seal(const SubjectKey& key, const SealBinding& binding, std::string plaintext,
                 AesGcm with) {
  pad(plaintext);
  std::string sealed(plaintext.size() + aes_gcm_tag_bytes, '\0');
  const AssociatedData data = associated_data_of(binding);
  aes_gcm_seal(terms_of(key, binding, data), plaintext, bytes(sealed), with);
  return sealed;
}

bool open_seal(const SubjectKey& key, const SealBinding& binding, std::string_view sealed,
               std::string& plaintext, AesGcm with) {
  plaintext.clear();
  if (sealed.size() < 2 * seal_block_bytes || sealed.size() % seal_block_bytes != 0) return false;
  plaintext.resize(sealed.size() - aes_gcm_tag_bytes);
  const AssociatedData data = associated_data_of(binding);
  const bool opened = aes_gcm_open(terms_of(key, binding, data), sealed, bytes(plaintext), with);
  if (opened && unpad(plaintext)) return true;
  plaintext.clear();
  return false;
}

}  // namespace rolecall
