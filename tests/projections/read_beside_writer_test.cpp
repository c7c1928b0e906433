// Readers beside a running writer: at whatever position they ask, the structures agree with what
// was true there. Run under the thread sanitizer, this is the test of the order of stores.
#include <atomic>
#include <latch>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "projections/indexes/classes.hpp"
#include "projections/indexes/counts.hpp"
#include "projections/indexes/name_order.hpp"
#include "projections/indexes/name_tree.hpp"
#include "tools/load/population.hpp"

namespace rolecall::test {
namespace {

struct Step {
  std::uint32_t user;
  std::optional<UserClass> before;
  UserClass after;
};

// What happens, and what was true after each position; written before any thread starts.
struct Script {
  std::vector<Step> steps;
  std::vector<std::uint32_t> users_at{0};
  std::vector<Counts::ByClass> counts_at{{}};
};

Script make_script(std::uint64_t positions) {
  Script script;
  std::mt19937_64 random(6);
  std::vector<UserClass> users;
  Counts::ByClass counts{};
  for (std::uint64_t i = 0; i < positions; ++i) {
    const auto after = UserClass{static_cast<std::uint8_t>(random() % (class_count - 1))};
    if (users.empty() || random() % 3 == 0) {
      script.steps.push_back({static_cast<std::uint32_t>(users.size()), std::nullopt, after});
      users.push_back(after);
    } else {
      const auto user = static_cast<std::uint32_t>(random() % users.size());
      script.steps.push_back({user, users[user], after});
      --counts[number(users[user])];
      users[user] = after;
    }
    ++counts[number(after)];
    script.users_at.push_back(static_cast<std::uint32_t>(users.size()));
    script.counts_at.push_back(counts);
  }
  return script;
}

class ReadBesideWriter : public testing::Test {
 protected:
  static constexpr std::uint64_t positions = 20'000;

  void write_all() {
    for (std::uint64_t position = 1; position <= positions; ++position) {
      const Step& step = script_.steps[position - 1];
      if (step.before) {
        classes_.change(Position{position}, UserNo{step.user}, *step.before, step.after);
      } else {
        names_[step.user] = person(step.user).username;
        classes_.add(UserNo{step.user}, step.after);
        tree_.insert(step.user);
      }
      counts_.apply(Position{position}, step.before, step.after);
      if (position % 16 == 0) {
        head_.store(position, std::memory_order_release);
        epochs_.collect();
      }
    }
  }

  void check(std::uint64_t position, std::mt19937_64& random) const {
    const std::uint32_t users = script_.users_at[position];
    ASSERT_EQ(counts_.at(Position{position}), script_.counts_at[position]) << position;
    check_classes(position, users, UserClass{static_cast<std::uint8_t>(random() % class_count)});
    check_names(position, users);
  }
  void check_classes(std::uint64_t position, std::uint32_t users, UserClass in) const {
    std::uint32_t found = 0;
    const auto count = [&](UserNo) { return ++found != 0; };
    classes_.ascending(Position{position}, set_of(in), UserNo{0}, UserNo{users}, count);
    ASSERT_EQ(found, script_.counts_at[position][number(in)]) << position;
  }
  void check_names(std::uint64_t position, std::uint32_t users) const {
    std::uint32_t found = 0;
    std::string_view last;
    for (auto cursor = tree_.seek(""); !cursor.done(); cursor.next()) {
      const std::string_view name = names_[cursor.reference()];
      ASSERT_TRUE(compare_folded(last, name) < 0) << last << " before " << name;
      last = name;
      if (cursor.reference() < users) ++found;
    }
    ASSERT_EQ(found, users) << position;
  }

  const Script script_ = make_script(positions);
  Epochs epochs_;
  std::vector<std::string> names_{script_.users_at.back()};
  NameTree tree_{epochs_,
                 {[](const void* names, std::uint32_t reference, std::size_t) -> std::string_view {
                    return (*static_cast<const std::vector<std::string>*>(names))[reference];
                  },
                  &names_},
                 {.leaf = 16, .directory = 16}};
  Classes classes_{1 << 20, 64};
  Counts counts_{1 << 20};
  std::atomic<std::uint64_t> head_{0};
};

TEST_F(ReadBesideWriter, FindsEveryPositionAsItWas) {
  std::latch ready(3);
  const auto read = [&](std::uint64_t seed) {
    std::mt19937_64 random(seed);
    ready.arrive_and_wait();
    for (bool last = false; !last;) {
      const std::uint64_t head = head_.load(std::memory_order_acquire);
      last = head == positions;
      check(head, random);
      check(random() % (head + 1), random);
      if (HasFatalFailure()) return;
    }
  };
  std::jthread first(read, 1);
  std::jthread second(read, 2);
  ready.arrive_and_wait();
  write_all();
}

}  // namespace
}  // namespace rolecall::test
