#include "api/http/reply.hpp"

#include <gtest/gtest.h>

namespace rolecall {
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

}  // namespace
}  // namespace rolecall
