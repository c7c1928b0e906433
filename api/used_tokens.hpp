// Which refresh tokens have been used: each is good once, and one that comes again ends its session
// (RFC 9700, section 4.14.2), since one of two who have it has stolen it. And which sessions have
// been ended before their time.
//
// A session's tokens are numbered; the greatest number that was used is kept, so that an older one
// is known by it. In memory, in a table of fixed size: after a restart, or where a session or user
// is pushed out by the many begun, refreshed or ended since, a used token may be good once more,
// and an ended session goes on, until it runs out. As soon as a session goes on the used one is
// known again. Threads: any.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

class UsedTokens {
 public:
  UsedTokens();

  // Whether the token of that number, from 1 on, may be used; it is used then. Otherwise its
  // session has ended.
  bool use(const Uuid& session, std::uint32_t number);

  void end(const Uuid& session);
  // All sessions of the user that have begun by then.
  void end_all(const UserId& user, Timestamp by);
  bool has_ended(const Uuid& session, const UserId& user, Timestamp begun) const;

 private:
  // Of a session: the greatest number that was used. Of a user: by when the sessions that have
  // ended had begun, in microseconds.
  struct Entry {
    Uuid id{};
    std::uint64_t seen = 0;  // the count of changes when it was changed last; 0: free
    std::uint64_t last = 0;
  };
  static constexpr std::size_t ways = 8;  // places that an entry may have

  std::size_t first_place(const Uuid& id) const;
  std::uint64_t last_of(const Uuid& id) const;  // 0: none is kept
  Entry& take(const Uuid& id);

  mutable std::mutex mutex_;
  std::uint64_t changes_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace rolecall
