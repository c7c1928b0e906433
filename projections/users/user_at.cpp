#include "projections/users/user_at.hpp"

#include <algorithm>

#include "engine/events/shown_profile.hpp"

namespace rolecall {

UserAt::UserAt(const View& view, UserNo user, const UserVersion& version)
    : view_(view), no_(user), version_(version), since_(user_since(state(), user, version)) {}

UserAt::UserAt(const View& view, UserNo user)
    : UserAt(view, user, view.state().users().at(user, view.at()).value()) {}

std::optional<UserAt> UserAt::find(const View& view, const UserRef& user) {
  const auto found = view.state().find_user(user, view.at());
  return found ? std::optional<UserAt>(std::in_place, view, *found) : std::nullopt;
}

std::optional<Timestamp> UserAt::role_changed_at() const {
  return has_changed_role() ? std::optional(state().time_of(since_.role)) : std::nullopt;
}

UserId UserAt::role_changed_by() const {
  if (!has_changed_role()) return {};
  const ReadModel& model = view_.model();
  const RoleChange* const change = model.role_changes().find(since_.role);
  return change != nullptr ? model.actor_events().id(change->actor) : UserId{};
}

Profile UserAt::shown_profile() const { return rolecall::shown_profile(profile().copy()); }

Timestamp UserAt::described_at() const {
  return state().time_of(std::max(since_.role, since_.profile));
}

std::optional<Timestamp> UserAt::last_active_at() const {
  const auto day = last_active_on();
  return day ? std::optional(std::max(start_of(*day), created_at())) : std::nullopt;
}

}  // namespace rolecall
