// How many credentials were refused, by what they were.
//
// Threads: any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rolecall {

class RefusedCredentials {
 public:
  enum class Kind : std::uint8_t { api_key, password, throttled_password, token, invitation };
  static constexpr std::array<std::string_view, 5> kinds{
      "api_key", "password", "throttled_password", "token", "invitation"};

  void count(Kind kind) {
    counts_[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
  }
  // Of the kind with that place in `kinds`.
  std::uint64_t of(std::size_t kind) const { return counts_[kind].load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kinds.size()> counts_{};
};

}  // namespace rolecall
