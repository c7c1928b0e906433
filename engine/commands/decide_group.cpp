// Groups and their members.
#include "engine/commands/deciding.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

Error name_taken() { return {Errc::already_exists, "name", "another group has this name"}; }

}  // namespace

Result<Decision> Deciding::on(const CreateGroup& command) const {
  if (const auto allowed = policy.may_write(); !allowed) return allowed.error();
  if (const auto checked = check_unique_name(command.name, "name"); !checked)
    return checked.error();
  if (now.group_named(canonical_key(command.name))) return name_taken();
  const GroupId group(context.fresh_id);
  Decision decision{{}, {GroupCreated{group, command.name}}, {}, group};
  if (command.owner) {
    if (const auto user = find(*command.owner); !user) return user.error();
    decision.user = *command.owner;
    decision.events.emplace_back(MemberAdded{group, *command.owner, MemberRole::owner});
  }
  return decision;
}

Result<Decision> Deciding::on(const RenameGroup& command) const {
  const auto group = find_to_change(command.group, command.expected);
  if (!group) return group.error();
  if (group->name == command.name) return nothing(*group);
  if (const auto checked = check_unique_name(command.name, "name"); !checked)
    return checked.error();
  const auto holder = now.group_named(canonical_key(command.name));
  if (holder && holder->id != group->id) return name_taken();
  return about(*group, GroupRenamed{group->id, group->name, command.name});
}

// Each part is decided as if it came alone; neither looks at what the other one changes.
Result<Decision> Deciding::on(const UpdateGroup& command) const {
  const auto group = find_to_change(command.group, command.expected);
  if (!group) return group.error();
  Decision all = nothing(*group);
  const auto add = [&](const Decision& part) {
    all.events.insert(all.events.end(), part.events.begin(), part.events.end());
  };
  if (command.name) {
    const auto renamed = on(RenameGroup{group->id, *command.name, {}});
    if (!renamed) return renamed.error();
    add(*renamed);
  }
  if (command.owner) {
    const auto owning = on(PutMember{group->id, *command.owner, MemberRole::owner, {}});
    if (!owning) return owning.error();
    add(*owning);
    all.user = owning->user;
    const auto owners = now.owners(group->id);
    if (owners.size() > limits::group_owners_at_once) {
      return Error{Errc::conflict, "", "the group has more than 1000 owners: change some of them"};
    }
    for (const UserId& other : owners) {
      if (other == all.user) continue;
      all.events.emplace_back(
          MemberRoleChanged{group->id, other, MemberRole::owner, MemberRole::user});
    }
  }
  return all;
}

Result<Decision> Deciding::on(const DeleteGroup& command) const {
  const auto group = find_to_change(command.group, command.expected);
  if (!group) return group.error();
  return about(*group, GroupDeleted{group->id});
}

Result<Decision> Deciding::on(const PutMember& command) const {
  const auto group = find_to_change(command.group, command.expected);
  if (!group) return group.error();
  const auto user = find(command.user);
  if (!user) return user.error();
  const auto role = now.member_role(group->id, user->id);
  Decision decision = nothing(*group);
  decision.user = user->id;
  if (role && command.if_member == IfMember::is_refused) {
    return Error{Errc::already_exists, "", "the user is a member of the group already"};
  }
  if (!role) {
    decision.events = {MemberAdded{group->id, user->id, command.role}};
  } else if (*role != command.role && command.if_member == IfMember::takes_role) {
    decision.events = {MemberRoleChanged{group->id, user->id, *role, command.role}};
  }
  return decision;
}

Result<Decision> Deciding::on(const RemoveMember& command) const {
  const auto group = find_to_change(command.group, command.expected);
  if (!group) return group.error();
  const auto user = find(command.user);
  if (!user) return user.error();
  const auto role = now.member_role(group->id, user->id);
  if (!role && command.must_be_member) {
    return Error{Errc::not_found, "", "the user is not a member of the group"};
  }
  Decision decision = nothing(*group);
  decision.user = user->id;
  if (role) decision.events = {MemberRemoved{group->id, user->id, *role}};
  return decision;
}

}  // namespace rolecall
