#include "api/http/command_order.hpp"

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

class CommandOrderTest : public testing::Test {
 protected:
  std::function<void()> say(char c) {
    return [this, c] { said += c; };
  }

  const std::shared_ptr<CommandOrder> order = std::make_shared<CommandOrder>();
  std::string said;
};

TEST_F(CommandOrderTest, LetsWhoIsReadyPassAtOnce) {
  order->pass(say('a'));
  EXPECT_EQ(said, "a");
  order->enter().take(say('b'));
  EXPECT_EQ(said, "ab");
}

TEST_F(CommandOrderTest, LetsNobodyPassWhoCameBefore) {
  const auto first = order->enter();
  const auto second = order->enter();
  order->pass(say('c'));
  second.take(say('b'));
  EXPECT_EQ(said, "");
  first.take(say('a'));
  EXPECT_EQ(said, "abc");
}

TEST_F(CommandOrderTest, DoesNotWaitForWhoHasGone) {
  std::optional first(order->enter());
  std::optional copy(*first);
  order->pass(say('b'));
  first.reset();
  EXPECT_EQ(said, "") << "a copy stands for the same place";
  copy.reset();
  EXPECT_EQ(said, "b");
}

TEST_F(CommandOrderTest, TakesWhatComesWhileOthersGo) {
  const auto first = order->enter();
  first.take([&] {
    order->pass(say('b'));
    said += 'a';
  });
  EXPECT_EQ(said, "ab");
}

TEST_F(CommandOrderTest, GoesOnAfterOneThatFails) {
  const auto first = order->enter();
  order->pass(say('b'));
  first.take([] { throw std::bad_alloc(); });
  EXPECT_EQ(said, "b");
}

TEST_F(CommandOrderTest, IsKeptWhicheverThreadsTurnsComeOn) {
  std::vector<int> went;  // by one at a time
  constexpr int count = 2000;
  std::vector<CommandOrder::Turn> turns;
  for (int i = 0; i < count; ++i) turns.push_back(order->enter());
  const auto take_those_of = [&](int part) {
    for (int i = part; i < count; i += 3) turns[i].take([&went, i] { went.push_back(i); });
  };
  std::thread one(take_those_of, 2), two(take_those_of, 1), three(take_those_of, 0);
  one.join();
  two.join();
  three.join();
  order->pass([] {});
  ASSERT_EQ(went.size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) ASSERT_EQ(went[i], i);
}

}  // namespace
}  // namespace rolecall::test
