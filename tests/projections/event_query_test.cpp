#include "projections/history/event_query.hpp"

#include <algorithm>

#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Positions = std::vector<std::uint64_t>;

class EventQuery : public WrittenDirectory {
 protected:
  // All pages of two behind `after`.
  template <class Query>
  Positions walk(Query query, Position at, Position after = {}) {
    Positions positions;
    PositionRange range{at, after, 2};
    for (;;) {
      const auto page = query(range);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      for (const Recorded& recorded : page->events) positions.push_back(number(recorded.position));
      if (!page->next) break;
      EXPECT_EQ(page->next->position, at);
      range.after = Position{page->next->last};
    }
    return positions;
  }
  Positions events(const EventFilter& filter, Position at, Position after = {}) {
    return walk([&](const PositionRange& range) { return list_events(directory(), filter, range); },
                at, after);
  }
  Positions changes(const RoleChangeFilter& filter, Position at, Position after = {}) {
    return walk(
        [&](const PositionRange& range) { return list_role_changes(directory(), filter, range); },
        at, after);
  }
};

TEST_F(EventQuery, ShowsAllEventsOfARange) {
  for (const auto* const name : {"a", "b", "c", "d", "e"}) written.add_user(name);
  const auto all = [&](const PositionRange& range) { return list_events(directory(), {}, range); };
  EXPECT_EQ(walk(all, head()), (Positions{1, 2, 3, 4, 5}));
  EXPECT_EQ(walk(all, Position{4}), (Positions{1, 2, 3, 4}));
  EXPECT_EQ(walk(all, Position{4}, Position{2}), (Positions{3, 4}));
  EXPECT_EQ(walk(all, Position{2}, Position{4}), Positions{});
  EXPECT_EQ(walk(all, Position{0}), Positions{});
}

TEST_F(EventQuery, VisitsARangeInEitherOrderUntilItIsTold) {
  for (int i = 0; i < 600; ++i) written.add_user("user" + std::to_string(i));
  const auto visited = [&](auto visit, Position after, Position last, std::size_t most) {
    Positions positions;
    EXPECT_TRUE(visit(directory(), after, last, [&](const Recorded& recorded) {
      positions.push_back(number(recorded.position));
      return positions.size() < most;
    }));
    return positions;
  };
  for (const auto& [after, last] : {std::pair(0, 600), {0, 256}, {256, 512}, {255, 513}, {7, 7}}) {
    Positions expected;
    for (int i = after + 1; i <= last; ++i) expected.push_back(static_cast<std::uint64_t>(i));
    const Position from{static_cast<std::uint64_t>(after)}, to{static_cast<std::uint64_t>(last)};
    EXPECT_EQ(visited(&visit_events, from, to, SIZE_MAX), expected) << after << '-' << last;
    std::reverse(expected.begin(), expected.end());
    EXPECT_EQ(visited(&visit_events_newest_first, from, to, SIZE_MAX), expected)
        << after << '-' << last;
  }
  EXPECT_EQ(visited(&visit_events, Position{0}, head(), 2), (Positions{1, 2}));
  EXPECT_EQ(visited(&visit_events_newest_first, Position{0}, head(), 2), (Positions{600, 599}));
}

TEST_F(EventQuery, ShowsWhatHappenedToAUserByAnActorAndInAGroup) {
  const UserId ann = written.add_user("ann");
  const UserId bob = written.add_user("bob");
  const GroupId blue = written.add_group("blue");
  const Actor by_ann{ActorKind::user, ann, {}};
  written.add(MemberAdded{blue, bob}, by_ann, "helps out");
  written.add(UserDeactivated{bob}, by_ann);
  written.add(GroupDeleted{blue});
  EXPECT_EQ(events({.user = bob}, head()), (Positions{2, 4, 5}));
  EXPECT_EQ(events({.user = bob}, Position{4}, Position{2}), Positions{4});
  EXPECT_EQ(events({.actor = ann}, head()), (Positions{4, 5}));
  EXPECT_EQ(events({.group = blue}, head()), (Positions{3, 4, 6}));
  EXPECT_EQ(events({.user = bob, .actor = ann, .group = blue}, head()), Positions{4});
  const auto types = [](const auto&... names) {
    return (set_of(parse_event_type(names).value()) | ...);
  };
  EXPECT_EQ(events({.types = types("UserCreated", "GroupDeleted")}, head()), (Positions{1, 2, 6}));
  EXPECT_EQ(events({.user = bob, .types = types("UserDeactivated")}, head()), Positions{5});
  EXPECT_EQ(events({.user = UserId(WrittenLog::id(1, 99))}, head()), Positions{});
  const auto page = list_events(directory(), {.actor = ann}, {head(), {}, 1});
  EXPECT_EQ(page->events.at(0).reason, "helps out");
  EXPECT_EQ(page->events.at(0).actor, by_ann);
}

TEST_F(EventQuery, FindsRoleChangesByUserActorRoleAndGroup) {
  const UserId ann = written.add_user("ann");      // 1
  const UserId bob = written.add_user("bob");      // 2
  const GroupId blue = written.add_group("blue");  // 3
  const Actor by_ann{ActorKind::user, ann, {}};
  written.assign(bob, Role::viewer, Role::analyst, by_ann);  // 4
  written.add(MemberAdded{blue, bob});                       // 5
  written.assign(bob, Role::analyst, Role::admin);           // 6
  written.assign(ann, Role::viewer, Role::ops);              // 7
  written.add(MemberRemoved{blue, bob});                     // 8
  written.add(RoleExpired{bob,
                          {Role::admin, Channel::native, {}},
                          {Role::viewer, Channel::native, {}},
                          Position{6}});                // 9
  written.add(MemberAdded{blue, ann});                  // 10
  written.add(GroupDeleted{blue});                      // 11
  written.assign(ann, Role::ops, Role::admin, by_ann);  // 12

  EXPECT_EQ(changes({}, head()), (Positions{4, 6, 7, 9, 12}));
  EXPECT_EQ(changes({.user = bob}, head()), (Positions{4, 6, 9}));
  EXPECT_EQ(changes({.actor = ann}, head()), (Positions{4, 12}));
  EXPECT_EQ(changes({.role = Role::admin}, head()), (Positions{6, 9, 12}));
  EXPECT_EQ(changes({.group = blue}, head()), Positions{6});
  EXPECT_EQ(changes({.group = GroupId(WrittenLog::id(2, 99))}, head()), Positions{});
  EXPECT_EQ(changes({.user = ann, .role = Role::viewer}, head()), Positions{7});
  EXPECT_EQ(changes({}, Position{9}, Position{4}), (Positions{6, 7, 9}));
  EXPECT_EQ(changes({}, Position{3}), Positions{});
}

TEST_F(EventQuery, ShowsTheEventsOfAnErasedUserWithoutWhatWasPersonal) {
  const UserId ann = written.add_user("ann");
  written.add(UserDeactivated{ann}, {ActorKind::op, {}, {}}, "a long story");
  written.add(UserRemoved{ann});
  written.add(UserErased{ann});
  written.keys.destroy(written.user_keys.at(ann));
  const auto page = list_events(directory(), {.user = ann}, {head(), {}, 10});
  ASSERT_EQ(page->events.size(), 4u);
  EXPECT_TRUE(page->events[0].erased);
  EXPECT_EQ(std::get<UserCreated>(page->events[0].event).profile, Profile{});
  EXPECT_EQ(std::get<UserCreated>(page->events[0].event).role.role, Role::viewer);
  EXPECT_TRUE(page->events[1].erased);
  EXPECT_EQ(page->events[1].reason, "");
}

}  // namespace
}  // namespace rolecall::test
