#include "tests/property/model_query.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "tests/property/texts.hpp"

namespace rolecall::test::model {
namespace {

bool has_prefix(std::string_view name, std::string_view prefix) {
  return fold(name).starts_with(fold(prefix));
}

// Where a user stands in a list by prefix: the least of the matching names, equal ones by age.
using NameRank = std::tuple<std::string, std::uint64_t, std::size_t>;

std::optional<NameRank> rank_by_prefix(const User& user, std::string_view prefix) {
  std::optional<NameRank> least;
  const auto names = names_of(user.profile);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty() || !has_prefix(names[i], prefix)) continue;
    NameRank rank{fold(names[i]), user.name_since[i], i};
    if (!least || rank < *least) least = std::move(rank);
  }
  return least;
}

bool matches(const User& user, const UserFilter& filter) {
  const Profile& p = user.profile;
  if ((filter.roles & set_of(user.role.role)) == 0) return false;
  if ((filter.statuses & set_of(user.status)) == 0) return false;
  if (!filter.username.empty() && fold(p.username) != fold(filter.username)) return false;
  if (!filter.email.empty() && fold(p.email) != fold(filter.email)) return false;
  return filter.prefix.empty() || rank_by_prefix(user, filter.prefix);
}

template <class Key>
void sort_by(std::vector<std::size_t>& list, Key key) {
  std::sort(list.begin(), list.end(),
            [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
}

}  // namespace

std::optional<std::vector<std::size_t>> list_users(const Model& model, const World& world,
                                                   const UserFilter& filter, UserOrder order) {
  std::vector<std::size_t> candidates(world.users.size());
  std::iota(candidates.begin(), candidates.end(), 0);
  const bool exact = !filter.username.empty() || !filter.email.empty();
  if (filter.group) {
    const auto group = model.find(world, *filter.group);
    if (!group) return std::nullopt;
    candidates.clear();
    const auto& members = world.groups[*group]->members;
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      if (member->role) candidates.push_back(member->user);
    }
    if (exact) std::sort(candidates.begin(), candidates.end());
  }
  std::vector<std::size_t> list;
  for (const std::size_t i : candidates) {
    if (matches(*world.users[i], filter)) list.push_back(i);
  }
  if (filter.group || exact) return list;
  const auto user = [&](std::size_t i) -> const User& { return *world.users[i]; };
  if (!filter.prefix.empty()) {
    sort_by(list, [&](std::size_t i) { return *rank_by_prefix(user(i), filter.prefix); });
  } else if (order == UserOrder::username) {
    std::erase_if(list, [&](std::size_t i) { return user(i).profile.username.empty(); });
    sort_by(list, [&](std::size_t i) {
      return std::pair(fold(user(i).profile.username), user(i).name_since[0]);
    });
  } else if (order == UserOrder::shown_names || order == UserOrder::shown_names_descending) {
    std::erase_if(list, [&](std::size_t i) { return user(i).profile.username.empty(); });
    sort_by(list, [&](std::size_t i) {
      const auto [username, first, last] = names_of(user(i).profile);
      return std::tuple(fold(first), fold(last), fold(username),
                        std::ranges::max(user(i).name_since));
    });
    if (order == UserOrder::shown_names_descending) std::reverse(list.begin(), list.end());
  } else if (order == UserOrder::created_descending) {
    std::reverse(list.begin(), list.end());
  }
  return list;
}

std::optional<Counts::ByClass> count_users(const Model& model, const World& world,
                                           const UserFilter& filter) {
  const auto list = list_users(model, world, filter, UserOrder::created);
  if (!list) return std::nullopt;
  Counts::ByClass counts{};
  for (const std::size_t i : *list) {
    ++counts[number(class_of(world.users[i]->role.role, world.users[i]->status))];
  }
  return counts;
}

std::optional<std::vector<std::size_t>> list_groups(const Model& model, const World& world,
                                                    std::string_view prefix,
                                                    const std::optional<UserRef>& member) {
  std::optional<std::size_t> user;
  if (member) {
    user = model.find(world, *member);
    if (!user) return std::nullopt;
  }
  std::vector<std::size_t> list;
  std::map<std::size_t, std::uint64_t> joined;
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    const Group& group = *world.groups[i];
    if (!group.alive || !has_prefix(group.name, prefix)) continue;
    const auto is_it = [&](const Member& m) { return m.user == user && m.role; };
    if (user && std::none_of(group.members.begin(), group.members.end(), is_it)) continue;
    list.push_back(i);
  }
  if (!user) {
    sort_by(list, [&](std::size_t i) {
      return std::pair(fold(world.groups[i]->name), world.groups[i]->name_since);
    });
    return list;
  }
  // By the first of all events that made the user a member.
  for (std::size_t i = 0; i < model.facts.size(); ++i) {
    const Fact& fact = model.facts[i];
    if (fact.type == type_of<MemberAdded>() && fact.user == user) joined.emplace(*fact.group, i);
  }
  sort_by(list, [&](std::size_t i) { return -static_cast<std::int64_t>(joined.at(i)); });
  return list;
}

std::vector<Member> list_members(const World& world, std::size_t group) {
  std::vector<Member> list;
  for (const Member& member : world.groups[group]->members) {
    if (member.role && is_present(world.users[member.user]->status)) list.push_back(member);
  }
  std::reverse(list.begin(), list.end());
  return list;
}

}  // namespace rolecall::test::model
