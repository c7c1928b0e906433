// Readers beside an applying writer: whatever position they ask at, the state says what was true
// there. Under the thread sanitizer this is the test of the order of stores.
#include <latch>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "engine/state/state_hash.hpp"
#include "tests/support/random_history.hpp"
#include "tests/support/state_difference.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t events = 1500;
constexpr std::size_t batch = 10;

std::vector<std::uint32_t> choices() {
  std::mt19937 random(11);
  std::vector<std::uint32_t> numbers(events);
  for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random());
  return numbers;
}

TEST(StateBesideReaders, IsAtEveryPositionWhatItWasThere) {
  const RandomHistory history(choices());
  State state;
  std::latch ready(3);
  const auto read = [&](unsigned seed) {
    std::mt19937 random(seed);
    ready.arrive_and_wait();
    for (bool last = false; !last;) {
      const std::uint64_t head = number(state.head());
      last = head == events;
      for (const std::uint64_t at : {head, random() % (head + 1)}) {
        const StateDifference difference(state, Position{at}, history.models[at]);
        ASSERT_EQ(difference.text(), "");
      }
      const Timestamp time = head == 0 ? Timestamp{-1} : state.time_of(Position{head});
      ASSERT_EQ(state.position_at(time, Position{head}), Position{head});
    }
  };
  std::jthread first(read, 1);
  std::jthread second(read, 2);
  ready.arrive_and_wait();
  for (const Recorded& recorded : history.events) {
    ASSERT_TRUE(state.apply(recorded));
    if (number(recorded.position) % batch == 0) state.publish();
  }
}

// Roles with an end are found through an index that grows meanwhile. The address sanitizer sees a
// table that is freed under the one who hashes.
TEST(StateBesideReaders, IsHashedWhileRolesWithAnEndAreGiven) {
  constexpr std::uint16_t users = 3000;
  State state;
  std::atomic<bool> done{false};
  std::size_t hashed = 0;
  std::vector<Hash> hashes(2 * users + 1);
  std::jthread hashing([&] {
    do {
      const Position head = state.head();
      hashes[number(head)] = state_hash(state, head);
      ++hashed;
    } while (!done);
  });
  const auto apply = [&](Event event) {
    Recorded recorded;
    recorded.position = next(state.applied());
    recorded.actor.kind = ActorKind::op;
    recorded.event = std::move(event);
    ASSERT_TRUE(state.apply(recorded));
    state.publish();
  };
  for (std::uint16_t i = 1; i <= users; ++i) {
    apply(created(user_id(i), "user" + std::to_string(i)));
    apply(RoleAssigned{user_id(i), native(default_role), native(Role::admin), Timestamp{i}});
  }
  done = true;
  hashing.join();
  EXPECT_GT(hashed, 0U);
  for (std::uint64_t at = 0; at < hashes.size(); ++at) {
    if (hashes[at] == Hash{}) continue;
    ASSERT_EQ(hashes[at], state_hash(state, Position{at})) << at;
  }
}

}  // namespace
}  // namespace rolecall::test
