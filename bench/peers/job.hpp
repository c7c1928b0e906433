// What is compared, and about whom it is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/peers/subject.hpp"

namespace rolecall::peers {

enum class Kind : std::uint8_t {
  lookup,        // one user by username
  batch,         // 100 users by username
  find,          // the first 20 users whose usernames have a prefix of three letters
  count_role,    // admins
  count_active,  // active analysts
  page,          // 20 users behind a place in the list
  roles,         // the newest 20 changes of a user's role, each with who and why
  create,        // a user, durably, with a reason
};

inline constexpr std::size_t page_rows = 20;
inline constexpr std::size_t batch_users = 100;

struct Job {
  std::string name;
  Kind kind = Kind::lookup;
  unsigned connections = 1;
  unsigned depth = 1;  // requests in flight on each
};

// In the order in which they are run: those that change something last.
std::vector<Job> all_jobs();

// One thing to ask, and what the answer must tell whoever it is from.
struct Topic {
  Kind kind = Kind::lookup;
  std::vector<std::size_t> subjects;  // whom it is about; of a page, who is before it
  std::string text;                   // a prefix or a role
  std::vector<std::string> says;      // parts of the answer
  std::size_t rows = 0;               // at least
};

// Up to 100,000 different ones, about all, in no order; the same in each run. None for create.
// At least one subject has had its role changed often.
std::vector<Topic> topics_of(Kind kind, const Filled& filled);

}  // namespace rolecall::peers
