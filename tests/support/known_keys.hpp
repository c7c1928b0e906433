// Keys that are known beforehand.
#pragma once

#include <set>

#include "engine/secrets/keys.hpp"

namespace rolecall::test {

// Key n begins with the byte n, and every byte is one more than the last.
class KnownKeys : public KeySource {
 public:
  static SubjectKey known(KeyNo no) {
    SubjectKey key;
    for (std::size_t i = 0; i < key.bytes.size(); ++i) {
      key.bytes[i] = static_cast<std::uint8_t>(number(no) + i);
    }
    return key;
  }

  Result<std::optional<SubjectKey>> key(KeyNo no) const override {
    ++asked;
    if (destroyed.contains(no)) return std::optional<SubjectKey>{};
    return std::optional(known(no));
  }

  std::set<KeyNo> destroyed;
  mutable int asked = 0;
};

}  // namespace rolecall::test
