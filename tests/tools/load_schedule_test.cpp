// When requests are due at a fixed rate, and what their latencies add up to.
#include <gtest/gtest.h>

#include "tools/load/latencies.hpp"
#include "tools/load/schedule.hpp"

namespace rolecall::test {
namespace {

using load::Latencies;
using load::Schedule;
using std::chrono::nanoseconds;
using namespace std::chrono_literals;

std::uint64_t ns(nanoseconds time) { return static_cast<std::uint64_t>(time.count()); }

TEST(LoadSchedule, IsEvenFromTheBeginning) {
  Schedule schedule(3, 0, 1);
  for (const nanoseconds due : {0ns, 333'333'333ns, 666'666'666ns, 1'000'000'000ns}) {
    EXPECT_EQ(schedule.next_due(), due);
    schedule.advance();
  }
}

TEST(LoadSchedule, IsDividedAmongThreads) {
  Schedule whole(1000, 0, 1);
  std::vector<Schedule> parts{{1000, 0, 3}, {1000, 1, 3}, {1000, 2, 3}};
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(parts[i % 3].next_due(), whole.next_due());
    parts[i % 3].advance();
    whole.advance();
  }
}

TEST(LoadSchedule, IsExactAlsoAfterBillionsOfRequests) {
  const Schedule fast(10'000'000, 4'000'000'000, 4'000'000'001);
  EXPECT_EQ(fast.next_due(), 400s);
  EXPECT_EQ(Schedule(10'000'000, 0, 1).count_before(3600s), 36'000'000'000U);
}

TEST(LoadSchedule, CountsWhatIsDueBeforeAMoment) {
  Schedule schedule(1000, 0, 1);
  EXPECT_EQ(schedule.count_before(0ms), 0U);
  EXPECT_EQ(schedule.count_before(1ns), 1U);
  EXPECT_EQ(schedule.count_before(100ms), 100U);
  schedule.advance();
  EXPECT_EQ(schedule.count_before(100ms), 99U);
  EXPECT_EQ(schedule.count_before(1ms), 0U) << "the next one is due then, not before";
  std::uint64_t sum = 0;
  for (unsigned share = 0; share < 7; ++share) {
    sum += Schedule(1000, share, 7).count_before(100ms);
  }
  EXPECT_EQ(sum, 100U);
}

// One that waited for an answer before it asked again would have seen a single slow one.
TEST(LoadSchedule, ChargesAStandstillToEachRequestThatWasDueMeanwhile) {
  Schedule schedule(1000, 0, 1);
  Latencies latencies;
  constexpr nanoseconds goes_on = 100ms;
  for (; schedule.next_due() < goes_on; schedule.advance()) {
    latencies.add(ns(goes_on - schedule.next_due()));
  }
  EXPECT_EQ(latencies.total(), 100U);
  EXPECT_NEAR(latencies.quantile_us(0.5), 50'000, 3'500);
  EXPECT_EQ(latencies.max_us(), 100'000);
}

TEST(LoadLatencies, AreAtMostSixPercentTooHigh) {
  Latencies latencies;
  EXPECT_EQ(latencies.quantile_us(0.5), 0);
  for (std::uint64_t us = 1; us <= 10'000; ++us) latencies.add(us * 1000);
  for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const double exact_us = share * 10'000;
    EXPECT_GE(latencies.quantile_us(share), exact_us);
    EXPECT_LE(latencies.quantile_us(share), exact_us * 1.0626);
  }
  EXPECT_EQ(latencies.quantile_us(1), 10'000);
  EXPECT_EQ(latencies.max_us(), 10'000);
}

TEST(LoadLatencies, OfThreadsAddUp) {
  Latencies all, fast, slow;
  for (int i = 0; i < 99; ++i) fast.add(1'000);
  slow.add(5'000'000);
  all.add(fast);
  all.add(slow);
  EXPECT_EQ(all.total(), 100U);
  EXPECT_LE(all.quantile_us(0.99), 1.1);
  EXPECT_EQ(all.quantile_us(0.999), 5'000);
  EXPECT_EQ(all.max_us(), 5'000);
}

}  // namespace
}  // namespace rolecall::test
