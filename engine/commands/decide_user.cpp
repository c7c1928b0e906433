// Users: creating them and their profile.
#include <algorithm>
#include <vector>

#include "engine/commands/deciding.hpp"
#include "engine/commands/profile_rules.hpp"

namespace rolecall {
namespace {

// Who acted under this name in imported history becomes the user of that name.
UserId id_of_new_user(const Overlay& now, const DecisionContext& context, const Profile& profile) {
  const auto actor = now.named_actor(canonical_key(profile.username));
  return actor && !now.is_user(*actor) ? *actor : UserId(context.fresh_id);
}

}  // namespace

Result<Decision> Deciding::on(const Bootstrap& command) const {
  if (now.ever_had_user()) {
    return Error{Errc::conflict, "", "the directory has had a user already"};
  }
  if (const auto checked = check_profile(command.profile); !checked) return checked.error();
  const UserId user = id_of_new_user(now, context, command.profile);
  Decision decision{
      {}, {UserCreated{user, command.profile, {top_role, Channel::native, {}}, true}}, user, {}};
  if (!command.key.is_nil()) {
    decision.events.emplace_back(ApiKeyIssued{user, command.key, Capability::manage, {}});
  }
  return decision;
}

Result<Decision> Deciding::on(const CreateUser& command) const {
  if (const auto allowed = policy.may_write(); !allowed) return allowed.error();
  if (const auto checked = check_profile(command.profile); !checked) return checked.error();
  if (const auto checked = check_role_word(command.role); !checked) return checked.error();
  if (const auto allowed = policy.may_grant(command.role.role); !allowed) return allowed.error();
  const UserId user = id_of_new_user(now, context, command.profile);
  if (const auto free = check_names_free(now, user, command.profile); !free) return free.error();
  if (command.active) {
    if (const auto seat = check_seat(); !seat) return seat.error();
  }
  Decision decision{
      {}, {UserCreated{user, command.profile, command.role, command.active}}, user, {}};
  if (command.sets_password) decision.events.emplace_back(PasswordSet{user});
  std::vector<GroupId> joined;
  for (const GroupRef& ref : command.groups) {
    const auto group = now.group(ref);
    if (!group) return invalid("groups", "names a group that is not there");
    if (std::find(joined.begin(), joined.end(), group->id) != joined.end()) continue;
    joined.push_back(group->id);
    decision.events.emplace_back(MemberAdded{group->id, user, MemberRole::user});
  }
  return decision;
}

Result<Decision> Deciding::on(const ChangeProfile& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();

  const Profile before = now.profile(*user);
  Profile after = before;
  apply_patch(after, command.change);
  UserProfileChanged event{user->id, {}, {}};
  for (const ProfileMember& member : profile_members) {
    const std::string& value = after.*member.value;
    if (value == before.*member.value) continue;
    if (const auto checked = check_member(member.name, value); !checked) return checked.error();
    event.from.*member.change = before.*member.value;
    event.to.*member.change = value;
  }
  if (event.to == ProfilePatch{}) return nothing(*user);
  if (const auto free = check_names_free(now, user->id, after, before); !free) return free.error();
  return about(*user, std::move(event));
}

// Each part is decided as if it came alone; none of them looks at what another one changes.
Result<Decision> Deciding::on(const UpdateUser& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  const UserRef id = user->id;
  std::vector<Result<Decision>> parts;
  if (command.active == false) parts.push_back(on(DeactivateUser{id, {}}));
  if (command.role) parts.push_back(on(AssignRole{id, *command.role, {}}));
  if (command.active == true) parts.push_back(on(ActivateUser{id, {}}));
  if (command.change) {
    parts.push_back(on(ChangeProfile{id, command.change(now.profile(*user)), {}}));
  }
  if (command.sets_password) parts.push_back(on(SetPassword{id, {}}));
  Decision all = nothing(*user);
  for (const Result<Decision>& part : parts) {
    if (!part) return part.error();
    all.events.insert(all.events.end(), part->events.begin(), part->events.end());
  }
  return all;
}

}  // namespace rolecall
