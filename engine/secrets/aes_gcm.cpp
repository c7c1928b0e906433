#include "engine/secrets/aes_gcm.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>

#include <openssl/evp.h>
#include <sodium.h>

namespace rolecall {
namespace {

static_assert(crypto_aead_aes256gcm_NPUBBYTES == sizeof(AesGcmTerms::nonce));
static_assert(crypto_aead_aes256gcm_ABYTES == aes_gcm_tag_bytes);

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
bool run_openssl(bool encrypt, const AesGcmTerms& terms, std::string_view in, unsigned char* out,
                 unsigned char* tag) {
  EVP_CIPHER_CTX* const context = thread_context();
  int written = 0;
  constexpr int tag_size = static_cast<int>(aes_gcm_tag_bytes);
  const auto size_of = [](std::string_view text) { return static_cast<int>(text.size()); };
  return EVP_CipherInit_ex2(context, nullptr, terms.key.data(), terms.nonce.data(), encrypt ? 1 : 0,
                            nullptr) == 1 &&
         EVP_CipherUpdate(context, nullptr, &written, bytes(terms.associated),
                          size_of(terms.associated)) == 1 &&
         EVP_CipherUpdate(context, out, &written, bytes(in), size_of(in)) == 1 &&
         (encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, tag) == 1) &&
         EVP_CipherFinal_ex(context, out + written, &written) == 1 &&
         (!encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, tag) == 1);
}

}  // namespace

AesGcm best_aes_gcm() {
  static const bool fast = sodium_init() >= 0 && crypto_aead_aes256gcm_is_available() == 1;
  return fast ? AesGcm::libsodium : AesGcm::openssl;
}

void aes_gcm_seal(const AesGcmTerms& terms, std::string_view plain, unsigned char* sealed,
                  AesGcm with) {
  const bool done =
      with == AesGcm::libsodium
          ? crypto_aead_aes256gcm_encrypt(sealed, nullptr, bytes(plain), plain.size(),
                                          bytes(terms.associated), terms.associated.size(), nullptr,
                                          terms.nonce.data(), terms.key.data()) == 0
          : run_openssl(true, terms, plain, sealed, sealed + plain.size());
  if (!done) std::abort();  // out of memory; what is not sealed must not get any further
}

bool aes_gcm_open(const AesGcmTerms& terms, std::string_view sealed, unsigned char* plain,
                  AesGcm with) {
  if (sealed.size() < aes_gcm_tag_bytes) return false;
  if (with == AesGcm::libsodium) {
    return crypto_aead_aes256gcm_decrypt(plain, nullptr, nullptr, bytes(sealed), sealed.size(),
                                         bytes(terms.associated), terms.associated.size(),
                                         terms.nonce.data(), terms.key.data()) == 0;
  }
  const std::size_t size = sealed.size() - aes_gcm_tag_bytes;
  std::array<unsigned char, aes_gcm_tag_bytes> tag;
  std::memcpy(tag.data(), sealed.data() + size, tag.size());
  return run_openssl(false, terms, sealed.substr(0, size), plain, tag.data());
}

}  // namespace rolecall
