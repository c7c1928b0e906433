#include "engine/types/sha256.hpp"

#include <cstdlib>
#include <memory>

#include <openssl/evp.h>

namespace rolecall {
namespace {

// Looking the algorithm up and making a context costs more than hashing a record: the one is done
// once, the other once per thread.
EVP_MD_CTX* thread_context() {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return context.get();
}

}  // namespace

Hash sha256(std::initializer_list<std::string_view> parts) {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* const context = thread_context();
  Hash hash;
  bool good = EVP_DigestInit_ex2(context, algorithm, nullptr) == 1;
  for (const std::string_view part : parts) {
    good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  }
  good = good && EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1;
  if (!good) std::abort();  // out of memory; a wrong hash must not get any further
  return hash;
}

}  // namespace rolecall
