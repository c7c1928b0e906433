#include "engine/state/groups.hpp"

#include <cassert>
#include <cstring>

#include "engine/limits.hpp"
#include "engine/state/count_until.hpp"
#include "engine/state/hash.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr Position newest_position{limits::position_max};

}  // namespace

Groups::Groups(Epochs& epochs, const Amounts& capacities)
    : rows_(capacities.events),
      versions_(capacities.events + 1),
      edges_(capacities.events + 1),
      edge_versions_(capacities.events + 1),
      first_edges_of_users_(capacities.events),
      names_(capacities.events),
      texts_(capacities.group_name_bytes),
      by_id_(epochs, capacities.events),
      by_name_(epochs, capacities.events),
      by_pair_(epochs, capacities.events) {
  versions_.append_zeroed(1);
  edges_.append_zeroed(1);
  edge_versions_.append_zeroed(1);
}

bool Groups::make_room(const Amounts& added) {
  const std::size_t events = added.events;
  return rows_.make_room(events) && versions_.make_room(events) && edges_.make_room(events) &&
         edge_versions_.make_room(events) && first_edges_of_users_.make_room(events) &&
         names_.make_room(events) && texts_.make_room(added.group_name_bytes, longest_name) &&
         by_id_.make_room(events) && by_name_.make_room(events) && by_pair_.make_room(events);
}

std::uint32_t Groups::add_name(GroupNo owner, std::string_view name) {
  const std::string key = canonical_key(name);
  const std::size_t offset = texts_.append_zeroed(name.size() + key.size());
  std::memcpy(&texts_[offset], name.data(), name.size());
  std::memcpy(&texts_[offset + name.size()], key.data(), key.size());
  const auto added = narrow<std::uint32_t>(names_.append(owner, narrow<std::uint32_t>(offset),
                                                         narrow<std::uint16_t>(name.size()),
                                                         narrow<std::uint16_t>(key.size())));
  assert(name_text(added) == name && name_key(added) == key);
  name_count_.store(added + 1, std::memory_order_release);
  by_name_.add(hash_of(key), added, [&](std::uint32_t other) { return name_key(other) == key; });
  return added;
}

GroupVersion Groups::newest(GroupNo group) const { return *at(group, newest_position); }

void Groups::push(GroupNo group, GroupVersion version) {
  std::atomic<VersionNo>& last = rows_[number(group)].newest;
  push_version(versions_, last, Version{version, links_behind(versions_, last)});
}

GroupNo Groups::create(const GroupId& id, std::string_view name, Position at, Revision revision) {
  const GroupNo group{narrow<std::uint32_t>(rows_.append(id, at, VersionNo{0}, EdgeNo{0}))};
  push(group, {.from = at, .revision = revision, .name = add_name(group, name)});
  by_id_.add(hash_of(id), number(group), [](std::uint32_t) { return false; });
  count_.store(number(group) + 1, std::memory_order_release);
  return group;
}

void Groups::rename(GroupNo group, std::string_view name, Position at, Revision revision) {
  GroupVersion version = newest(group);
  version.from = at;
  version.revision = revision;
  version.name = add_name(group, name);
  push(group, version);
}

void Groups::remove(GroupNo group, Position at, Revision revision) {
  GroupVersion version = newest(group);
  version.from = at;
  version.revision = revision;
  version.alive = false;
  push(group, version);
}

void Groups::set_member(GroupNo group, UserNo user, std::optional<MemberRole> role, Position at,
                        Revision revision) {
  const auto found = find_edge(group, user);
  const EdgeNo edge = found ? *found : add_edge(group, user);
  const auto before = membership_at(edge, newest_position);
  std::atomic<VersionNo>& last = edges_[edge].newest;
  const std::uint16_t depth = edge_versions_[last.load(std::memory_order_relaxed)].depth() + 1;
  const std::uint64_t bits = role ? static_cast<std::uint64_t>(*role) : 0;
  push_version(edge_versions_, last,
               EdgeVersion{number(at) << 24 | std::uint64_t{depth} << 8 | bits,
                           links_behind(edge_versions_, last)});

  GroupVersion version = newest(group);
  version.from = at;
  version.revision = revision;
  version.members += (role ? 1u : 0u) - (before ? 1u : 0u);
  version.owners += (role == MemberRole::owner ? 1u : 0u) -
                    (before && before->role == MemberRole::owner ? 1u : 0u);
  assert(version.owners <= version.members && version.members <= edges_.size());
  push(group, version);
}

EdgeNo Groups::add_edge(GroupNo group, UserNo user) {
  std::atomic<EdgeNo>& of_group = rows_[number(group)].first_edge;
  std::atomic<EdgeNo>& of_user = first_edges_of_users_[number(user)];
  const auto edge = narrow<EdgeNo>(edges_.append(group, user, VersionNo{0},
                                                 of_group.load(std::memory_order_relaxed),
                                                 of_user.load(std::memory_order_relaxed)));
  // Lists lead to older edges: whoever follows one comes to its end.
  assert(of_group.load(std::memory_order_relaxed) < edge);
  assert(of_user.load(std::memory_order_relaxed) < edge);
  by_pair_.add(hash_of(number(group), number(user)), edge, [](std::uint32_t) { return false; });
  edge_count_.store(edge + 1, std::memory_order_release);
  of_group.store(edge, std::memory_order_release);
  of_user.store(edge, std::memory_order_release);
  return edge;
}

std::optional<EdgeNo> Groups::find_edge(GroupNo group, UserNo user) const {
  return by_pair_.find(hash_of(number(group), number(user)), [&](EdgeNo edge) {
    return edges_[edge].group == group && edges_[edge].user == user;
  });
}

std::uint32_t Groups::count_at(Position at) const {
  return count_until(at, count_, [&](std::uint32_t i) { return rows_[i].created; });
}

std::optional<GroupVersion> Groups::at(GroupNo group, Position position) const {
  const Version* version = version_at(versions_, rows_[number(group)].newest, position);
  return version == nullptr ? std::nullopt : std::optional(version->state);
}

void Groups::append_positions(UserNo user, const PositionRange& range,
                              std::vector<Position>& positions) const {
  for (EdgeNo edge = first_edge_of_user(user); edge != 0; edge = next_in_user(edge)) {
    VersionNo v =
        first_reached(edge_versions_, edges_[edge].newest,
                      [&](const EdgeVersion& version) { return version.from() <= range.at; });
    for (; v != 0 && edge_versions_[v].from() > range.after; v = edge_versions_[v].links.older) {
      positions.push_back(edge_versions_[v].from());
    }
  }
}

std::string_view Groups::name_text(std::uint32_t name) const {
  return {&texts_[names_[name].offset], names_[name].size};
}

std::string_view Groups::name_key(std::uint32_t name) const {
  return {&texts_[names_[name].offset + names_[name].size], names_[name].key_size};
}

std::optional<GroupNo> Groups::find(const GroupId& wanted) const {
  const auto found =
      by_id_.find(hash_of(wanted), [&](std::uint32_t group) { return rows_[group].id == wanted; });
  return found ? std::optional(GroupNo{*found}) : std::nullopt;
}

std::optional<GroupNo> Groups::find_named(std::string_view canonical, Position position) const {
  const auto found = by_name_.find(hash_of(canonical), [&](std::uint32_t name) {
    if (name_key(name) != canonical) return false;
    const auto version = at(name_owner(name), position);
    return version && version->alive && name_key(version->name) == canonical;
  });
  return found ? std::optional(name_owner(*found)) : std::nullopt;
}

std::optional<Membership> Groups::membership(GroupNo group, UserNo user, Position at) const {
  const auto edge = find_edge(group, user);
  return edge ? membership_at(*edge, at) : std::nullopt;
}

EdgeNo Groups::first_edge_of_group(GroupNo group) const {
  return rows_[number(group)].first_edge.load(std::memory_order_acquire);
}

bool Groups::is_edge_of(EdgeNo edge, GroupNo group) const {
  return is_edge(edge) && edges_[edge].group == group;
}

bool Groups::is_edge_of(EdgeNo edge, UserNo user) const {
  return is_edge(edge) && edges_[edge].user == user;
}

EdgeNo Groups::first_edge_of_user(UserNo user) const {
  return first_edges_of_users_[number(user)].load(std::memory_order_acquire);
}

std::optional<Membership> Groups::membership_at(EdgeNo edge, Position position) const {
  const Edge& stored = edges_[edge];
  const EdgeVersion* version = version_at(edge_versions_, stored.newest, position);
  if (version == nullptr || version->role() == 0) return std::nullopt;
  assert(version->from() <= position);
  return Membership{stored.group, stored.user, static_cast<MemberRole>(version->role()),
                    version->from()};
}

}  // namespace rolecall
