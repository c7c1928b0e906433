// What a feed hands out: the events that pass, however far apart they lie; how far it is when it is
// out of time; what the log fails with.
#include "api/dialects/native/event_feed.hpp"

#include <future>

#include "tests/support/failing_log.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using namespace native;

using namespace std::chrono_literals;
using Clock = HeadWatch::Clock;
using Taken = Result<std::vector<Recorded>>;

constexpr std::uint64_t window = 4;
const Uuid caller;

// Of 20 people, of whom the first has got a role after that.
class EventFeedTest : public testing::Test {
 protected:
  EventFeedTest() {
    for (int i = 0; i < 20; ++i) written.add_user("user" + std::to_string(i));
    written.assign(UserId(WrittenLog::id(1, 1)), Role::viewer, Role::admin);
    const auto copied = written.log.read(Position{0}, [&](Position, std::string_view record) {
      const std::string copy(record);
      return log.append({&copy, 1}) == Append::stored;
    });
    EXPECT_TRUE(copied.has_value());
    EXPECT_TRUE(directory.replay().has_value());
  }

  std::shared_ptr<EventFeed> feed_of(std::string_view type) {
    return std::make_shared<EventFeed>(service, caller, service.take_feed_place(caller),
                                       EventFilter{.types = set_of(*parse_event_type(type))},
                                       Position{0}, window);
  }
  static Taken next(EventFeed& feed, Clock::duration longest) {
    const auto promise = std::make_shared<std::promise<Taken>>();
    feed.next(10, Clock::now() + longest,
              [promise](const Taken& taken) { promise->set_value(taken); });
    return promise->get_future().get();
  }

  WrittenLog written;
  FailingLog log;
  Directory directory{log, written.keys};
  ClientSecrets secrets;
  Service service{directory, secrets};
};

TEST_F(EventFeedTest, LooksThroughManyEventsForOneThatPasses) {
  const auto feed = feed_of("RoleAssigned");
  const Taken taken = next(*feed, 1h);
  ASSERT_TRUE(taken.has_value());
  ASSERT_EQ(taken->size(), 1U);
  EXPECT_EQ(taken->front().position, Position{21});
  EXPECT_EQ(feed->after(), Position{21});
}

TEST_F(EventFeedTest, TellsAtTheDeadlineHowFarItIs) {
  const auto feed = feed_of("GroupDeleted");
  for (const std::uint64_t after : {window, 2 * window}) {
    const Taken taken = next(*feed, 0h);
    ASSERT_TRUE(taken.has_value());
    EXPECT_TRUE(taken->empty());
    EXPECT_EQ(feed->after(), Position{after});
  }
  EXPECT_TRUE(next(*feed, 2s)->empty());
  EXPECT_EQ(feed->after(), Position{21}) << "of the present it waits for the deadline";
}

TEST_F(EventFeedTest, ReadsNoMoreWhenTheServiceStops) {
  const auto feed = feed_of("RoleAssigned");
  directory.head_watch().close();
  EXPECT_TRUE(next(*feed, 1h)->empty());
  EXPECT_EQ(feed->after(), Position{0});
}

TEST_F(EventFeedTest, TellsWhatTheLogFailsWith) {
  log.fail_reads();
  const Taken taken = next(*feed_of("RoleAssigned"), 1h);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, Errc::unavailable);
}

TEST_F(EventFeedTest, HasAPlaceAmongSoManyAndNoMore) {
  std::vector<Place> places(limits::feeds_max);
  for (auto& place : places) {
    place = service.take_feed_place(caller);
    ASSERT_NE(place, nullptr);
  }
  EXPECT_EQ(service.take_feed_place(caller), nullptr);
  places.pop_back();
  EXPECT_NE(service.take_feed_place(caller), nullptr);
}

}  // namespace
}  // namespace rolecall::test
