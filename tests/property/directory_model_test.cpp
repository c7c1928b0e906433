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

#include "tests/property/session.hpp"

namespace rolecall::model {
namespace {

constexpr std::size_t steps_per_sequence = 1000;

// A sequence that fails is made smaller by leaving steps out; those that stay do the same.
rc::Gen<std::vector<std::uint64_t>> steps() {
  using Steps = std::vector<std::uint64_t>;
  return rc::gen::shrink(
      rc::gen::container<Steps>(steps_per_sequence, rc::gen::noShrink(rc::gen::resize(
                                                        100, rc::gen::arbitrary<std::uint64_t>()))),
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

TEST_F(DirectoryAndModel, AnswerAlike) {
  rc::detail::checkGTest([] { Session(seats()).run(*steps()); });
}

}  // namespace
}  // namespace rolecall::model
