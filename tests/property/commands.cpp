#include "tests/property/commands.hpp"

#include <algorithm>

#include "engine/events/shown_profile.hpp"

namespace rolecall::test::model {
namespace {

std::uint32_t revision_of(const Model& model, const UserRef& ref) {
  const auto user = model.find(model.now(), ref);
  return user ? model.now().users[*user]->revision : 1;
}

std::uint32_t revision_of(const Model& model, const GroupRef& ref) {
  const auto group = model.find(model.now(), ref);
  return group ? model.now().groups[*group]->revision : 1;
}

template <class Ref>
Expected random_expected(Random& random, const Model& model, const Ref& ref) {
  if (!random.one_in(4)) return {};
  const Revision revision{revision_of(model, ref) + (random.one_in(4) ? 1 : 0)};
  if (random.one_in(2)) return revision;
  Expected expected = Expected::among({revision, Revision{number(revision) + 1}});
  if (random.one_in(2)) expected.exclude({revision});
  return expected;
}

Expected random_rule_expected(Random& random, const Model& model) {
  if (!random.one_in(4)) return {};
  return Revision{model.now().revision + (random.one_in(4) ? 1 : 0)};
}

UserId random_removed_user(Random& random, const Model& model) {
  for (int tries = 0; tries < 20 && !model.user_ids.empty(); ++tries) {
    const std::size_t user = random.below(model.user_ids.size());
    if (model.user_id(user).is_nil()) continue;
    if (model.now().users[user]->status == Status::removed || random.one_in(20)) {
      return model.user_id(user);
    }
  }
  return UserId(random_id(random));
}

Command random_role_command(Random& random, UserRef user, const Expected& expected,
                            Timestamp clock) {
  AssignRole command{std::move(user), random_asked_role(random), expected};
  if (random.one_in(3)) command.valid_until = random_moment(random, clock, 0, 12);
  if (random.one_in(4)) command.only_from = static_cast<RoleSet>(random.below(all_roles + 1));
  return command;
}

Command random_update(Random& random, UserRef user, const Expected& expected) {
  UpdateUser command{std::move(user), as_shown(random_patch(random)), {}, {}, expected};
  if (random.one_in(2)) command.role = random_asked_role(random);
  if (random.one_in(2)) command.active = random.one_in(2);
  command.sets_password = random.one_in(6);
  return command;
}

Command random_user_command(Random& random, const Model& model, Timestamp clock) {
  UserRef user = random_user(random, model);
  const Expected expected = random_expected(random, model, user);
  switch (random.below(18)) {
    case 16:
    case 17:
      return random_update(random, std::move(user), expected);
    case 0:
    case 1:
    case 2:
    case 3:
      return ChangeProfile{std::move(user), random_patch(random), expected};
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return random_role_command(random, std::move(user), expected, clock);
    case 9:
      return DeactivateUser{std::move(user), expected};
    case 10:
    case 11:
      return ActivateUser{std::move(user), expected};
    case 12:
      return RemoveUser{std::move(user), expected};
    case 13:
    case 14:
      return RestoreUser{random_removed_user(random, model), {}};
    default:
      return SetPassword{std::move(user), expected};
  }
}

// Most often one that is open.
UserId random_invitation(Random& random, const Model& model, Timestamp clock) {
  UserId id(random_id(random));
  if (model.invitation_ids.empty() || random.one_in(25)) return id;
  for (int tries = 0; tries < 9; ++tries) {
    const std::size_t no = random.below(model.invitation_ids.size());
    if (model.invitation_id(no).is_nil()) continue;
    id = model.invitation_id(no);
    const auto status = model.now().invitations[no]->status_at(clock);
    if (status == InvitationStatus::open || random.one_in(6)) break;
  }
  return id;
}

Command random_invitation_command(Random& random, const Model& model, Timestamp clock) {
  const UserId id = random_invitation(random, model, clock);
  const auto known = model.find_invitation(id);
  Expected expected;
  if (known && random.one_in(4)) {
    expected = Revision{model.now().invitations[*known]->revision + (random.one_in(4) ? 1 : 0)};
  }
  const Timestamp end = random_moment(random, clock, random.one_in(9) ? -3 : 1, 60);
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return InviteUser{random.one_in(40) ? "" : random_email(random), random_asked_role(random),
                        end, random.one_in(3)};
    case 4:
    case 5: {
      RenewInvitation renew{id, {}, end, expected};
      if (random.one_in(2)) renew.role = random_grant(random);
      return renew;
    }
    case 6:
      return RevokeInvitation{id, expected};
    default: {
      AcceptInvitation accept{id, random_profile(random), random.one_in(2)};
      if (random.one_in(3)) accept.profile = {};
      return accept;
    }
  }
}

std::string random_group_name(Random& random) {
  return random_name(random) + (random.one_in(2) ? "" : "s");
}

// One of several owners is no longer asked for: in which order the others become members is free.
Command random_group_update(Random& random, const Model& model, GroupRef group,
                            const Expected& expected) {
  UpdateGroup command{std::move(group), {}, {}, expected};
  if (random.one_in(2)) command.name = random_group_name(random);
  const auto known = model.find(model.now(), command.group);
  const auto owners = [](const Group& of) {
    return std::count_if(of.members.begin(), of.members.end(),
                         [](const Member& one) { return one.role == MemberRole::owner; });
  };
  if (known && owners(*model.now().groups[*known]) > 1) return command;
  const UserRef owner = random_user(random, model);
  if (std::holds_alternative<UserId>(owner)) command.owner = std::get<UserId>(owner);
  return command;
}

Command random_group_command(Random& random, const Model& model) {
  GroupRef group = random_group(random, model);
  const Expected expected = random_expected(random, model, group);
  switch (random.below(18)) {
    case 16:
    case 17:
      return random_group_update(random, model, std::move(group), expected);
    case 0:
    case 1:
    case 2: {
      CreateGroup create{random_group_name(random)};
      const UserRef owner = random_user(random, model);
      if (std::holds_alternative<UserId>(owner)) create.owner = std::get<UserId>(owner);
      return create;
    }
    case 3:
    case 4:
      return RenameGroup{std::move(group), random_group_name(random), expected};
    case 5:
      return DeleteGroup{std::move(group), expected};
    case 6:
    case 7:
    case 8:
      return RemoveMember{std::move(group), random_user(random, model), expected,
                          !random.one_in(4)};
    default:
      return PutMember{std::move(group), random_user(random, model),
                       random.one_in(3) ? MemberRole::owner : MemberRole::user, expected,
                       static_cast<IfMember>(random.below(3))};
  }
}

Command random_key_command(Random& random, const Model& model, Timestamp clock) {
  CredentialId key(random_id(random));
  if (!model.keys.empty() && !random.one_in(4)) key = random.pick(model.keys).first;
  if (random.one_in(2)) return RevokeApiKey{key};
  IssueApiKey command{random_user(random, model), key, Capability::manage, {}};
  if (random.one_in(2)) command.key = CredentialId(random_id(random));
  if (random.one_in(3)) command.expires_at = random_moment(random, clock, -3, 3);
  return command;
}

// By the id that an invitation has reserved, whether or not it has been accepted.
UserId invited_user(Random& random, const Model& model) {
  UserId id(random_id(random));
  if (model.invitation_ids.empty()) return id;
  const UserId& invited = random.pick(model.invitation_ids);
  return invited.is_nil() ? id : invited;
}

Actor random_actor(Random& random, const Model& model) {
  if (random.one_in(3)) return {ActorKind::op, {}, {}};
  if (random.one_in(40)) return {ActorKind::user, invited_user(random, model), {}};
  Actor actor{ActorKind::user, UserId(random_id(random)), {}};
  // Most often somebody who may change something.
  for (int tries = 0; tries < 9 && !model.user_ids.empty(); ++tries) {
    const std::size_t no = random.below(model.user_ids.size());
    const User& user = *model.now().users[no];
    if (!model.user_id(no).is_nil()) actor.user = model.user_id(no);
    const bool may = user.status == Status::active && user.role.role >= Role::admin;
    if (may || random.one_in(12)) break;
  }
  return actor;
}

}  // namespace

UserRef random_user(Random& random, const Model& model) {
  const auto& users = model.now().users;
  if (users.empty() || random.one_in(25)) return UserId(random_id(random));
  if (random.one_in(10)) return Username{random_username(random)};
  if (random.one_in(25)) return invited_user(random, model);
  const std::size_t user = random.below(users.size());
  const std::string& name = users[user]->profile.username;
  if (model.user_id(user).is_nil() || random.one_in(4)) return Username{name};
  return model.user_id(user);
}

GroupRef random_group(Random& random, const Model& model) {
  const auto& groups = model.now().groups;
  if (groups.empty() || random.one_in(25)) return GroupId(random_id(random));
  const std::size_t group = random.below(groups.size());
  if (model.group_id(group).is_nil() || random.one_in(4)) return GroupName{groups[group]->name};
  return model.group_id(group);
}

// A key of the actor's that is good, if there is one.
CredentialId random_credential(Random& random, const Model& model, const Actor& actor) {
  const auto owner = model.find_any(actor.user);
  if (actor.kind != ActorKind::user || !owner) return {};
  const auto keys = model.api_keys_of(*owner);
  return keys.empty() || random.one_in(3) ? CredentialId{} : random.pick(keys);
}

CommandRequest random_command(Random& random, const Model& model, Timestamp clock) {
  CommandRequest request;
  const std::size_t kind = random.below(100);
  if (kind < 1 || (model.now().users.empty() && random.one_in(4))) {
    request.command = Bootstrap{random_profile(random), CredentialId(random_id(random))};
  } else if (kind < 3) {
    request.command = SetEmailUniqueness{!random.one_in(4), random_rule_expected(random, model)};
  } else if (kind < 18) {
    CreateUser create{random_profile(random), random_grant(random), !random.one_in(5),
                      random.one_in(9)};
    while (random.one_in(4)) create.groups.push_back(random_group(random, model));
    request.command = std::move(create);
  } else if (kind < 58) {
    request.command = random_user_command(random, model, clock);
  } else if (kind < 80) {
    request.command = random_group_command(random, model);
  } else if (kind < 91) {
    request.command = random_invitation_command(random, model, clock);
  } else {
    request.command = random_key_command(random, model, clock);
  }
  request.actor = random_actor(random, model);
  request.actor.credential = random_credential(random, model, request.actor);
  request.channel = random.one_in(4) ? Channel::posit_connect : Channel::native;
  if (random.one_in(8)) request.channel = Channel::wallaroo;
  if (random.one_in(4)) request.reason = "ticket " + std::to_string(random.below(100));
  if (random.one_in(100)) request.reason = "\x01";
  request.dry_run = random.one_in(12);
  return request;
}

}  // namespace rolecall::test::model
