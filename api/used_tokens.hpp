// Which refresh tokens have been used: each is good once, and one that comes again ends its session
// (RFC 9700, section 4.14.2), since one of two who have it has stolen it.
//
// A session's tokens are numbered; the greatest number that was used is kept, so that an older one
// is known by it. In memory, in a table of fixed size: after a restart, or where a session is
// pushed out by the many begun or refreshed since, a used token may be good once more until it runs
// out. As soon as its session goes on the two are told apart again. Threads: any.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "engine/types/uuid.hpp"

namespace rolecall {

class UsedTokens {
 public:
  UsedTokens();

  // Whether the token of that number, from 1 on, may be used; it is used then. Otherwise its
  // session has ended.
  bool use(const Uuid& session, std::uint32_t number);

 private:
  struct Session {
    Uuid id{};
    std::uint64_t seen = 0;  // the count of uses when it was used last; 0: free
    std::uint32_t used = 0;  // the greatest number
  };
  static constexpr std::size_t ways = 8;  // places that a session may have

  std::mutex mutex_;
  std::uint64_t uses_ = 0;
  std::vector<Session> sessions_;
};

}  // namespace rolecall
