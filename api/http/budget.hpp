// Memory that all connections share: who takes a part of it says so, whoever wants more asks first.
#pragma once

#include <atomic>
#include <cstddef>

#include "api/http/router.hpp"

namespace rolecall {

// Threads: all from any. Two that ask at once may both get the last room.
class Budget {
 public:
  explicit Budget(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Whether so much more may be taken on behalf of a request to that route. Half is for those
  // who have proved who they are: others cannot take it from them.
  bool has_room(std::size_t bytes, const Route* route) const {
    const bool is_proved = route && route->right.credential == Right::Credential::required;
    const std::size_t most = is_proved ? max_bytes_ : max_bytes_ / 2;
    return taken_.load(std::memory_order_relaxed) + bytes <= most;
  }

  // What one connection has of it.
  class Share {
   public:
    explicit Share(Budget& budget) : budget_(budget) {}
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() { set(0); }

    void set(std::size_t bytes) {
      if (bytes == bytes_) return;
      budget_.taken_.fetch_add(bytes - bytes_, std::memory_order_relaxed);
      bytes_ = bytes;
    }

   private:
    Budget& budget_;
    std::size_t bytes_ = 0;
  };

 private:
  const std::size_t max_bytes_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace rolecall
