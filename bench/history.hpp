// What happens to the population: the log of a directory, invented, event by event.
//
// Each user has three events: the creation, a change of role with a reason (or several, as asked
// for), and either a membership or a deactivation. First every other event creates; the rest only
// changes. Whom a change is about is drawn at random from all who are due one, so most
// are far from their creation. User 0 is the operator who does all this, and stays as created.
// The same every time for the same number of users.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "engine/events/event.hpp"

namespace rolecall {

// The ids of user, group and event number `n`: of the shape of UUIDv7, in order of `n`.
UserId user_id(std::uint64_t n);
GroupId group_id(std::uint64_t n);
EventId event_id(std::uint64_t n);

class History {
 public:
  explicit History(std::uint32_t users, std::uint32_t role_changes = 1);

  // The next event, as decoded with Open::everything. The key of user n is KeyNo{n + 1}, as a new
  // key pool issues them. Nothing: that was all.
  std::optional<Recorded> next();

  // Events to come in all.
  std::uint64_t size() const {
    return groups_ + 1 + (std::uint64_t{role_changes_} + 2) * (users_ - 1);
  }
  std::uint32_t groups() const { return groups_; }

 private:
  struct Due {
    std::uint32_t user;
    std::uint32_t revision;  // of the next event
  };
  Recorded stamped(Event event, UserNo user, Revision revision);
  Recorded create_group();
  Recorded create_user();
  Recorded change_user();
  Recorded change_role(Due due);
  Recorded add_member(std::uint32_t user);

  std::uint32_t users_;
  std::uint32_t role_changes_;
  std::uint32_t groups_;
  std::uint32_t created_ = 0;
  std::vector<Revision> group_revisions_;
  std::vector<Due> due_;
  std::uint64_t position_ = 0;
  std::mt19937_64 random_{1};
};

}  // namespace rolecall
