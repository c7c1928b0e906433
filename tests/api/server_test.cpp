#include "api/http/server.hpp"

#include <fstream>
#include <latch>
#include <sstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  HttpClient client = connect();
  for (int i = 0; i < 3; ++i) {
    client.send(post("/echo", "hello"));
    const HttpAnswer answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.header("Connection"), "");
    EXPECT_EQ(answer.header("Date").size(), 29u);
  }
}

TEST_F(ServerTest, EchoesTheRequestIdOrMakesOne) {
  HttpClient client = connect();
  client.send(
      "GET /state HTTP/1.1\r\nHost: a\r\nX-Request-Id: "
      "6f300623-1e0c-48e6-a473-ddf630c0c0c3\r\n\r\n");
  EXPECT_EQ(client.receive().header("X-Request-Id"), "6f300623-1e0c-48e6-a473-ddf630c0c0c3");
  client.send(get("/state") + get("/nothing"));
  const std::string first = client.receive().header("X-Request-Id");
  const std::string second = client.receive().header("X-Request-Id");
  EXPECT_EQ(first.size(), 36u);
  EXPECT_NE(first, second);
}

TEST_F(ServerTest, EchoesWhateverSafeTextTheClientCallsItsRequest) {
  HttpClient client = connect();
  const auto echo_of = [&](const std::string& id) {
    client.send("GET /state HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + id + "\r\n\r\n");
    return client.receive().header("X-Request-Id");
  };
  const std::string longest(128, 'x');
  for (const std::string& id : {std::string("a"), std::string("req-2024/11:7.b_c=~@"), longest}) {
    EXPECT_EQ(echo_of(id), id);
  }
  for (const std::string& id : {longest + "x", std::string("a b"), std::string("a\"b"),
                                std::string("\xc3\xa4"), std::string("<b>")}) {
    EXPECT_EQ(echo_of(id).size(), 36u) << id;
  }
}

TEST_F(ServerTest, ClosesWhenAsked) {
  HttpClient client = connect();
  client.send("GET /state HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get("/state"));
  EXPECT_EQ(client.receive().header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, TellsHttp10ClientsThatTheConnectionStays) {
  HttpClient client = connect();
  client.send("GET /state HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.receive().header("Connection"), "keep-alive");
  client.send("GET /state HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.receive().header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  HttpClient client = connect();
  client.send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n" + get("/state"));
  const HttpAnswer head = client.receive_head();
  EXPECT_EQ(head.header("Content-Length"), "10000");
  EXPECT_EQ(client.receive().body, "state ");
}

TEST_F(ServerTest, HandsOnThePipelinedCommandsTogetherAndAnswersInOrder) {
  HttpClient client = connect();
  client.send(put("a") + put("b") + post("/echo", "at once") + put("c"));
  writes.wait_for(3);
  writes.commit();  // c first
  for (const char* body : {"wrote a", "wrote b", "at once", "wrote c"}) {
    EXPECT_EQ(client.receive().body, body);
  }
}

TEST_F(ServerTest, LetsAReadWaitForTheCommandsBeforeIt) {
  HttpClient client = connect();
  client.send(get("/state") + put("a") + put("b") + get("/state") + put("c"));
  writes.wait_for(2);
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(writes.size(), 2u) << "c comes after the read";
  writes.commit();
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(client.receive().body, "wrote a");
  EXPECT_EQ(client.receive().body, "wrote b");
  EXPECT_EQ(client.receive().body, "state ba");
  writes.wait_for(1);
  writes.commit();
  EXPECT_EQ(client.receive().body, "wrote c");
}

TEST_F(ServerTest, LetsAReadBeAnsweredLater) {
  HttpClient client = connect();
  client.send(get("/slow/x") + get("/state"));
  writes.wait_for(1);
  writes.commit();
  EXPECT_EQ(client.receive().body, "wrote x");
  EXPECT_EQ(client.receive().body, "state x");
}

TEST_F(ServerTest, TakesAnswersFromManyThreads) {
  HttpClient client = connect();
  constexpr int count = 200;
  std::string pipeline;
  for (int i = 0; i < count; ++i) pipeline += put(std::to_string(i));
  std::thread committing([&] {
    for (int round = 0; round < 2000 && writes.committed().size() < 490; ++round) {
      writes.commit();
      std::this_thread::sleep_for(1ms);
    }
  });
  client.send(pipeline);
  for (int i = 0; i < count; ++i) EXPECT_EQ(client.receive().body, "wrote " + std::to_string(i));
  committing.join();
}

TEST_F(ServerTest, IsNotHarmedByAnAnswerAfterTheClientHasGone) {
  {
    HttpClient client = connect();
    client.send(put("a"));
    writes.wait_for(1);
    client.reset();
  }
  std::this_thread::sleep_for(20ms);
  writes.commit();
  HttpClient client = connect();
  client.send(get("/state"));
  EXPECT_EQ(client.receive().body, "state a");
}

TEST_F(ServerTest, IsNotHarmedByAnAnswerAfterItsOwnEnd) {
  options.stop_timeout = 50ms;
  HttpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  server.reset();
  writes.commit();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersForAPromiseThatWasDropped) {
  HttpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  writes.drop();
  const HttpAnswer answer = client.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
}

TEST_F(ServerTest, ServesAClientThatHasClosedItsSendingSide) {
  HttpClient client = connect();
  client.send(get("/state") + put("a"));
  client.finish_sending();
  writes.wait_for(1);
  writes.commit();
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(client.receive().body, "wrote a");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersMalformedRequestsWith400AndCloses) {
  HttpClient client = connect();
  client.send(get("/state") + "GET /state HTTP/1.1\r\nHost : a\r\n\r\n" + get("/state"));
  EXPECT_EQ(client.receive().status, 200);
  const HttpAnswer refusal = client.receive();
  EXPECT_EQ(refusal.status, 400);
  EXPECT_EQ(refusal.header("Connection"), "close");
  EXPECT_NE(refusal.body.find("\"code\":\"bad_request\""), std::string::npos);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersAMalformedTargetWith400AndKeepsTheConnection) {
  HttpClient client = connect();
  client.send(get("/%zz") + get("/state"));
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ServerTest, RefusesBeforeTheBodyWhatItWouldRefuseAnyway) {
  for (const auto& [path, status] : {std::pair("/closed", 401), std::pair("/nothing", 404)}) {
    HttpClient client = connect();
    client.send("POST " + std::string(path) +
                " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
    const HttpAnswer answer = client.receive();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
  }
}

TEST_F(ServerTest, AsksForTheBodyOfAClientThatWaits) {
  HttpClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive_head().status, 100);
  client.send("hello");
  EXPECT_EQ(client.receive().body, "hello");
}

TEST_F(ServerTest, DoesNotAskForABodyItRefuses) {
  HttpClient client = connect();
  client.send(
      "POST /closed HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive().status, 401);
}

TEST_F(ServerTest, TellsHandlersWhereTheClientIsAndWhatTheConnectionRemembers) {
  HttpClient client = connect();
  client.send(get("/peer") + get("/peer"));
  EXPECT_EQ(client.receive().body, "127.0.0.1 1");
  EXPECT_EQ(client.receive().body, "127.0.0.1 2");
  HttpClient other = connect();
  other.send(get("/peer"));
  EXPECT_EQ(other.receive().body, "127.0.0.1 1");
}

TEST_F(ServerTest, HidesWhatWentWrongInAHandler) {
  HttpClient client = connect();
  client.send(get("/fail"));
  const HttpAnswer answer = client.receive();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
}

TEST_F(ServerTest, RefusesToStartWhereAnotherListens) {
  connect();
  ServerOptions second = options;
  second.listen = {TcpAddress{"127.0.0.1", server->port()}};
  const auto started = Server::start(second, router);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::unavailable);
  second.listen = {TcpAddress{"nowhere", 0}};
  EXPECT_EQ(Server::start(second, router).error().code, Errc::invalid_argument);
}

TEST_F(ServerTest, TellsWhetherItsThreadsGetToOtherWork) {
  std::latch entered(1), held(1);
  options.answers_instead = [&](const Request&, Reply&) {
    entered.count_down();
    held.wait();
    return false;
  };
  HttpClient client = connect();
  EXPECT_TRUE(server->responds_within(10s));
  client.send(get("/state"));
  entered.wait();
  EXPECT_FALSE(server->responds_within(50ms));
  held.count_down();
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(server->responds_within(10s));
}

class ServerLogs : public ServerTest {
 protected:
  // The lines about what `ask` does.
  template <class Ask>
  std::stringstream lines_of(Ask ask) {
    const TemporaryDirectory directory;
    const std::string path = directory.path() / "access.json";
    auto log = AccessLog::open(path).value();
    options.access_log = log.get();
    ask(connect());
    server->stop();
    log.reset();
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text;
  }
};

TEST_F(ServerLogs, TheRouteButNeverTheTarget) {
  std::stringstream text = lines_of([&](HttpClient client) {
    client.send(put("secret-name?q=secret-query") + get("/secret-path") +
                post("/echo", "secret-body", "Authorization: secret-key\r\n"));
    writes.wait_for(1);
    writes.commit();
    for (int i = 0; i < 3; ++i) client.receive();
  });
  std::string line;
  for (const char* expected : {R"("method":"PUT","route":"/write/{text}","status":201,"bytes":17,)",
                               R"("method":"GET","route":"","status":404,)",
                               R"("method":"POST","route":"/echo","status":200,"bytes":11,)"}) {
    ASSERT_TRUE(std::getline(text, line));
    EXPECT_NE(line.find(expected), std::string::npos) << line;
  }
  EXPECT_EQ(text.str().find("secret"), std::string::npos);
  EXPECT_EQ(text.str().find("127.0.0.1"), std::string::npos);
  EXPECT_FALSE(std::getline(text, line));
}

TEST_F(ServerLogs, TheOtherEndsAddressWhereTheOperatorAsksForIt) {
  options.log_peers = true;
  const std::stringstream text = lines_of([](HttpClient client) {
    client.send(get("/state"));
    client.receive();
  });
  EXPECT_NE(text.str().find(R"("peer":"127.0.0.1")"), std::string::npos) << text.str();
}

}  // namespace
}  // namespace rolecall::test
