#include "api/http/reply.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

TEST(Later, MakesAPromisedAnswerWhenItsTurnHasCome) {
  Response unused;
  int woken = 0;
  int made = 0;
  const std::function<void()> wake = [&] { ++woken; };
  Reply reply(unused, {}, native_error_shape, wake);
  reply.later().send([&] {
    ++made;
    Response response;
    response.status = 201;
    return response;
  });
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(made, 0) << "not on the thread that answers";
  ASSERT_TRUE(reply.slot()->ready.load());
  EXPECT_EQ(reply.slot()->take().status, 201);
  EXPECT_EQ(reply.slot()->take().status, 201);
  EXPECT_EQ(made, 1);
}

TEST(Later, AnswersBadlyWhereNobodyDoes) {
  Response unused;
  int woken = 0;
  const std::function<void()> wake = [&] { ++woken; };
  Reply reply(unused, {}, native_error_shape, wake);
  { const Later lost = reply.later(); }
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(reply.slot()->take().status, 503);
}

// Whoever collects answers, as a bulk does, owns their slots and is owned by what wakes it.
TEST(Later, KeepsNobodyAliveThatHasBeenAnswered) {
  struct Collector {
    std::shared_ptr<Slot> slot;
    std::optional<Later> outer;
  };
  Response unused;
  const auto collector = std::make_shared<Collector>();
  const std::function<void()> nobody_waits;
  Reply outer(unused, {}, native_error_shape, nobody_waits);
  collector->outer = outer.later();
  std::optional<Later> inner;
  {
    const std::function<void()> wake = [collector] {
      collector->outer->send([collector] { return Response(); });
    };
    Reply reply(unused, {}, native_error_shape, wake);
    inner = reply.later();
    collector->slot = reply.slot();
  }
  inner->send(Response());
  EXPECT_EQ(collector.use_count(), 2) << "the answer that was not made yet";
  { const Reply gone = std::move(outer); }
  EXPECT_EQ(collector.use_count(), 1);
}

}  // namespace
}  // namespace rolecall::test
