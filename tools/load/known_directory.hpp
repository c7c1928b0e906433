// What a load has to know of the directory it asks about, learnt from the server itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/types/uuid.hpp"
#include "tools/load/http_calls.hpp"

namespace rolecall::load {

struct KnownUser {
  UserId id;
  std::string username;
};

// An active viewer or analyst, whose role the load may change.
struct ChangeableUser {
  UserId id;
  bool is_analyst = false;
};

struct KnownDirectory {
  std::vector<KnownUser> users;  // as they were created
  std::vector<ChangeableUser> changeable;
  std::vector<std::string> cursors;  // of the list of users
  // The past that is asked about: at each position from `past_begin` to `past_end` there have been
  // the first `past_users` of the users.
  std::uint64_t past_begin = 0;
  std::uint64_t past_end = 0;
  std::size_t past_users = 0;
};

// Lists the users, a million at most, which tells `progress` how many there are yet and in the end.
// `with_past`: the latter half of the log is what is asked about, which takes the key of an admin.
// Fails as HttpCalls do.
Result<KnownDirectory> learn_directory(
    HttpCalls& calls, bool with_past,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace rolecall::load
