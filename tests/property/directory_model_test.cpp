// Random histories: the directory answers as a naive model does, live and replayed.
//
// A sequence is 1,000 steps, each a command (or, rarely, a restart) made from one number, in
// batches of random size through the real writer over a log in memory, with a clock that moves
// between batches and, in half of the sequences, a limit of seats. Now and then, and at the end,
// every query is compared, at the head and at earlier positions.
//
// RapidCheck prints the seed and the smallest sequence that fails. To run that again, or more:
//   RC_PARAMS="seed=4711" property_tests
//   RC_PARAMS="max_success=2000" property_tests
#include <cstdlib>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/state/state_hash.hpp"
#include "tests/property/lockstep.hpp"

namespace rolecall::test::model {
namespace {

constexpr std::size_t steps_per_sequence = 1000;
constexpr std::size_t steps_per_full_memory = 300;

// A sequence that fails is made smaller by leaving steps out; those that stay do the same.
rc::Gen<std::vector<std::uint64_t>> steps(std::size_t count = steps_per_sequence) {
  using Steps = std::vector<std::uint64_t>;
  return rc::gen::shrink(
      rc::gen::container<Steps>(
          count, rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>()))),
      [](Steps from) { return rc::shrink::removeChunks(std::move(from)); });
}

class DirectoryAndModel : public testing::Test {
 protected:
  static void SetUpTestSuite() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    ::setenv("RC_PARAMS", "max_success=10", 0);
#else
    ::setenv("RC_PARAMS", "max_success=200", 0);
#endif
  }
};

// Few enough to run out; nothing: no limit.
std::optional<std::uint32_t> seats() {
  const auto number = *rc::gen::noShrink(rc::gen::inRange<std::uint32_t>(0, 60));
  return number < 30 ? std::optional(10 + number) : std::nullopt;
}

// So little of each that some of it runs out in most sequences.
Amounts small_memory() {
  const auto between = [](std::uint64_t least, std::uint64_t end) {
    return *rc::gen::noShrink(rc::gen::inRange<std::uint64_t>(least, end));
  };
  return {.events = between(40, 400),
          .profile_bytes = between(3000, 60'000),
          .group_name_bytes = between(100, 3000),
          .role_words = between(2, 12)};
}

Hash hash_of_replay(Lockstep& lockstep, const Amounts& capacities) {
  Directory replayed(lockstep.log(), lockstep.keys(), read_clocks, capacities);
  RC_ASSERT(replayed.replay().has_value());
  return state_hash(replayed.model().state(), replayed.model().head());
}

// What does not fit is refused before anything is stored; all else is as ever, and a replay into
// the same memory, or into more, comes to the same.
TEST_F(DirectoryAndModel, AnswerAlikeWhereMemoryRunsOut) {
  std::size_t refused = 0;
  rc::detail::checkGTest([&] {
    const Amounts capacities = small_memory();
    Lockstep lockstep(capacities);
    lockstep.run(*steps(steps_per_full_memory));
    refused += lockstep.refused_as_full();
    const State& live = lockstep.directory().model().state();
    const Hash hash = state_hash(live, live.head());
    RC_ASSERT(hash_of_replay(lockstep, capacities) == hash);
    RC_ASSERT(hash_of_replay(lockstep, memory_capacities) == hash);
  });
  EXPECT_GT(refused, 0U);
}

TEST_F(DirectoryAndModel, AnswerAlike) {
  rc::detail::checkGTest([] { Lockstep(seats()).run(*steps()); });
}

}  // namespace
}  // namespace rolecall::test::model
