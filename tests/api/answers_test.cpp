// How the answers of a connection become bytes, without a socket.
#include "api/http/answers.hpp"

#include <gtest/gtest.h>

#include "api/http/worker.hpp"

namespace rolecall::test {
namespace {

class AnswersTest : public testing::Test {
 protected:
  static Response with_body(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
  }
  static Response that_goes_on() {
    Response response = with_body("begin ");
    response.more = [](const Later&) {};
    return response;
  }
  Answers::Facts facts() const {
    Answers::Facts facts;
    facts.takes_chunks = true;
    facts.route = &router.routes().front();
    return facts;
  }
  std::shared_ptr<Slot> promise() {
    const auto slot = std::make_shared<Slot>();
    answers.promise(facts(), slot);
    return slot;
  }
  void add(Response response) { answers.add(facts(), response); }
  static void keep(Slot& slot, std::string body) {
    slot.response = with_body(std::move(body));
    slot.ready = true;
  }
  // The bodies of what there is, each behind its head.
  std::string bodies() const {
    std::string bodies;
    for (std::string_view rest = answers.bytes(); !rest.empty();) {
      rest.remove_prefix(std::min(rest.find("\r\n\r\n"), rest.size() - 4) + 4);
      const std::string_view body = rest.substr(0, rest.find("HTTP/1.1"));
      bodies += body;
      rest.remove_prefix(body.size());
    }
    return bodies;
  }

  ServerOptions options;
  const Route read{Method::get, "/", Right::open(), Kind::read, [](const Request&, Reply&) {}};
  const Router router = Router::build({{"", native_error_shape, {}, {read}}}).value();
  const std::shared_ptr<Shared> shared = std::make_shared<Shared>(options);
  const std::shared_ptr<Worker> worker = std::make_shared<Worker>(options, router, shared);
  Answers answers{*worker};
};

TEST_F(AnswersTest, GoOutInTheOrderOfTheirRequests) {
  add(with_body("1"));
  const auto second = promise(), third = promise();
  keep(*third, "3");
  answers.collect();
  EXPECT_EQ(bodies(), "1");
  EXPECT_TRUE(answers.are_promised());
  keep(*second, "2");
  answers.collect();
  EXPECT_EQ(bodies(), "123");
  EXPECT_FALSE(answers.are_promised());
  answers.written();
  EXPECT_EQ(answers.bytes(), "");
}

TEST_F(AnswersTest, WaitBehindOneThatGoesOn) {
  const auto first = promise(), second = promise();
  first->response = that_goes_on();
  first->ready = true;
  keep(*second, "2");
  answers.collect();
  EXPECT_EQ(bodies(), "6\r\nbegin \r\n");
  EXPECT_TRUE(answers.go_on());
  EXPECT_TRUE(answers.are_promised());
  EXPECT_TRUE(answers.take_more());
  answers.written();
  answers.add_piece("end");
  answers.add_piece("");
  EXPECT_EQ(answers.bytes(), "3\r\nend\r\n0\r\n\r\n");
  answers.written();
  answers.collect();
  EXPECT_EQ(bodies(), "2");
}

TEST_F(AnswersTest, AreOverBehindOneThatOnlyTheEndOfTheConnectionEnds) {
  Answers::Facts http_1_0 = facts();
  http_1_0.takes_chunks = false;
  Response response = that_goes_on();
  answers.add(http_1_0, response);
  EXPECT_TRUE(answers.are_over());
  EXPECT_NE(answers.bytes().find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(answers.take_more());
  answers.written();
  answers.add_piece("as it is");
  EXPECT_EQ(answers.bytes(), "as it is");
}

TEST_F(AnswersTest, AreRefusedWhereTooMuchWaitsToBeRead) {
  Budget::Share others(shared->answers);
  others.set(options.answers_max_bytes);
  add(with_body(std::string(limits::http_answer_counted_bytes + 1, 'x')));
  EXPECT_TRUE(answers.bytes().starts_with("HTTP/1.1 503 ")) << answers.bytes();
  answers.written();
  add(with_body("small"));
  EXPECT_TRUE(answers.bytes().starts_with("HTTP/1.1 200 "));
}

TEST_F(AnswersTest, TellThoseWhoOweThemThatNobodyWaitsAnyMore) {
  const auto slot = promise();
  EXPECT_FALSE(slot->left);
  answers.leave();
  EXPECT_TRUE(slot->left);
}

}  // namespace
}  // namespace rolecall::test
