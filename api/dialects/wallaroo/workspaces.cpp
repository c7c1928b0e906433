#include "api/dialects/wallaroo/workspaces.hpp"

#include "projections/history/event_query.hpp"

namespace rolecall::wallaroo {

std::int64_t workspace_id(GroupNo group) { return std::int64_t{number(group)} + 1; }

GroupId group_of_workspace(const State& state, std::int64_t id) {
  if (id < 1 || id > std::int64_t{state.groups().count_at(state.head())}) return {};
  return state.groups().id(GroupNo{static_cast<std::uint32_t>(id - 1)});
}

Result<UserId> creator_of(const Directory& directory, GroupNo group) {
  const Groups& groups = directory.model().state().groups();
  const auto created = read_event(directory, groups.created(group));
  if (!created) return created.error();
  return created->actor.user;
}

std::optional<GroupNo> default_workspace(const View& view, UserNo user) {
  const UserId& id = view.state().users().id(user);
  std::optional<GroupNo> first;  // those joined last come first
  for (const GroupNo group : all_groups(view, {.member = id})) {
    const auto membership = find_membership(view, group, id);
    if (membership && membership->role == MemberRole::owner) first = group;
  }
  return first;
}

}  // namespace rolecall::wallaroo
