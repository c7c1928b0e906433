#include "engine/types/sha256.hpp"

#include <new>

#include <openssl/evp.h>

namespace rolecall {
namespace {

// Looking the algorithm up and making a context costs more than hashing a record: once per thread.
class Context {
 public:
  Context() : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1) {
      throw std::bad_alloc();
    }
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MD_CTX_free(context_); }

  Hash hash(std::initializer_list<std::string_view> parts) {
    Hash hash;
    EVP_DigestInit_ex(context_, nullptr, nullptr);
    for (const std::string_view part : parts) {
      EVP_DigestUpdate(context_, part.data(), part.size());
    }
    EVP_DigestFinal_ex(context_, hash.data(), nullptr);
    return hash;
  }

 private:
  EVP_MD_CTX* context_;
};

}  // namespace

Hash sha256(std::initializer_list<std::string_view> parts) {
  thread_local Context context;
  return context.hash(parts);
}

}  // namespace rolecall
