#include "engine/writer/due_roles.hpp"

namespace rolecall {

void DueRoles::add(const Recorded& decided) {
  const auto* assigned = std::get_if<RoleAssigned>(&decided.event);
  if (assigned == nullptr || !assigned->valid_until) return;
  given_.emplace(std::pair(*assigned->valid_until, decided.position), assigned->user);
}

std::optional<ExpireRole> DueRoles::take(Timestamp clock) {
  const bool is_stored_left = stored_ != state_.expiries().end();
  const bool is_given_next =
      !given_.empty() && (!is_stored_left || given_.begin()->first.first < stored_->first);
  if (is_given_next) {
    const auto [due, granted_at] = given_.begin()->first;
    if (due > clock) return std::nullopt;
    const ExpireRole next{given_.begin()->second, granted_at, due};
    given_.erase(given_.begin());
    return next;
  }
  if (!is_stored_left || stored_->first > clock) return std::nullopt;
  const auto [due, user] = *stored_++;
  const BoundRole grant = *state_.bound_roles().find(user, State::newest);
  return ExpireRole{state_.users().id(user), grant.granted_at, due};
}

}  // namespace rolecall
