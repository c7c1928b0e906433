// What a server answers while its directory is still replayed: it listens at once, so that whoever
// watches it can tell that it lives, and how far it is.
#pragma once

#include <atomic>
#include <cstdint>

#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

// Until open(), GET /livez passes; GET /readyz is 503 with {"status":"starting", "replayed":N,
// "of":M}, positions of the log; all else is 503 with Retry-After, in the shape of its dialect.
// Threads: tell() and open() from one, the rest from any.
class StartGate {
 public:
  void tell(Position replayed, Position of);
  // What was written before is seen by every request that passes.
  void open() { is_open_.store(true, std::memory_order_release); }

  // True: it has answered.
  bool answers(const Request& request, Reply& reply) const;

 private:
  std::atomic<bool> is_open_{false};
  std::atomic<std::uint64_t> replayed_{0};
  std::atomic<std::uint64_t> of_{0};
};

}  // namespace rolecall
