// The events about a user, of a group and by an actor, as memory knows them: those that the log
// has.
#include "projections/history/event_stream.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "engine/events/event_reader.hpp"
#include "projections/history/event_query.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Positions = std::vector<std::uint64_t>;

// What happens, by chance, to a few users and groups.
class EventStreams : public WrittenDirectory {
 protected:
  void write(std::size_t events) {
    while (number(written.log.last()) < events) step();
  }
  void step() {
    switch (below(9)) {
      case 0:
        return begin_user();
      case 1:
        if (groups.size() < 4) groups.push_back(written.add_group(name()));
        return;
      case 2:
        return change_member();
      case 3:
        if (!groups.empty()) written.add(GroupRenamed{any(groups), "x", name()}, by());
        return;
      default:
        if (users.empty()) return;
        const UserId user = any(users);
        written.add(below(2) == 0 ? Event(UserDeactivated{user}) : UserReactivated{user}, by());
    }
  }
  // Created at once, after an invitation that was renewed, or after its name was in a history.
  void begin_user() {
    const UserId user(WrittenLog::id(5, ++begun));
    const RoleGrant viewer{Role::viewer, Channel::native, {}};
    Profile profile;
    profile.username = name();
    const auto way = below(3);
    if (way == 1) {
      written.add(UserInvited{user, name() + "@example.org", viewer, first_time}, by());
      for (auto renewals = below(4); renewals > 0; --renewals) {
        written.add(InvitationRenewed{user, viewer, first_time}, by());
      }
      written.add(InvitationAccepted{user}, by());
    } else if (way == 2) {
      written.add(ActorNamed{user, profile.username});
    }
    written.add(UserCreated{user, profile, viewer, true}, by());
    users.push_back(user);
  }
  void change_member() {
    if (groups.empty() || users.empty()) return;
    const auto pair = std::pair(any(groups), any(users));
    if (members.erase(pair) != 0) {
      written.add(MemberRemoved{pair.first, pair.second}, by());
    } else {
      members.insert(pair);
      written.add(MemberAdded{pair.first, pair.second}, by());
    }
  }

  // One user does most of it.
  Actor by() {
    if (users.empty() || below(4) == 0) return {ActorKind::op, {}, {}};
    return {ActorKind::user, below(3) == 0 ? any(users) : users[0], {}};
  }
  std::string name() { return "name" + std::to_string(++names); }
  std::size_t below(std::size_t end) { return random() % end; }
  template <class T>
  T any(const std::vector<T>& some) {
    return some[below(some.size())];
  }

  // Every event of the log that a filter means.
  Positions in_log(const EventFilter& filter, const PositionRange& range) {
    Positions found;
    const EventReader reader(written.log, written.keys, Open::nothing);
    const auto read = reader.read(range.after, range.at, [&](const Recorded& recorded) {
      const bool is_meant = (!filter.user || user_of(recorded.event) == *filter.user) &&
                            (!filter.group || group_of(recorded.event) == *filter.group) &&
                            (!filter.actor || recorded.actor.user == *filter.actor);
      if (is_meant && found.size() < range.limit) found.push_back(number(recorded.position));
      return Result<void>();
    });
    EXPECT_TRUE(read.has_value());
    return found;
  }
  void expect_alike(const EventStream& stream, const EventFilter& filter) {
    for (int i = 0; i < 20; ++i) {
      const PositionRange range{Position{below(number(head()) + 1)},
                                Position{below(2) == 0 ? 0 : below(number(head()) + 1)},
                                1 + below(below(2) == 0 ? 4 : 600)};
      Positions found;
      for (const Position one : positions_in(model(), stream, range)) found.push_back(number(one));
      EXPECT_EQ(found, in_log(filter, range))
          << number(range.after) << '-' << number(range.at) << ", " << range.limit;
    }
  }

  std::mt19937 random{7};
  std::size_t begun = 0, names = 0;
  std::vector<UserId> users;
  std::vector<GroupId> groups;
  std::set<std::pair<GroupId, UserId>> members;
};

TEST_F(EventStreams, AreThoseOfTheLog) {
  write(1500);
  for (const UserId& user : users) {
    expect_alike(EventsAbout{user}, {.user = user});
    expect_alike(EventsBy{user}, {.actor = user});
  }
  for (const GroupId& group : groups) expect_alike(EventsOf{group}, {.group = group});
}

TEST_F(EventStreams, AreFollowedWhileTheyGrow) {
  write(50);
  Directory following(written.log, written.keys);
  ASSERT_TRUE(following.replay().has_value());
  for (std::size_t events = 60; events <= 300; events += 10) {
    write(events);
    ASSERT_TRUE(following.catch_up().has_value());
    const PositionRange range{following.model().head(), {}, SIZE_MAX};
    Positions found;
    for (const Position one : positions_in(following.model(), EventsBy{users[0]}, range)) {
      found.push_back(number(one));
    }
    EXPECT_EQ(found, in_log({.actor = users[0]}, range)) << events;
  }
}

// By another thread, at each head that it is shown.
TEST_F(EventStreams, AreReadBesideTheWriter) {
  write(1500);
  std::vector<Recorded> all;
  const EventReader reader(written.log, written.keys, Open::personal);
  ASSERT_TRUE(reader
                  .read({}, written.log.last(),
                        [&](const Recorded& recorded) {
                          all.push_back(recorded);
                          return Result<void>();
                        })
                  .has_value());
  ReadModel growing;
  growing.order_names();
  std::jthread reading([&] {
    while (number(growing.head()) < all.size()) {
      const PositionRange range{growing.head(), {}, SIZE_MAX};
      const auto count = [&](auto is_meant) {
        return std::count_if(all.begin(), all.begin() + static_cast<int>(number(range.at)),
                             is_meant);
      };
      EXPECT_EQ(positions_in(growing, EventsBy{users[0]}, range).size(),
                count([&](const Recorded& one) { return one.actor.user == users[0]; }));
      EXPECT_EQ(positions_in(growing, EventsAbout{users[0]}, range).size(),
                count([&](const Recorded& one) { return user_of(one.event) == users[0]; }));
      EXPECT_EQ(positions_in(growing, EventsOf{groups[0]}, range).size(),
                count([&](const Recorded& one) { return group_of(one.event) == groups[0]; }));
    }
  });
  for (const Recorded& recorded : all) {
    ASSERT_TRUE(growing.apply(recorded).has_value());
    growing.publish();
  }
}

TEST_F(EventStreams, OfWhoIsNotKnownAreEmpty) {
  write(10);
  const Uuid other = WrittenLog::id(9, 9);
  for (const EventStream& stream :
       {EventStream(EventsAbout{UserId(other)}), EventStream(EventsOf{GroupId(other)}),
        EventStream(EventsBy{UserId(other)}), EventStream(EventsBy{})}) {
    EXPECT_TRUE(positions_in(model(), stream, {head(), {}, 10}).empty());
  }
}

// More than are looked up at once.
TEST_F(EventStreams, OfAnyLengthAreShownPageByPage) {
  const UserId ann = written.add_user("ann");
  const Actor by_ann{ActorKind::user, ann, {}};
  for (int i = 0; i < 700; ++i) {
    written.add(i % 2 == 0 ? Event(UserDeactivated{ann}) : UserReactivated{ann}, by_ann);
  }
  for (const EventFilter& filter : {EventFilter{.user = ann}, EventFilter{.actor = ann}}) {
    EventFilter rare = filter;
    rare.types =
        set_of(*parse_event_type("UserCreated")) | set_of(*parse_event_type("UserReactivated"));
    for (const std::size_t limit : {1U, 255U, 256U, 257U, 1000U}) {
      Positions all, some;
      using Walk = std::pair<const EventFilter*, Positions*>;
      for (const auto& [wanted, found] : {Walk(&filter, &all), Walk(&rare, &some)}) {
        for (PositionRange range{head(), {}, limit};;) {
          const auto page = list_events(directory(), *wanted, range);
          ASSERT_TRUE(page.has_value());
          for (const Recorded& one : page->events) found->push_back(number(one.position));
          if (!page->next) break;
          range.after = Position{page->next->last};
        }
      }
      EXPECT_EQ(all, in_log(filter, {head(), {}, SIZE_MAX}));
      EXPECT_EQ(some.size(), filter.user ? 351U : 350U);
    }
  }
}

}  // namespace
}  // namespace rolecall::test
