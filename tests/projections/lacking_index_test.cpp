// An index of the log that lacks an event, or leads to another's: noticed where it is read, on
// whichever page it would be.
#include <set>

#include "projections/history/event_query.hpp"
#include "tests/support/forwarding_log.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

// A log whose indexes do not lead to those positions, and to these beside.
class LackingLog final : public ForwardingLog {
 public:
  using ForwardingLog::ForwardingLog;

  std::set<Position> lacking, beside;

  Result<void> positions(StreamKind kind, const Uuid& id, Position after,
                         const PositionVisitor& visit) const override {
    std::set<Position> found;
    const auto read = ForwardingLog::positions(kind, id, after, [&](Position position) {
      found.insert(position);
      return true;
    });
    for (const Position position : lacking) found.erase(position);
    for (const Position position : beside) {
      if (position > after) found.insert(position);
    }
    for (const Position position : found) {
      if (!visit(position)) break;
    }
    return read;
  }
};

using Positions = std::vector<std::uint64_t>;

class LackingIndex : public testing::Test {
 protected:
  LackingIndex() {
    ann = written.add_user("ann");     // 1
    bob = written.add_user("bob");     // 2
    blue = written.add_group("blue");  // 3
    const Actor by_ann{ActorKind::user, ann, {}};
    written.add(MemberAdded{blue, bob}, by_ann);               // 4
    written.add(UserDeactivated{bob}, by_ann);                 // 5
    written.assign(bob, Role::viewer, Role::analyst);          // 6
    written.add(MemberRoleChanged{blue, bob});                 // 7
    written.add(UserReactivated{bob});                         // 8
    written.assign(bob, Role::analyst, Role::viewer, by_ann);  // 9
    written.add(GroupRenamed{blue, "blue", "navy"}, by_ann);   // 10
    written.add_user("eve");                                   // 11
  }
  // All pages of so many; nothing: one of them was refused.
  std::optional<Positions> walk(const EventFilter& filter, std::size_t limit, Position at) {
    Positions found;
    for (EventRange range{at, {}, limit};;) {
      const auto page = list_events(*directory, filter, range);
      if (!page) {
        error = page.error();
        return std::nullopt;
      }
      for (const Recorded& recorded : page->events) found.push_back(number(recorded.position));
      if (!page->next) return found;
      range.after = Position{page->next->last};
    }
  }
  void replay() {
    directory.emplace(log, written.keys);
    ASSERT_TRUE(directory->replay().has_value());
  }
  // Whatever else is asked for, and however long a page is.
  void expect_told(EventFilter filter, const Positions& of_stream) {
    replay();
    const auto all = set_of(parse_event_type("UserReactivated").value());
    for (const EventTypes types : {all_event_types, EventTypes{all}}) {
      filter.types = types;
      for (std::size_t limit = 1; limit < 9; ++limit) {
        EXPECT_TRUE(walk(filter, limit, Position{11}).has_value()) << limit;
        for (const std::uint64_t position : of_stream) {
          log.lacking = {Position{position}};
          EXPECT_FALSE(walk(filter, limit, Position{11}).has_value()) << position << ' ' << limit;
          EXPECT_EQ(error.code, Errc::corrupt);
          EXPECT_TRUE(walk(filter, limit, Position{position - 1}).has_value())
              << "it was none then";
          log.lacking = {};
        }
      }
    }
  }

  WrittenLog written;
  LackingLog log{written.log};
  std::optional<Directory> directory;
  UserId ann, bob;
  GroupId blue;
  Error error{};
};

TEST_F(LackingIndex, OfAUserIsTold) {
  expect_told({.user = bob}, {2, 5, 6, 8, 9});
  EXPECT_NE(error.detail.find("index of the user " + bob.text()), std::string::npos);
  EXPECT_NE(error.detail.find("makes the indexes anew"), std::string::npos) << error.detail;
  expect_told({.user = bob, .actor = ann}, {2, 5, 6, 8, 9});
}

TEST_F(LackingIndex, OfAGroupIsTold) {
  expect_told({.group = blue}, {3, 4, 7, 10});
  EXPECT_NE(error.detail.find("index of the group " + blue.text()), std::string::npos);
}

TEST_F(LackingIndex, ThatLeadsToAnothersEventsIsTold) {
  replay();
  log.beside = {Position{1}};
  for (const EventFilter& filter : {EventFilter{.user = bob}, {.group = blue}, {.actor = ann}}) {
    EXPECT_FALSE(walk(filter, 10, Position{11}).has_value());
    EXPECT_EQ(error.code, Errc::corrupt);
    EXPECT_NE(error.detail.find("position 1, which is of another"), std::string::npos);
  }
}

TEST_F(LackingIndex, IsNotNeededForChangesOfRoles) {
  replay();
  log.lacking = {Position{6}};
  const auto page = list_role_changes(*directory, {.user = bob}, {Position{11}, {}, 10});
  ASSERT_EQ(page->events.size(), 2u);
  EXPECT_EQ(page->events[0].position, Position{6});
}

TEST_F(LackingIndex, IsNotSuspectedWhereAStreamBeginsBeforeItsUser) {
  const UserId invited(WrittenLog::id(5, 1)), named(WrittenLog::id(5, 2));
  const RoleGrant viewer{Role::viewer, Channel::native, {}};
  Profile profile;
  written.add(UserInvited{invited, "i@example.org", viewer, first_time});  // 12
  written.add(ActorNamed{named, "nan"});                                   // 13
  written.add(InvitationAccepted{invited});                                // 14
  profile.username = "ivy";
  written.add(UserCreated{invited, profile, viewer, true});  // 15
  profile.username = "nan";
  written.add(UserCreated{named, profile, viewer, true});  // 16
  written.add(UserDeactivated{named});                     // 17
  written.add(UserDeactivated{invited});                   // 18
  replay();
  for (std::size_t limit = 1; limit < 6; ++limit) {
    for (std::uint64_t at = 1; at <= 18; ++at) {
      EXPECT_TRUE(walk({.user = named}, limit, Position{at}).has_value()) << at << error.detail;
      EXPECT_TRUE(walk({.user = invited}, limit, Position{at}).has_value()) << at << error.detail;
    }
  }
  for (const std::uint64_t position : {12, 14, 15, 18}) {
    log.lacking = {Position{position}};
    EXPECT_FALSE(walk({.user = invited}, 2, Position{18}).has_value()) << position;
  }
}

}  // namespace
}  // namespace rolecall::test
