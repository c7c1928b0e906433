#include "engine/secrets/key_chunk.hpp"

#include <cstring>

#include <sodium.h>

namespace rolecall {
namespace {

constexpr std::size_t id_bytes = 4;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::string_view chunk_context = "rolecall-keys-1";
static_assert(sizeof(KeyChunk::keys) == chunk_keys * 32);
static_assert(wrapped_chunk_bytes == id_bytes + nonce_bytes + sizeof(KeyChunk::keys) + tag_bytes);

using Associated = std::array<std::uint8_t, chunk_context.size() + 8 + id_bytes>;

Associated associated_data(std::uint64_t chunk_no, std::uint32_t master_key_id) {
  Associated data;
  std::memcpy(data.data(), chunk_context.data(), chunk_context.size());
  std::memcpy(data.data() + chunk_context.size(), &chunk_no, 8);
  std::memcpy(data.data() + chunk_context.size() + 8, &master_key_id, id_bytes);
  return data;
}

}  // namespace

std::string wrap(const KeyChunk& chunk, std::uint64_t chunk_no, const MasterKey& master) {
  std::string wrapped(wrapped_chunk_bytes, '\0');
  auto* bytes = reinterpret_cast<std::uint8_t*>(wrapped.data());
  const std::uint32_t id = master.id();
  std::memcpy(bytes, &id, id_bytes);
  std::uint8_t* nonce = bytes + id_bytes;
  randombytes_buf(nonce, nonce_bytes);
  const Associated data = associated_data(chunk_no, id);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + nonce_bytes, nullptr, reinterpret_cast<const std::uint8_t*>(chunk.keys.data()),
      sizeof chunk.keys, data.data(), data.size(), nullptr, nonce, master.bytes().data());
  return wrapped;
}

Result<void> unwrap(std::string_view wrapped, std::uint64_t chunk_no, const MasterKey& master,
                    KeyChunk& chunk) {
  const auto what = [&] { return "secrets, chunk " + std::to_string(chunk_no) + ": "; };
  if (wrapped.size() != wrapped_chunk_bytes) {
    return Error{Errc::corrupt, {}, what() + "wrong length"};
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(wrapped.data());
  std::uint32_t id = 0;
  std::memcpy(&id, bytes, id_bytes);
  if (id != master.id()) {
    return Error{Errc::conflict, {}, what() + "wrapped under another master key"};
  }
  const std::uint8_t* nonce = bytes + id_bytes;
  const Associated data = associated_data(chunk_no, id);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<std::uint8_t*>(chunk.keys.data()),
                                                 nullptr, nullptr, nonce + nonce_bytes,
                                                 sizeof chunk.keys + tag_bytes, data.data(),
                                                 data.size(), nonce, master.bytes().data()) != 0) {
    return Error{Errc::corrupt, {}, what() + "does not unwrap"};
  }
  return {};
}

}  // namespace rolecall
