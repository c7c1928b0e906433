// What waits for one thing does not hold up what waits for another.
#include <atomic>
#include <latch>

#include "api/answer.hpp"
#include "tests/api/support/service_test.hpp"

namespace rolecall::test {
namespace {

constexpr std::string_view sorted_list = "/v1/users?sort=-email&limit=1";

class PoolsTest : public ServiceTest {
 protected:
  // Whoever computes, computes until the end of the test.
  void block(Pool& pool) {
    for (std::uint8_t i = 1; i <= 2; ++i) {
      Uuid somebody;
      somebody.bytes[0] = i;
      ASSERT_TRUE(pool.submit(somebody, [this] { opened.wait(); }));
    }
  }
  ~PoolsTest() override {
    open();
    service.pools().computing.stop();
  }

  void open() {
    if (!opened.try_wait()) opened.count_down();
  }

  std::latch opened{1};
  std::vector<std::shared_ptr<Slot>> slots;
};

TEST_F(PoolsTest, ListsThatAreComputedHoldUpNeitherHistoriesNorChangesNorKeys) {
  const std::string viewer = add_user("eve", Role::viewer);
  block(service.pools().computing);
  std::vector<Asked> lists;
  for (int i = 0; i < 100; ++i) lists.push_back(send(Method::get, sorted_list, viewer));

  const std::string eve = user_named("eve").text();
  EXPECT_EQ(get("/v1/users/" + eve + "/history", root).status, 200);
  EXPECT_EQ(get("/v1/role-changes", root).status, 200);
  Asked keyed = send(Method::patch, "/v1/users/" + eve, root, R"({"first_name": "Eve"})",
                     {{"Idempotency-Key", "once"}});
  EXPECT_EQ(keyed.answer().status, 200);
  EXPECT_EQ(send(Method::post, "/v1/api-keys", root, R"({"user": "eve"})").answer().status, 201);
  EXPECT_EQ(
      send(Method::post, "/v1/invitations", root, R"({"email": "a@example.org"})").answer().status,
      201);
  for (const Asked& list : lists) EXPECT_FALSE(list.is_answered());

  open();
  for (Asked& list : lists) EXPECT_EQ(list.answer().status, 200);
}

TEST_F(PoolsTest, WhoHasLeftIsNotWorkedFor) {
  block(service.pools().computing);
  std::atomic<int> works = 0;
  const Work work = [&](Response&) -> std::optional<Problem> { return ++works, std::nullopt; };
  std::any memory;
  Request request;
  request.connection_memory = &memory;
  Response unused;
  const std::function<void()> wake = [] {};
  for (const bool stays : {false, true, false}) {
    Reply reply(unused, {}, native_error_shape, wake);
    answer_in(service.pools().computing, request, reply, work);
    if (stays) slots.push_back(reply.slot());
  }
  open();
  service.pools().computing.stop();
  EXPECT_EQ(works, 1);
  EXPECT_EQ(slots.at(0)->take().status, 200);
}

TEST_F(PoolsTest, BeyondItsShareACallersRequestsAreRefusedForNow) {
  const std::string viewer = add_user("eve", Role::viewer);
  block(service.pools().computing);
  std::vector<Asked> taken;
  for (std::size_t i = 0; i < limits::pool_waiting_of_caller_max; ++i) {
    taken.push_back(send(Method::get, sorted_list, viewer));
  }
  Asked beyond = send(Method::get, sorted_list, viewer);
  ASSERT_TRUE(beyond.is_answered());
  const Response refusal = beyond.answer();
  EXPECT_EQ(refusal.status, 503);
  EXPECT_EQ(refusal.headers.at(0), std::pair(std::string_view("Retry-After"), std::string("1")));
  EXPECT_FALSE(send(Method::get, sorted_list, root).is_answered()) << "others have their own";
  for (Asked& one : taken) one.leave();
}

}  // namespace
}  // namespace rolecall::test
