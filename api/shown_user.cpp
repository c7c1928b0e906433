#include "api/shown_user.hpp"

#include <algorithm>
#include <utility>

#include "projections/users/user_since.hpp"

namespace rolecall {
namespace {

bool has_first_or_last(const ProfileView& profile) {
  return !profile.first_name.empty() || !profile.last_name.empty();
}

}  // namespace

Profile shown_profile(const ProfileView& stored) {
  Profile profile = stored.copy();
  if (!has_first_or_last(stored)) {
    const auto space = profile.display_name.find(' ');
    profile.first_name = profile.display_name.substr(0, space);
    if (space != std::string::npos) profile.last_name = profile.display_name.substr(space + 1);
    if (profile.display_name.empty()) profile.display_name = profile.username;
  } else if (profile.display_name.empty()) {
    profile.display_name = profile.first_name;
    if (!profile.first_name.empty() && !profile.last_name.empty()) profile.display_name += ' ';
    profile.display_name += profile.last_name;
  }
  return profile;
}

ShownUser shown_user(const ReadModel& model, UserNo no, Position at) {
  const State& state = model.state();
  const UserVersion version = state.users().at(no, at).value();
  const UserSince since = user_since(state, no, version);
  ShownUser user;
  user.no = no;
  user.id = state.users().id(no);
  user.revision = version.revision;
  user.active = version.status == Status::active;
  user.role = state.role_of(version);
  const ProfileView stored = state.profiles().view(version.profile);
  user.profile = shown_profile(stored);
  user.first_last_are_derived = !has_first_or_last(stored);
  user.created_at = state.time_of(since.created);
  user.updated_at = state.time_of(version.from);
  user.described_at = state.time_of(std::max(since.role, since.profile));
  if (const auto day = model.last_activity().of_user(no)) {
    user.last_active = std::max(start_of(*day), user.created_at);
  }
  if (since.role != since.created) {
    user.role_changed_at = state.time_of(since.role);
    user.role_changed_by = actor_of_role(model.role_changes(), since.role);
  }
  return user;
}

std::optional<ShownUser> find_shown_user(const ReadModel& model, const UserRef& ref, Position at) {
  const auto user = model.state().find_user(ref, at);
  return user ? std::optional(shown_user(model, *user, at)) : std::nullopt;
}

Render render_shown_user(Service& service, int status, AppendUser append) {
  return
      [&service, status, append = std::move(append)](const Outcome& outcome, Response& response) {
        const ReadModel& model = service.model();
        const UserNo user = model.state().find_user(outcome.user, outcome.position).value();
        JsonWriter json(response.body);
        append(json, shown_user(model, user, outcome.position), outcome.position);
        response.status = status;
      };
}

ProfilePatch change_of(const ShownUser& user, const ProfilePatch& asked) {
  ProfilePatch change;
  for (const ProfileMember& member : profile_members) {
    const auto& value = asked.*member.change;
    if (value && *value != user.profile.*member.value) change.*member.change = value;
  }
  if (user.first_last_are_derived && (change.first_name || change.last_name)) {
    if (!change.first_name) change.first_name = user.profile.first_name;
    if (!change.last_name) change.last_name = user.profile.last_name;
  }
  return change;
}

}  // namespace rolecall
