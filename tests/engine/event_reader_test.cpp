#include "engine/events/event_reader.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/failing_log.hpp"
#include "tests/support/sample_records.hpp"

namespace rolecall::test {
namespace {

using Positions = std::vector<std::uint64_t>;

// Read at hand, or ahead by a thread of its own.
class EventReading : public testing::TestWithParam<bool> {
 protected:
  EventReading() {
    for (const Recorded& recorded : sample_records()) store(*encode_with_known_key(recorded));
  }

  void store(const std::string& bytes) { ASSERT_EQ(log.append({&bytes, 1}), Append::stored); }

  // The positions that are visited; `done` is how it ended.
  Positions visited(std::uint64_t after, std::uint64_t last) {
    Positions found;
    done = read(Position{after}, Position{last}, [&](const Recorded& recorded) {
      found.push_back(number(recorded.position));
      return Result<void>();
    });
    return found;
  }

  Result<void> read(Position after, Position last, const EventReader::Visit& visit) const {
    if (!GetParam()) return reader.read(after, last, visit);
    return reader.read_ahead(after, last, [&](std::span<const Recorded> batch) {
      Result<void> visited;
      for (std::size_t i = 0; i < batch.size() && visited; ++i) visited = visit(batch[i]);
      return visited;
    });
  }

  FailingLog log;
  KnownKeys keys;
  const EventReader reader{log, keys, Open::nothing};
  Result<void> done;
};

TEST_P(EventReading, VisitsThoseOfARangeInOrder) {
  EXPECT_EQ(visited(3, 6), (Positions{4, 5, 6}));
  EXPECT_TRUE(done.has_value());
  const std::uint64_t end = number(log.last());
  EXPECT_EQ(visited(end - 2, 99), (Positions{end - 1, end})) << "the log ends before the range";
  EXPECT_TRUE(done.has_value());
}

TEST_P(EventReading, VisitsNothingWhereTheRangeIsEmpty) {
  EXPECT_EQ(visited(5, 5), Positions{});
  EXPECT_EQ(visited(5, 4), Positions{});
  EXPECT_EQ(visited(99, 100), Positions{});
  EXPECT_TRUE(done.has_value());
}

TEST_P(EventReading, EndsAtARecordThatIsNotAsItWasWritten) {
  store("no record");
  store(*encode_with_known_key(sample_records().front()));
  const Position wrong = previous(log.last());
  EXPECT_EQ(visited(number(wrong) - 2, 99), Positions{number(wrong) - 1});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, Errc::corrupt);
  EXPECT_EQ(done.error().detail,
            "record " + std::to_string(number(wrong)) + ": not as it was written");
  EXPECT_EQ(reader.at(wrong).error().detail, done.error().detail);
}

TEST_P(EventReading, EndsWithWhatTheVisitorAnswers) {
  int visits = 0;
  const auto ended = read({}, log.last(), [&](const Recorded&) -> Result<void> {
    if (++visits == 3) return Error{Errc::conflict, "", "enough"};
    return {};
  });
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().detail, "enough");
  EXPECT_EQ(visits, 3);
}

TEST_P(EventReading, OfManyEventsIsInOrderAndEndsWhereItIsTold) {
  const std::string one = *encode_with_known_key(sample_records().front());
  while (number(log.last()) < 5000) store(one);
  const Positions all = visited(0, 5000);
  ASSERT_EQ(all.size(), 5000U);
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(visited(700, 3001).size(), 2301U);
  for (const int enough : {1, 256, 257, 3000}) {
    int visits = 0;
    EXPECT_FALSE(read({}, log.last(), [&](const Recorded&) -> Result<void> {
                   if (++visits == enough) return Error{Errc::conflict, "", "enough"};
                   return {};
                 }).has_value());
    EXPECT_EQ(visits, enough);
  }
}

TEST_P(EventReading, AnswersWhatTheLogFailsWith) {
  log.fail_reads();
  EXPECT_EQ(visited(0, 99), Positions{});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, Errc::unavailable);
  EXPECT_EQ(reader.at(Position{1}).error().code, Errc::unavailable);
}

TEST_P(EventReading, OpensAsMuchAsItIsToldTo) {
  EXPECT_EQ(std::get<UserCreated>(reader.at(Position{1})->event).profile.username, "");
  EXPECT_EQ(keys.asked, 0);
  const EventReader opening(log, keys, Open::everything);
  EXPECT_EQ(std::get<UserCreated>(opening.at(Position{1})->event).profile.username, "ann");
}

TEST_P(EventReading, FindsNothingBehindTheEnd) {
  const Position last = log.last();
  EXPECT_EQ(reader.at(last)->position, last);
  EXPECT_EQ(reader.at(next(last)).error().code, Errc::corrupt);
}

INSTANTIATE_TEST_SUITE_P(AtHandAndAhead, EventReading, testing::Bool());

}  // namespace
}  // namespace rolecall::test
