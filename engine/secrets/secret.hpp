// What nobody else is to see, wiped when it goes: whoever gets to read memory later does not find
// it there. What a client sends is so from where it is taken out of the request on; the request
// itself, and the answer, are in buffers that others use next.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace rolecall {

// Zeros that are written although nobody reads them. As sodium_memzero() does it, but in place: a
// key is wiped for each event that is read.
inline void wipe(void* bytes, std::size_t size) {
  std::memset(bytes, 0, size);
  asm volatile("" : : "r"(bytes) : "memory");
}

// A key, or a random secret.
struct SecretBytes : std::array<std::uint8_t, 32> {
  SecretBytes() : array{} {}
  SecretBytes(const SecretBytes&) = default;
  SecretBytes& operator=(const SecretBytes&) = default;
  ~SecretBytes() { wipe(data(), size()); }
};

// A password, or a key as it is written. No std::string: one that is moved away leaves a short text
// where it was.
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text) : text_(text.begin(), text.end()) {}
  SecretText(const SecretText&) = default;
  SecretText(SecretText&&) noexcept = default;
  SecretText& operator=(SecretText other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~SecretText() {
    if (!text_.empty()) wipe(text_.data(), text_.size());
  }

  operator std::string_view() const { return {text_.data(), text_.size()}; }

 private:
  std::vector<char> text_;
};

}  // namespace rolecall
