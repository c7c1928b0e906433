// The requests of one thread of a load, as bytes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "tools/load/http_calls.hpp"
#include "tools/load/known_directory.hpp"
#include "tools/load/mix.hpp"

namespace rolecall::load {

// Whom all threads create: the people of the population with these numbers, each once.
struct NewPeople {
  std::atomic<std::uint64_t> next = 0;
  std::uint64_t end = std::numeric_limits<std::uint64_t>::max();
};

// `conflict` where the directory has nobody whom such a mix could be about.
Result<void> check_known(const Mix& mix, const KnownDirectory& known);

// About random users, the same in each run; roles of users in turn: a viewer becomes an analyst and
// an analyst a viewer.
//
// Threads: each has its own, with another `share` of `shares`; roles are changed of that share of
// the users only, and noted in `known`; so there are no more shares than users with such roles.
// `known` and `people` must outlive it, and the mix be one that check_known() takes.
class Requests {
 public:
  Requests(Caller caller, KnownDirectory& known, NewPeople& people, const Mix& mix, unsigned share,
           unsigned shares);

  // Appends a request of the mix; false: it would create somebody, and all are created.
  bool append_next(std::string& out);

 private:
  void append_read(std::string& out, RequestKind kind);
  void append_batch(std::string& out);
  void append_role(std::string& out);
  bool append_create(std::string& out);
  const KnownUser& someone() { return known_.users[random_() % known_.users.size()]; }

  Caller caller_;
  KnownDirectory& known_;
  NewPeople& people_;
  std::size_t share_, shares_;
  std::size_t next_changed_;  // of known_.changeable
  std::discrete_distribution<int> kinds_;
  std::mt19937_64 random_;
};

}  // namespace rolecall::load
