#include "engine/secrets/seal.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <boost/endian/conversion.hpp>
#include <openssl/evp.h>
#include <sodium.h>

namespace rolecall {
namespace {

using Nonce = std::array<unsigned char, 12>;
using AssociatedData = std::array<unsigned char, 40>;

static_assert(crypto_aead_aes256gcm_NPUBBYTES == sizeof(Nonce));
static_assert(crypto_aead_aes256gcm_ABYTES == seal_block_bytes);

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

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// OpenSSL looks a cipher up by name, so it is done once; and it keeps a context, one per thread.
EVP_CIPHER_CTX* thread_context() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  };
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, Free> context = [] {
    std::unique_ptr<EVP_CIPHER_CTX, Free> fresh(EVP_CIPHER_CTX_new());
    if (!fresh || EVP_CipherInit_ex2(fresh.get(), cipher, nullptr, nullptr, 1, nullptr) != 1) {
      std::abort();  // no memory, or an OpenSSL without AES: nothing could be sealed or read
    }
    return fresh;
  }();
  return context.get();
}

// Encrypts or decrypts `in` to `out`, of the same size. On encryption the tag is written, on
// decryption checked.
bool run_openssl(bool encrypt, const SubjectKey& key, const SealBinding& binding,
                 std::string_view in, unsigned char* out, unsigned char* tag) {
  const Nonce nonce = nonce_of(binding.event);
  const AssociatedData data = associated_data_of(binding);
  EVP_CIPHER_CTX* const context = thread_context();
  int written = 0;
  constexpr int tag_size = static_cast<int>(seal_block_bytes);
  return EVP_CipherInit_ex2(context, nullptr, key.bytes.data(), nonce.data(), encrypt ? 1 : 0,
                            nullptr) == 1 &&
         EVP_CipherUpdate(context, nullptr, &written, data.data(), data.size()) == 1 &&
         EVP_CipherUpdate(context, out, &written, bytes(in), static_cast<int>(in.size())) == 1 &&
         (encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, tag) == 1) &&
         EVP_CipherFinal_ex(context, out + written, &written) == 1 &&
         (!encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, tag) == 1);
}

bool encrypt_libsodium(const SubjectKey& key, const SealBinding& binding, std::string_view in,
                       unsigned char* out) {
  const AssociatedData data = associated_data_of(binding);
  return crypto_aead_aes256gcm_encrypt(out, nullptr, bytes(in), in.size(), data.data(), data.size(),
                                       nullptr, nonce_of(binding.event).data(),
                                       key.bytes.data()) == 0;
}

bool decrypt_libsodium(const SubjectKey& key, const SealBinding& binding, std::string_view in,
                       unsigned char* out) {
  const AssociatedData data = associated_data_of(binding);
  return crypto_aead_aes256gcm_decrypt(out, nullptr, nullptr, bytes(in), in.size(), data.data(),
                                       data.size(), nonce_of(binding.event).data(),
                                       key.bytes.data()) == 0;
}

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

AesGcm best_aes_gcm() {
  static const bool fast = sodium_init() >= 0 && crypto_aead_aes256gcm_is_available() == 1;
  return fast ? AesGcm::libsodium : AesGcm::openssl;
}

std::string seal(const SubjectKey& key, const SealBinding& binding, std::string plaintext,
                 AesGcm with) {
  pad(plaintext);
  std::string sealed(plaintext.size() + seal_block_bytes, '\0');
  unsigned char* const tag = bytes(sealed) + plaintext.size();
  const bool done = with == AesGcm::libsodium
                        ? encrypt_libsodium(key, binding, plaintext, bytes(sealed))
                        : run_openssl(true, key, binding, plaintext, bytes(sealed), tag);
  if (!done) std::abort();  // out of memory; what is not sealed must not get any further
  return sealed;
}

bool open_seal(const SubjectKey& key, const SealBinding& binding, std::string_view sealed,
               std::string& plaintext, AesGcm with) {
  plaintext.clear();
  if (sealed.size() < 2 * seal_block_bytes || sealed.size() % seal_block_bytes != 0) return false;
  const std::size_t size = sealed.size() - seal_block_bytes;
  std::array<unsigned char, seal_block_bytes> tag;
  std::memcpy(tag.data(), sealed.data() + size, tag.size());
  plaintext.resize(size);
  const bool opened =
      with == AesGcm::libsodium
          ? decrypt_libsodium(key, binding, sealed, bytes(plaintext))
          : run_openssl(false, key, binding, sealed.substr(0, size), bytes(plaintext), tag.data());
  if (opened && unpad(plaintext)) return true;
  plaintext.clear();
  return false;
}

}  // namespace rolecall
