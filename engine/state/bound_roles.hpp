// The roles that were given until a moment: each such grant, and what the user falls back to.
#pragma once

#include <optional>

#include "engine/snapshot/archive.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/state/user_rows.hpp"
#include "engine/types/timestamp.hpp"

namespace rolecall {

struct BoundRole {
  UserNo user{};
  Position granted_at{};  // of the RoleAssigned
  Timestamp valid_until;
  Role fallback = default_role;  // the last role without a bound
  WordNo fallback_word{};
};

// Threads: add() from the writer; reads from any thread.
class BoundRoles {
 public:
  explicit BoundRoles(Epochs& epochs, std::size_t events_max = limits::events_max);

  // Writer only. Memory for what so many events add; false: there is none.
  bool make_room(std::size_t events) {
    return grants_.make_room(events) && by_user_.make_room(events);
  }

  void add(const BoundRole& grant);

  // The newest of that user not newer than `at`. It is the one in force if the user's version then
  // says that its role is bound.
  std::optional<BoundRole> find(UserNo user, Position at) const;

  // All grants, in order of their positions.
  std::uint32_t size() const { return count_.load(std::memory_order_acquire); }
  const BoundRole& operator[](std::uint32_t index) const { return grants_[index]; }

  void serialize(Archive& archive) { archive.pass(grants_, count_, by_user_); }

 private:
  ReservedArray<BoundRole> grants_;
  std::atomic<std::uint32_t> count_{0};
  CandidateIndex by_user_;
};

}  // namespace rolecall
