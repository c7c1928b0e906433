// What only the log holds.
#include <algorithm>

#include "projections/history/event_query.hpp"
#include "tests/property/commands.hpp"
#include "tests/property/comparing.hpp"

namespace rolecall::test::model {
namespace {

// The positions of the facts in the range that `wanted` accepts.
template <class Wanted>
std::vector<std::size_t> facts_in(const Model& model, Position after, Position at, Wanted wanted) {
  std::vector<std::size_t> found;
  for (std::uint64_t p = number(after) + 1; p <= number(at); ++p) {
    if (wanted(model.facts[p - 1], p)) found.push_back(p);
  }
  return found;
}

// All that a planned event has too.
void same_content(const Fact& fact, const Recorded& recorded, std::uint64_t position) {
  RC_ASSERT(rolecall::type_of(recorded.event) == fact.type);
  same("time", position, fact.time.us, recorded.time.us);
  same("time of recording", position, fact.recorded_at.us, recorded.recorded_at.us);
  RC_ASSERT(recorded.actor == fact.actor && recorded.channel == fact.channel);
  same("reason", position, fact.reason, recorded.reason);
  if (const auto* e = std::get_if<RoleAssigned>(&recorded.event)) {
    RC_ASSERT(e->from.role == fact.from && e->to.role == fact.to && e->valid_until == fact.until);
  }
  if (const auto* e = std::get_if<RoleExpired>(&recorded.event)) {
    RC_ASSERT(e->from.role == fact.from && e->to.role == fact.to);
    same("grant that ran out", position, fact.granted_at, number(e->granted_at));
  }
  if (const auto* e = std::get_if<UserInvited>(&recorded.event)) {
    RC_ASSERT(e->expires_at == fact.until);
  }
  if (const auto* e = std::get_if<InvitationRenewed>(&recorded.event)) {
    RC_ASSERT(e->expires_at == fact.until);
  }
}

void same_event(const Model& model, const Recorded& recorded) {
  const std::uint64_t position = number(recorded.position);
  const Fact& fact = model.facts.at(position - 1);
  same_content(fact, recorded, position);
  same("revision", position, fact.revision, number(recorded.revision));
  RC_ASSERT(user_of(recorded.event) == model.subject(fact));
  RC_ASSERT(group_of(recorded.event) == (fact.group ? model.group_id(*fact.group) : GroupId{}));
  if (fact.user) same("user number", position, *fact.user, std::size_t{number(recorded.user_no)});
}

template <class Query>
void compare_events(const Subject& s, const std::string& what, PositionRange range,
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

// Removed users and invitations have a history too.
std::optional<UserId> random_subject(Random& random, const Model& m) {
  const auto& ids = random.one_in(4) ? m.invitation_ids : m.user_ids;
  return ids.empty() ? std::nullopt : std::optional(random.pick(ids));
}

}  // namespace

void compare_history(const Subject& s, std::uint64_t position, Random& random) {
  const Model& m = s.model;
  PositionRange range{Position{position}, {}, random_limit(random)};
  if (random.one_in(2)) range.after = Position{random.below(position + 1)};
  EventFilter filter;
  if (random.one_in(2)) filter.user = random_subject(random, m);
  if (random.one_in(3)) filter.actor = random_subject(random, m);
  const auto group =
      random.one_in(3) ? m.find(m.now(), random_group(random, m)) : std::optional<std::size_t>();
  if (group) filter.group = m.group_id(*group);
  if (random.one_in(2)) filter.types = static_cast<EventTypes>(random.below(1U << 24));
  compare_events(s, "history", range,
                 facts_in(m, range.after, range.at,
                          [&](const Fact& f, std::uint64_t) {
                            return (!filter.user || m.subject(f) == *filter.user) &&
                                   (!filter.actor || f.actor.user == *filter.actor) &&
                                   (!group || f.group == group) &&
                                   (filter.types & set_of(f.type)) != 0;
                          }),
                 [&](const PositionRange& r) { return list_events(s.directory, filter, r); });
}

void compare_role_changes(const Subject& s, std::uint64_t position, Random& random) {
  const Model& m = s.model;
  PositionRange range{Position{position}, {}, random_limit(random)};
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
                 [&](const PositionRange& r) { return list_role_changes(s.directory, filter, r); });
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

void compare_all_events(const Subject& s, std::uint64_t position) {
  const Position at{position};
  const auto everything = [](const Fact&, std::uint64_t) { return true; };
  compare_events(s, "events", {at, {}, 500}, facts_in(s.model, {}, at, everything),
                 [&](const PositionRange& range) { return list_events(s.directory, {}, range); });
}

void compare_planned(const Model& model, const Answer& expected, const Outcome& found) {
  same("planned events", expected.position, expected.planned.size(), found.planned.size());
  std::vector<Fact> facts = expected.planned;
  const auto id_of = [](std::optional<std::size_t> index, const auto& ids, const auto& created) {
    if (!index) return std::decay_t<decltype(created)>{};
    return *index == not_created ? created : ids.at(*index);
  };
  for (std::ptrdiff_t i = 0; i < std::ssize(facts); ++i) {
    const Recorded& planned = found.planned[static_cast<std::size_t>(i)];
    // In which order memberships end is free.
    const auto same_group = std::find_if(facts.begin() + i, facts.end(), [&](const Fact& fact) {
      return id_of(fact.group, model.group_ids, found.group) == group_of(planned.event);
    });
    RC_ASSERT(same_group != facts.end());
    std::iter_swap(facts.begin() + i, same_group);
    const Fact& fact = facts[static_cast<std::size_t>(i)];
    same_content(fact, planned, expected.position);
    const UserId subject = fact.user ? id_of(fact.user, model.user_ids, found.user)
                                     : id_of(fact.invitation, model.invitation_ids, found.user);
    RC_ASSERT(user_of(planned.event) == subject);
  }
}

}  // namespace rolecall::test::model
