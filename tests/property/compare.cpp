#include "tests/property/compare.hpp"

#include <algorithm>
#include <string>

#include <rapidcheck.h>

#include "engine/state/state_hash.hpp"
#include "projections/groups/group_query.hpp"
#include "projections/history/event_query.hpp"
#include "tests/property/commands.hpp"

namespace rolecall::model {
namespace {

template <class A, class B>
void same(const std::string& what, std::uint64_t position, const A& expected, const B& found) {
  if (expected == found) return;
  RC_FAIL(what + " at " + std::to_string(position) + ": expected " + rc::toString(expected) +
          ", found " + rc::toString(found));
}

template <class No>
std::vector<std::size_t> indexes(const std::vector<No>& numbers) {
  std::vector<std::size_t> found;
  for (const No no : numbers) found.push_back(number(no));
  return found;
}

std::optional<std::size_t> index(std::optional<UserNo> no) {
  return no ? std::optional<std::size_t>(number(*no)) : std::nullopt;
}
std::optional<std::size_t> index(std::optional<GroupNo> no) {
  return no ? std::optional<std::size_t>(number(*no)) : std::nullopt;
}

// All pages, each of them full but the last, which alone has no cursor.
template <class Fetch, class Shown>
auto walk(const std::string& what, std::uint64_t position, std::size_t limit, Fetch fetch,
          Shown shown) {
  std::vector<std::size_t> all;
  std::optional<Cursor> after;
  do {
    const auto page = fetch(limit, after);
    if (!page) RC_FAIL(what + ": " + std::string(word(page.error().code)));
    const std::vector<std::size_t> here = shown(*page);
    if (page->next || after) RC_ASSERT(!here.empty());
    if (page->next) RC_ASSERT(here.size() == limit);
    RC_ASSERT(here.size() <= limit);
    all.insert(all.end(), here.begin(), here.end());
    after = page->next;
    if (after) {
      same(what + ", pin", position, position, number(after->position));
      RC_ASSERT(parse_cursor(to_text(*after)) == after);
    }
  } while (after);
  return all;
}

std::size_t random_limit(Random& random) { return random.one_in(3) ? 1000 : 1 + random.below(9); }

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
  return random.pick(
      std::array{UserOrder::created, UserOrder::created_descending, UserOrder::username});
}

std::string describe(const UserFilter& filter, UserOrder order) {
  std::string text = "users";
  text += " q='" + filter.prefix + "' username='" + filter.username + "' email='" + filter.email +
          "' roles=" + std::to_string(filter.roles) +
          " statuses=" + std::to_string(filter.statuses) +
          " order=" + std::to_string(static_cast<int>(order));
  return filter.group ? text + " group" : text;
}

void compare_users(const Subject& s, std::uint64_t position, Random& random) {
  const ReadModel& read = s.directory.model();
  const World& world = s.model.worlds[position];
  const UserFilter filter = random_filter(random, s.model);
  const UserOrder order = random_order(random);
  const std::string what = describe(filter, order);
  const auto expected = list_users(s.model, world, filter, order);
  const auto counts = rolecall::count_users(read, filter, Position{position});
  if (!expected) {
    const auto page = rolecall::list_users(read, filter, order, 10, Position{position}, {});
    RC_ASSERT(!page && page.error().code == Errc::not_found && page.error().field == "group");
    RC_ASSERT(!counts && counts.error().code == Errc::not_found);
    return;
  }
  same(what + ", count", position, *count_users(s.model, world, filter), *counts);
  const auto found = walk(
      what, position, random_limit(random),
      [&](std::size_t limit, const std::optional<Cursor>& after) {
        return rolecall::list_users(read, filter, order, limit, Position{position}, after);
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
    const auto page = rolecall::list_groups(read, filter, 10, Position{position}, {});
    RC_ASSERT(!page && page.error().code == Errc::not_found && page.error().field == "user");
  } else {
    const auto found = walk(
        "groups", position, random_limit(random),
        [&](std::size_t limit, const std::optional<Cursor>& after) {
          return rolecall::list_groups(read, filter, limit, Position{position}, after);
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
        return rolecall::list_members(read, GroupNo{static_cast<std::uint32_t>(group)}, limit,
                                      Position{position}, after);
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

void compare_lookups(const Subject& s, std::uint64_t position, Random& random) {
  const ReadModel& read = s.directory.model();
  const State& state = read.state();
  const Position at{position};
  const World& world = s.model.worlds[position];
  const auto guard = read.enter();
  const UserRef user = random_user(random, s.model);
  const auto expected = s.model.find(world, user);
  same("user by ref", position, expected, index(state.find_user(user, at)));
  const std::string name = random_username(random);
  same("user " + name, position, s.model.find(world, UserRef(Username{name})),
       index(state.find_user(UserRef(Username{name}), at)));
  const std::string email = random_email(random);
  same("user " + email, position, Model::find_email(world, email),
       index(state.find_email(fold(email), at)));
  const GroupRef group = random_group(random, s.model);
  const auto group_expected = s.model.find(world, group);
  same("group by ref", position, group_expected, index(find_living_group(state, group, at)));
  if (!expected || !group_expected || s.model.user_id(*expected).is_nil()) return;
  const auto membership = find_membership(
      read, GroupNo{static_cast<std::uint32_t>(*group_expected)}, s.model.user_id(*expected), at);
  std::optional<MemberRole> role;
  for (const Member& member : world.groups[*group_expected]->members) {
    if (member.user == *expected) role = member.role;
  }
  RC_ASSERT(role == (membership ? std::optional(membership->role) : std::nullopt));
}

// The positions of the facts in the range that `wanted` accepts.
template <class Wanted>
std::vector<std::size_t> facts_in(const Model& model, Position after, Position at, Wanted wanted) {
  std::vector<std::size_t> found;
  for (std::uint64_t p = number(after) + 1; p <= number(at); ++p) {
    if (wanted(model.facts[p - 1], p)) found.push_back(p);
  }
  return found;
}

void same_event(const Model& model, const Recorded& recorded) {
  const std::uint64_t position = number(recorded.position);
  const Fact& fact = model.facts.at(position - 1);
  RC_ASSERT(rolecall::type_of(recorded.event) == fact.type);
  same("revision", position, fact.revision, number(recorded.revision));
  same("time", position, fact.time.us, recorded.time.us);
  RC_ASSERT(recorded.recorded_at == recorded.time);
  RC_ASSERT(recorded.actor == fact.actor && recorded.channel == fact.channel);
  same("reason", position, fact.reason, recorded.reason);
  RC_ASSERT(user_of(recorded.event) == (fact.user ? model.user_id(*fact.user) : UserId{}));
  RC_ASSERT(group_of(recorded.event) == (fact.group ? model.group_id(*fact.group) : GroupId{}));
  if (fact.user) same("user number", position, *fact.user, std::size_t{number(recorded.user_no)});
  if (const auto* assigned = std::get_if<RoleAssigned>(&recorded.event)) {
    RC_ASSERT(assigned->from.role == fact.from && assigned->to.role == fact.to);
  }
}

template <class Query>
void compare_events(const Subject& s, const std::string& what, EventRange range,
                    const std::vector<std::size_t>& expected, Query query) {
  const auto found = walk(
      what, number(range.at), range.limit,
      [&](std::size_t, const std::optional<Cursor>& after) {
        if (after) range.after = Position{after->last};
        return query(range);
      },
      [&](const EventPage& page) {
        std::vector<std::size_t> positions;
        for (const Recorded& recorded : page.events) {
          same_event(s.model, recorded);
          positions.push_back(number(recorded.position));
        }
        return positions;
      });
  same(what, number(range.at), expected, found);
}

void compare_history(const Subject& s, std::uint64_t position, Random& random) {
  const Model& m = s.model;
  EventRange range{Position{position}, {}, random_limit(random)};
  if (random.one_in(2)) range.after = Position{random.below(position + 1)};
  const auto user = m.find(m.now(), random_user(random, m));
  const auto group = m.find(m.now(), random_group(random, m));
  if (user) {
    const UserId id = m.user_id(*user);
    compare_events(
        s, "history", range,
        facts_in(m, range.after, range.at,
                 [&](const Fact& f, std::uint64_t) { return f.user == user; }),
        [&](const EventRange& r) { return list_events_of(s.directory, StreamKind::user, id, r); });
    compare_events(
        s, "acts", range,
        facts_in(m, range.after, range.at,
                 [&](const Fact& f, std::uint64_t) { return f.actor.user == id; }),
        [&](const EventRange& r) { return list_events_of(s.directory, StreamKind::actor, id, r); });
  }
  if (group) {
    compare_events(s, "group history", range,
                   facts_in(m, range.after, range.at,
                            [&](const Fact& f, std::uint64_t) { return f.group == group; }),
                   [&](const EventRange& r) {
                     return list_events_of(s.directory, StreamKind::group, m.group_id(*group), r);
                   });
  }
}

void compare_role_changes(const Subject& s, std::uint64_t position, Random& random) {
  const Model& m = s.model;
  EventRange range{Position{position}, {}, random_limit(random)};
  if (random.one_in(2)) range.after = Position{random.below(position + 1)};
  RoleChangeFilter filter;
  const std::size_t kind = random.below(6);
  const auto user = m.find(m.now(), random_user(random, m));
  const auto actor = m.find(m.now(), random_user(random, m));
  const auto group = m.find(m.now(), random_group(random, m));
  if (kind == 1 && user) filter.user = m.user_id(*user);
  if ((kind == 2 || kind == 3) && actor) filter.actor = m.user_id(*actor);
  if ((kind == 3 || kind == 4)) filter.role = static_cast<Role>(1 + random.below(role_count));
  if (kind == 5 && group) filter.group = m.group_id(*group);
  const auto wanted = [&](const Fact& fact, std::uint64_t p) {
    if (!fact.to) return false;
    if (filter.user && fact.user != user) return false;
    if (filter.actor && fact.actor.user != *filter.actor) return false;
    if (filter.role && fact.from != *filter.role && fact.to != *filter.role) return false;
    if (!filter.group) return true;
    const World& world = m.worlds[p];
    if (*group >= world.groups.size() || !world.groups[*group]->alive) return false;
    const auto& members = world.groups[*group]->members;
    return std::any_of(members.begin(), members.end(),
                       [&](const Member& one) { return one.user == fact.user && one.role; });
  };
  compare_events(s, "role changes", range, facts_in(m, range.after, range.at, wanted),
                 [&](const EventRange& r) { return list_role_changes(s.directory, filter, r); });
}

void compare_times(const Subject& s, Random& random) {
  const auto& facts = s.model.facts;
  if (facts.empty()) return;
  const std::size_t i = random.below(facts.size());
  const Timestamp time{facts[i].time.us + static_cast<std::int64_t>(random.below(3)) - 1};
  const auto later =
      std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.time > time; });
  const State& state = s.directory.model().state();
  same("position at a time", i + 1, static_cast<std::uint64_t>(later - facts.begin()),
       number(state.position_at(time, Position{facts.size()})));
}

}  // namespace

void compare_at(const Subject& s, std::uint64_t position, Random& random) {
  for (int i = 0; i < 8; ++i) compare_users(s, position, random);
  for (int i = 0; i < 3; ++i) compare_groups(s, position, random);
  for (int i = 0; i < 3; ++i) compare_lookups(s, position, random);
  compare_history(s, position, random);
  compare_role_changes(s, position, random);
  compare_times(s, random);
}

void compare_all(const Subject& s, std::uint64_t position) {
  const State& state = s.directory.model().state();
  const Position at{position};
  const World& world = s.model.worlds[position];
  const auto guard = s.directory.model().enter();
  same("users", position, world.users.size(), std::size_t{state.users().count_at(at)});
  for (std::size_t i = 0; i < world.users.size(); ++i) {
    const User& user = *world.users[i];
    const UserNo no{static_cast<std::uint32_t>(i)};
    const auto version = *state.users().at(no, at);
    RC_ASSERT(state.users().id(no) == s.model.user_id(i));
    RC_ASSERT(version.status == user.status);
    RC_ASSERT(state.role_words().grant(version.role, version.role_word) == user.role);
    same("revision of user", position, user.revision, number(version.revision));
    if (!(state.profiles().view(version.profile).copy() == user.profile)) {
      RC_FAIL("profile of user " + std::to_string(i) + " at " + std::to_string(position));
    }
  }
  same("groups", position, world.groups.size(), std::size_t{state.groups().count_at(at)});
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    const Group& group = *world.groups[i];
    const GroupNo no{static_cast<std::uint32_t>(i)};
    const auto version = *state.groups().at(no, at);
    RC_ASSERT(state.groups().id(no) == s.model.group_id(i) && version.alive == group.alive);
    same("group name", position, group.name, std::string(state.groups().name_text(version.name)));
    same("revision of group", position, group.revision, number(version.revision));
    const auto have = [&](auto wanted) {
      return std::count_if(group.members.begin(), group.members.end(), wanted);
    };
    same("members", position, have([](const Member& m) { return m.role.has_value(); }),
         static_cast<std::ptrdiff_t>(version.members));
    same("owners", position, have([](const Member& m) { return m.role == MemberRole::owner; }),
         static_cast<std::ptrdiff_t>(version.owners));
  }
  for (const auto& [id, key] : s.model.keys) {
    const auto found = state.api_keys().find(id, at);
    RC_ASSERT(found.has_value() == (key.issued <= position));
    if (!found) continue;
    RC_ASSERT(state.api_keys().at(*found, at).is_revoked() ==
              (key.revoked != 0 && key.revoked <= position));
  }
  Sha256 sha;
  sha.add(hashed_state(s.model, position));
  RC_ASSERT(sha.finish() == state_hash(state, at));
  const auto everything = [](const Fact&, std::uint64_t) { return true; };
  compare_events(s, "events", {at, {}, 500}, facts_in(s.model, {}, at, everything),
                 [&](const EventRange& range) { return list_events(s.directory, range); });
}

PinnedWalk::PinnedWalk(const Subject& s, std::uint64_t position, Random& random)
    : filter_(random_filter(random, s.model)),
      order_(random_order(random)),
      limit_(1 + random.below(4)),
      position_(position),
      expected_(list_users(s.model, s.model.worlds[position], filter_, order_)
                    .value_or(std::vector<std::size_t>{})) {}

bool PinnedWalk::step(const Subject& s) {
  const auto page = rolecall::list_users(s.directory.model(), filter_, order_, limit_,
                                         Position{position_}, after_);
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

}  // namespace rolecall::model
