// Users: creating them, their profile, role and status.
#include "engine/commands/deciding.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

Error taken(std::string field) {
  std::string detail = "another user has this " + field;
  return {Errc::already_exists, std::move(field), std::move(detail)};
}

Result<void> check_value(std::string_view member, std::string_view value) {
  if (member == "attributes") return check_text(value, limits::attributes_max_bytes, member);
  if (member == "username") return check_name(value, member);
  if (value.empty()) return {};
  if (member == "email") return check_email(value, member);
  if (member == "external_id" && value.size() > limits::external_id_max_bytes) {
    return invalid(std::string(member), "is longer than 255 bytes");
  }
  return check_name(value, member);
}

Result<void> check_profile(const Profile& profile) {
  for (const ProfileMember& member : profile_members) {
    const auto checked = check_value(member.name, profile.*member.value);
    if (!checked) return checked;
  }
  return {};
}

// Only `id` itself may hold these names already.
Result<void> check_names_free(const Overlay& now, const UserId& id, const Profile& profile) {
  const auto holder = now.user_named(canonical_key(profile.username));
  if (holder && holder->id != id) return taken("username");
  if (profile.email.empty()) return {};
  const auto addressee = now.user_with_email(canonical_key(profile.email));
  if (addressee && addressee->id != id) return taken("email");
  return {};
}

// Who acted under this name in imported history becomes the user of that name.
UserId id_of_new_user(const Overlay& now, const Circumstances& circumstances,
                      const Profile& profile) {
  const auto actor = now.named_actor(canonical_key(profile.username));
  return actor && !now.is_user(*actor) ? *actor : UserId(circumstances.fresh_id);
}

Result<void> check_role_word(const RoleGrant& role) {
  return check_text(role.native_word, limits::role_word_max_bytes, "role");
}

// The role that results: who asks in words that cannot tell ops from admin does not mean to take
// ops away.
RoleGrant with_rank_kept(const RoleGrant& current, RoleGrant asked) {
  const bool keeps = current.role == Role::ops && asked.role == Role::admin &&
                     !tells_ops_from_admin(asked.given_in);
  if (keeps) asked.role = Role::ops;
  return asked;
}

// Whether the dialect that asks already shows that word.
bool shows_already(const RoleGrant& current, const RoleGrant& asked) {
  return word_in(asked.given_in, current) == word_in(asked.given_in, asked);
}

}  // namespace

Result<Decision> Deciding::on(const Bootstrap& command) const {
  if (now.ever_had_user()) {
    return Error{Errc::conflict, "", "the directory has had a user already"};
  }
  if (const auto checked = check_profile(command.profile); !checked) return checked.error();
  const UserId user = id_of_new_user(now, circumstances, command.profile);
  return Decision{{},
                  {UserCreated{user, command.profile, {top_role, Channel::native, {}}, true},
                   ApiKeyIssued{user, command.key, Capability::manage, {}}},
                  user,
                  {}};
}

Result<Decision> Deciding::on(const CreateUser& command) const {
  if (const auto allowed = policy.may_write(); !allowed) return allowed.error();
  if (const auto checked = check_profile(command.profile); !checked) return checked.error();
  if (const auto checked = check_role_word(command.role); !checked) return checked.error();
  if (const auto allowed = policy.may_grant(command.role.role); !allowed) return allowed.error();
  const UserId user = id_of_new_user(now, circumstances, command.profile);
  if (const auto free = check_names_free(now, user, command.profile); !free) return free.error();
  return Decision{{}, {UserCreated{user, command.profile, command.role, command.active}}, user, {}};
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
    if (const auto checked = check_value(member.name, value); !checked) return checked.error();
    event.from.*member.change = before.*member.value;
    event.to.*member.change = value;
  }
  if (event.to == ProfilePatch{}) return nothing(*user);
  if (const auto free = check_names_free(now, user->id, after); !free) return free.error();
  return about(*user, std::move(event));
}

Result<Decision> Deciding::on(const AssignRole& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  if (const auto checked = check_role_word(command.role); !checked) return checked.error();
  const RoleGrant role = with_rank_kept(user->role, command.role);
  if (const auto allowed = policy.may_grant(role.role); !allowed) return allowed.error();
  if (shows_already(user->role, command.role)) return nothing(*user);
  if (role.role != top_role) {
    if (const auto allowed = policy.may_step_down(*user); !allowed) return allowed.error();
  }
  return about(*user, RoleAssigned{user->id, user->role, role, {}});
}

Result<Decision> Deciding::on(const DeactivateUser& command) const {
  const auto user = find(command.user);
  if (!user) return user.error();
  if (const auto allowed = policy.may_deactivate(*user); !allowed) return allowed.error();
  if (const auto met = check_revision(command.expected, user->revision); !met) return met.error();
  if (user->status == Status::deactivated) return nothing(*user);
  if (const auto allowed = policy.may_step_down(*user); !allowed) return allowed.error();
  return about(*user, UserDeactivated{user->id});
}

Result<Decision> Deciding::on(const ActivateUser& command) const {
  const auto user = find_to_change(command.user, command.expected);
  if (!user) return user.error();
  if (user->status == Status::active) return nothing(*user);
  return about(*user, UserReactivated{user->id});
}

}  // namespace rolecall
