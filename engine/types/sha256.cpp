#include "engine/types/sha256.hpp"

#include <cstdlib>
#include <new>

#include <openssl/evp.h>

namespace rolecall {
namespace {

EVP_MD_CTX* of(const void* context) {
  return const_cast<EVP_MD_CTX*>(static_cast<const EVP_MD_CTX*>(context));
}

// OpenSSL fails here only without memory; a wrong hash must not get any further.
void expect(int result) {
  if (result != 1) std::abort();
}

}  // namespace

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(of(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  // Looking the algorithm up and making a context costs more than hashing a record.
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (!context_) throw std::bad_alloc();
  expect(EVP_DigestInit_ex2(of(context_.get()), digest, nullptr));
}

void Sha256::add(std::string_view bytes) {
  expect(EVP_DigestUpdate(of(context_.get()), bytes.data(), bytes.size()));
}

Hash Sha256::finish() {
  Hash hash;
  expect(EVP_DigestFinal_ex(of(context_.get()), hash.data(), nullptr));
  expect(EVP_DigestInit_ex2(of(context_.get()), nullptr, nullptr));
  return hash;
}

Hash sha256(std::initializer_list<std::string_view> parts) {
  thread_local Sha256 sha;
  for (const std::string_view part : parts) sha.add(part);
  return sha.finish();
}

std::string to_hex(const Hash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace rolecall
