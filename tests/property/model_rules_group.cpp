// Groups and members.
#include "tests/property/model_rules.hpp"

namespace rolecall::test::model {
namespace {

// The place of a member in its group, made if the user never was one.
Member& place(Group& group, std::size_t member) {
  for (Member& one : group.members) {
    if (one.user == member) return one;
  }
  return group.members.emplace_back(Member{member, {}, 0});
}

bool name_taken(const Model& m, std::optional<std::size_t> by, const std::string& name) {
  const auto holder = m.find(m.now(), GroupRef(GroupName{name}));
  return holder && holder != by;
}

}  // namespace

Result<Answer> Model::Rules::on(const CreateGroup& c) const {
  if (!may_write()) return refusal(Errc::forbidden);
  if (!is_good_unique_name(c.name)) return refusal(Errc::invalid_argument);
  if (name_taken(m, {}, c.name)) return refusal(Errc::already_exists);
  const auto owner = c.owner ? m.find(m.now(), UserRef(*c.owner)) : std::nullopt;
  if (c.owner && !owner) return refusal(Errc::not_found);
  Group created;
  created.name = c.name;
  created.name_since = m.head() + 1;
  m.next_.groups.push_back(std::make_shared<Group>(created));
  m.group_ids.emplace_back();
  const std::size_t made = m.next_.groups.size() - 1;
  const Answer answer = about_group<GroupCreated>(made, {});
  if (!owner) return answer;
  Group& joined = m.edit_group(made);
  joined.members.push_back({*owner, MemberRole::owner, m.head() + 1});
  ++joined.revision;
  return about_group<MemberAdded>(made, *owner);
}

Result<Answer> Model::Rules::on(const RenameGroup& c) const {
  const auto found = changeable(c.group, c.expected);
  if (!found) return found.error();
  if (group(*found).name == c.name) return nothing({}, *found);
  if (!is_good_unique_name(c.name)) return refusal(Errc::invalid_argument);
  if (name_taken(m, *found, c.name)) return refusal(Errc::already_exists);
  Group& changed = m.edit_group(*found);
  changed.name = c.name;
  changed.name_since = m.head() + 1;
  ++changed.revision;
  return about_group<GroupRenamed>(*found, {});
}

Result<Answer> Model::Rules::on(const UpdateGroup& c) const {
  const auto found = changeable(c.group, c.expected);
  if (!found) return found.error();
  const bool is_renamed = c.name && group(*found).name != *c.name;
  if (is_renamed && !is_good_unique_name(*c.name)) return refusal(Errc::invalid_argument);
  if (is_renamed && name_taken(m, *found, *c.name)) return refusal(Errc::already_exists);
  Answer answer = nothing({}, *found);
  if (c.owner) answer.user = m.find(m.now(), UserRef(*c.owner));
  if (c.owner && !answer.user) return refusal(Errc::not_found);
  if (is_renamed) {
    const auto renamed = on(RenameGroup{c.group, *c.name, {}});
    answer = {true, renamed->position, answer.user, *found};
  }
  if (!answer.user) return answer;
  const std::size_t owner = *answer.user;
  const auto become = [&](std::size_t member, MemberRole role) {
    Group& changed = m.edit_group(*found);
    Member& put = place(changed, member);
    const bool is_new = !put.role;
    put.role = role;
    put.since = m.head() + 1;
    ++changed.revision;
    is_new ? about_group<MemberAdded>(*found, member)
           : about_group<MemberRoleChanged>(*found, member);
    answer = {true, m.head(), owner, *found};
  };
  Group before = group(*found);
  if (place(before, owner).role != MemberRole::owner) become(owner, MemberRole::owner);
  for (const Member& other : before.members) {
    if (other.user != owner && other.role == MemberRole::owner)
      become(other.user, MemberRole::user);
  }
  return answer;
}

Result<Answer> Model::Rules::on(const DeleteGroup& c) const {
  const auto found = changeable(c.group, c.expected);
  if (!found) return found.error();
  Group& changed = m.edit_group(*found);
  changed.alive = false;
  ++changed.revision;
  return about_group<GroupDeleted>(*found, {});
}

Result<Answer> Model::Rules::on(const PutMember& c) const {
  const auto found = changeable(c.group, c.expected);
  if (!found) return found.error();
  const auto member = m.find(m.now(), c.user);
  if (!member) return refusal(Errc::not_found);
  Group before = group(*found);
  const auto role = place(before, *member).role;
  if (role && c.if_member == IfMember::is_refused) return refusal(Errc::already_exists);
  const bool keeps_role = role && c.if_member == IfMember::keeps_role;
  if (keeps_role || role == c.role) return nothing(*member, *found);
  Group& changed = m.edit_group(*found);
  Member& put = place(changed, *member);
  put.role = c.role;
  put.since = m.head() + 1;
  ++changed.revision;
  return role ? about_group<MemberRoleChanged>(*found, *member)
              : about_group<MemberAdded>(*found, *member);
}

Result<Answer> Model::Rules::on(const RemoveMember& c) const {
  const auto found = changeable(c.group, c.expected);
  if (!found) return found.error();
  const auto member = m.find(m.now(), c.user);
  if (!member) return refusal(Errc::not_found);
  Group before = group(*found);
  const bool is_member = place(before, *member).role.has_value();
  if (!is_member && c.must_be_member) return refusal(Errc::not_found);
  if (!is_member) return nothing(*member, *found);
  Group& changed = m.edit_group(*found);
  place(changed, *member).role.reset();
  ++changed.revision;
  return about_group<MemberRemoved>(*found, *member);
}

}  // namespace rolecall::test::model
