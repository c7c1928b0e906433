// Lists of users, groups and members, and their counts.
#include <algorithm>

#include "projections/groups/group_query.hpp"
#include "tests/property/commands.hpp"
#include "tests/property/comparing.hpp"
#include "tests/property/model_query.hpp"

namespace rolecall::test::model {
namespace {

UserFilter random_filter(Random& random, const Model& model) {
  UserFilter filter;
  if (random.one_in(2)) filter.roles = static_cast<RoleSet>(random.below(16));
  if (random.one_in(2)) filter.statuses = static_cast<StatusSet>(random.below(16));
  const std::size_t kind = random.below(8);
  if (kind == 0 || kind == 1 || random.one_in(15)) filter.prefix = random_prefix(random);
  if (kind == 2 || random.one_in(15)) filter.username = random_username(random);
  if (kind == 3 || random.one_in(15)) filter.email = random_email(random);
  if (kind == 4 || random.one_in(15)) filter.group = random_group(random, model);
  return filter;
}

UserOrder random_order(Random& random) {
  return random.pick(std::array{UserOrder::created, UserOrder::created_descending,
                                UserOrder::username, UserOrder::shown_names,
                                UserOrder::shown_names_descending});
}

std::string describe(const UserFilter& filter, UserOrder order) {
  std::string text = "users";
  text += " q='" + filter.prefix + "' username='" + filter.username + "' email='" + filter.email +
          "' roles=" + std::to_string(filter.roles) +
          " statuses=" + std::to_string(filter.statuses) +
          " order=" + std::to_string(static_cast<int>(order));
  return filter.group ? text + " group" : text;
}

}  // namespace

void compare_users(const Subject& s, std::uint64_t position, Random& random) {
  const ReadModel& read = s.directory.model();
  const World& world = s.model.worlds[position];
  const UserFilter filter = random_filter(random, s.model);
  const UserOrder order = random_order(random);
  const std::string what = describe(filter, order);
  const auto expected = list_users(s.model, world, filter, order);
  const auto counts = rolecall::count_users(View(read, Position{position}), filter);
  if (!expected) {
    const auto page = rolecall::list_users(View(read, Position{position}), filter, order, 10, {});
    RC_ASSERT(!page && page.error().code == Errc::not_found && page.error().field == "group");
    RC_ASSERT(!counts && counts.error().code == Errc::not_found);
    return;
  }
  same(what + ", count", position, *count_users(s.model, world, filter), *counts);
  const auto found = walk(
      what, position, random_limit(random),
      [&](std::size_t limit, const std::optional<Cursor>& after) {
        return rolecall::list_users(View(read, Position{position}), filter, order, limit, after);
      },
      [](const UserPage& page) { return indexes(page.users); });
  same(what, position, *expected, found);
}

void compare_groups(const Subject& s, std::uint64_t position, Random& random) {
  const ReadModel& read = s.directory.model();
  const World& world = s.model.worlds[position];
  GroupFilter filter;
  if (random.one_in(2)) filter.prefix = random_prefix(random);
  if (random.one_in(2)) filter.member = random_user(random, s.model);
  const auto expected = list_groups(s.model, world, filter.prefix, filter.member);
  if (!expected) {
    const auto page = rolecall::list_groups(View(read, Position{position}), filter, 10, {});
    RC_ASSERT(!page && page.error().code == Errc::not_found && page.error().field == "user");
  } else {
    const auto found = walk(
        "groups", position, random_limit(random),
        [&](std::size_t limit, const std::optional<Cursor>& after) {
          return rolecall::list_groups(View(read, Position{position}), filter, limit, after);
        },
        [](const GroupPage& page) { return indexes(page.groups); });
    same("groups q='" + filter.prefix + "'" + (filter.member ? " of a member" : ""), position,
         *expected, found);
  }
  if (world.groups.empty()) return;
  const std::size_t group = random.below(world.groups.size());
  std::vector<Membership> members;
  const auto found = walk(
      "members", position, random_limit(random),
      [&](std::size_t limit, const std::optional<Cursor>& after) {
        return rolecall::list_members(View(read, Position{position}),
                                      GroupNo{static_cast<std::uint32_t>(group)}, limit, after);
      },
      [&](const MemberPage& page) {
        members.insert(members.end(), page.members.begin(), page.members.end());
        return std::vector<std::size_t>(page.members.size());
      });
  const auto expected_members = list_members(world, group);
  same("members", position, expected_members.size(), members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    same("member", position, expected_members[i].user, std::size_t{number(members[i].user)});
    RC_ASSERT(expected_members[i].role == members[i].role);
    same("member since", position, expected_members[i].since, number(members[i].since));
  }
}

PinnedWalk::PinnedWalk(const Subject& s, std::uint64_t position, Random& random)
    : filter_(random_filter(random, s.model)),
      order_(random_order(random)),
      limit_(1 + random.below(4)),
      position_(position),
      expected_(list_users(s.model, s.model.worlds[position], filter_, order_)
                    .value_or(std::vector<std::size_t>{})) {}

bool PinnedWalk::step(const Subject& s) {
  const auto page = rolecall::list_users(View(s.directory.model(), Position{position_}), filter_,
                                         order_, limit_, after_);
  if (!page) return false;  // no such group
  const auto found = indexes(page->users);
  const std::size_t end = std::min(shown_ + limit_, expected_.size());
  const std::vector<std::size_t> expected(expected_.begin() + static_cast<std::ptrdiff_t>(shown_),
                                          expected_.begin() + static_cast<std::ptrdiff_t>(end));
  same("pinned " + describe(filter_, order_), position_, expected, found);
  shown_ = end;
  after_ = page->next;
  RC_ASSERT(after_.has_value() == (shown_ < expected_.size()));
  return after_.has_value();
}

}  // namespace rolecall::test::model
