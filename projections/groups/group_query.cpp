#include "projections/groups/group_query.hpp"

#include <cstdint>

#include "engine/types/canonical_name.hpp"
#include "projections/indexes/name_order.hpp"

namespace rolecall {
namespace {

Error bad_cursor() { return invalid("cursor", "is not one of this list"); }

bool lives(const Groups& groups, GroupNo group, Position at) {
  const auto version = groups.at(group, at);
  return version && version->alive;
}

bool is_present_at(const View& view, UserNo user) {
  const auto version = view.state().users().at(user, view.at());
  return version && is_present(version->status);
}

// Takes elements up to the limit; the first beyond it tells that there is a next page.
template <class Page, class Element>
bool add(Page& page, std::vector<Element>& elements, const Element& element, std::size_t limit,
         Cursor& last, const Cursor& here) {
  if (elements.size() == limit) {
    page.next = last;
    return false;
  }
  elements.push_back(element);
  last = here;
  return true;
}

Result<GroupPage> list_groups_of(const View& view, UserNo user, const std::string& prefix,
                                 std::size_t limit, const std::optional<Cursor>& after) {
  const Position at = view.at();
  const Groups& groups = view.state().groups();
  EdgeNo edge = groups.first_edge_of_user(user);
  if (after) {
    const auto from = static_cast<EdgeNo>(after->last);
    if (from != after->last || !groups.is_edge_of(from, user)) return bad_cursor();
    edge = groups.next_in_user(from);
  }
  GroupPage page;
  Cursor last;
  for (; edge != 0; edge = groups.next_in_user(edge)) {
    const auto membership = groups.membership_at(edge, at);
    if (!membership || !lives(groups, membership->group, at)) continue;
    const std::string_view name = groups.name_key(groups.at(membership->group, at)->name);
    if (!starts_with_folded(name, prefix)) continue;
    if (!add(page, page.groups, membership->group, limit, last, {at, edge, 0, 0})) break;
  }
  return page;
}

}  // namespace

std::optional<GroupNo> find_living_group(const View& view, const GroupRef& ref) {
  const Groups& groups = view.state().groups();
  if (const auto* name = std::get_if<GroupName>(&ref)) {
    return groups.find_named(canonical_key(name->text), view.at());
  }
  const auto group = groups.find(std::get<GroupId>(ref));
  return group && lives(groups, *group, view.at()) ? group : std::nullopt;
}

std::optional<Membership> find_membership(const View& view, GroupNo group, const UserId& user) {
  const auto no = view.state().find_user(user, view.at());
  if (!no || !is_present_at(view, *no)) return std::nullopt;
  return view.state().groups().membership(group, *no, view.at());
}

Result<GroupPage> list_groups(const View& view, const GroupFilter& filter, std::size_t limit,
                              const std::optional<Cursor>& after) {
  const Position at = view.at();
  const State& state = view.state();
  const Groups& groups = state.groups();
  const std::string prefix = canonical_key(filter.prefix);
  if (filter.member) {
    const auto user = state.find_user(*filter.member, at);
    if (!user) return Error{Errc::not_found, "user", "there is no such user"};
    return list_groups_of(view, *user, prefix, limit, after);
  }
  NameTree::Cursor entry = view.model().groups_by_name().seek(prefix);
  if (after) {
    const auto name = static_cast<std::uint32_t>(after->last);
    if (name != after->last || !groups.is_name(name)) return bad_cursor();
    entry = view.model().groups_by_name().seek(groups.name_key(name), name + 1);
  }
  GroupPage page;
  Cursor last;
  for (; !entry.done(); entry.next()) {
    const std::uint32_t name = entry.reference();
    if (!starts_with_folded(groups.name_key(name), prefix)) break;
    const auto version = groups.at(groups.name_owner(name), at);
    // Each renaming is an entry of its own: only that of the name it has then shows the group.
    if (!version || !version->alive || version->name != name) continue;
    if (!add(page, page.groups, groups.name_owner(name), limit, last, {at, name, 0, 0})) break;
  }
  return page;
}

Result<MemberPage> list_members(const View& view, GroupNo group, std::size_t limit,
                                const std::optional<Cursor>& after) {
  const Groups& groups = view.state().groups();
  EdgeNo edge = groups.first_edge_of_group(group);
  if (after) {
    const auto from = static_cast<EdgeNo>(after->last);
    if (from != after->last || !groups.is_edge_of(from, group)) return bad_cursor();
    edge = groups.next_in_group(from);
  }
  MemberPage page;
  Cursor last;
  for (; edge != 0; edge = groups.next_in_group(edge)) {
    const auto membership = groups.membership_at(edge, view.at());
    if (!membership || !is_present_at(view, membership->user)) continue;
    if (!add(page, page.members, *membership, limit, last, {view.at(), edge, 0, 0})) break;
  }
  return page;
}

std::vector<GroupNo> all_groups(const View& view, const GroupFilter& filter) {
  const auto page = list_groups(view, filter, SIZE_MAX, {});
  return page ? page->groups : std::vector<GroupNo>{};
}

std::vector<Membership> all_members(const View& view, GroupNo group) {
  return list_members(view, group, SIZE_MAX, {})->members;
}

}  // namespace rolecall
