// Keys in memory, for tests. Threads: key() and issue() from any thread.
#pragma once

#include <mutex>
#include <vector>

#include "engine/secrets/keys.hpp"

namespace rolecall::test {

// The keys are made of their numbers, so that what they seal is the same in every run.
class MemoryKeys final : public KeyIssuer {
 public:
  Result<std::optional<SubjectKey>> key(KeyNo no) const override {
    const std::lock_guard lock(mutex_);
    if (number(no) == 0 || number(no) > keys_.size()) {
      return Error{Errc::corrupt, {}, "secrets: no such key"};
    }
    return keys_[number(no) - 1];
  }

  Result<Issued> issue() override {
    const std::lock_guard lock(mutex_);
    SubjectKey key;
    const auto no = static_cast<std::uint32_t>(keys_.size() + 1);
    for (std::size_t i = 0; i < key.bytes.size(); ++i) {
      key.bytes[i] = static_cast<std::uint8_t>(no >> (i % 4 * 8)) ^ static_cast<std::uint8_t>(i);
    }
    keys_.push_back(key);
    return Issued{KeyNo{no}, key};
  }

  void destroy(KeyNo no) {
    const std::lock_guard lock(mutex_);
    keys_.at(number(no) - 1) = std::nullopt;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::optional<SubjectKey>> keys_;
};

}  // namespace rolecall::test
