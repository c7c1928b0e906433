// SHA-256 (FIPS 180-4).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace rolecall {

using Hash = std::array<std::uint8_t, 32>;

// Of bytes that come one after the other. Threads: one at a time.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  // The hash of what was added since the last finish().
  Hash finish();

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
};

// Of the parts, one after the other. Threads: any; each keeps a context of its own.
Hash sha256(std::initializer_list<std::string_view> parts);

inline std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// 64 lower-case hex digits.
std::string to_hex(const Hash& hash);

}  // namespace rolecall
