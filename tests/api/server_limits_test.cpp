// Deadlines, bounds and stopping.
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"

namespace rolecall::test {
namespace {

using ServerLimits = ServerTest;

TEST_F(ServerLimits, GoesOnWithThePipelineAfterEachFullOutput) {
  options.output_max_bytes = 20000;
  HttpClient client = connect();
  constexpr int count = 500;
  std::string pipeline;
  for (int i = 0; i < count; ++i) pipeline += get("/large");
  std::thread sending([&] { client.send(pipeline); });
  for (int i = 0; i < count; ++i) EXPECT_EQ(client.receive().body.size(), 10000u);
  sending.join();
}

TEST_F(ServerLimits, RefusesALargeHeadWith431) {
  HttpClient head = connect();
  head.send("GET /" + std::string(100000, 'x'));
  EXPECT_EQ(head.receive().status, 431);
  EXPECT_TRUE(head.is_closed());
}

// Announced, of which nothing has to come.
std::string announce(std::string_view path, std::size_t bytes, std::string_view fields = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

TEST_F(ServerLimits, TakeNoMoreOfABodyThanTheRouteSays) {
  constexpr std::size_t open = limits::http_open_body_max_bytes;
  constexpr std::size_t change = limits::http_change_body_max_bytes;
  for (const auto& [request, status] :
       {std::pair(announce("/echo", open + 1), 413), std::pair(announce("/closed", open), 401),
        std::pair(announce("/closed", change + 1, credential), 413),
        std::pair(announce("/large", limits::http_body_max_bytes + 1, credential), 413)}) {
    HttpClient client = connect();
    client.send(request);
    const HttpAnswer answer = client.receive();
    EXPECT_EQ(answer.status, status) << request;
    EXPECT_TRUE(client.is_closed());
  }
  HttpClient client = connect();
  const std::string most(change, 'x');
  client.send(post("/closed", most, credential) + post("/echo", most.substr(0, open)));
  EXPECT_EQ(client.receive().body.size(), change);
  EXPECT_EQ(client.receive().body.size(), open);
  client.send(post("/large", std::string(limits::http_body_max_bytes, 'x'), credential));
  EXPECT_EQ(client.receive().body.size(), limits::http_body_max_bytes);
  client.send(post("/echo", most.substr(0, open + 1)));
  EXPECT_EQ(client.receive().status, 413) << "it was here together with its head";
}

TEST_F(ServerLimits, TakeNoMoreOfAChunkedBody) {
  const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
  HttpClient client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::thread sending([&] {
    for (int i = 0; i < 5; ++i) client.try_send(chunk, 1s);
  });
  EXPECT_EQ(client.receive().status, 413);
  sending.join();
}

TEST_F(ServerLimits, RefuseBodiesThatAreTooMuchTogetherFromTheHeadOn) {
  options.bodies_max_bytes = 100000;
  options.threads = 1;  // heads are met in the order of their arrival
  std::optional<HttpClient> first(connect());
  first->send(announce("/closed", 60000, credential) + "x");
  HttpClient second = connect();
  second.send(announce("/closed", 60000, credential));
  const HttpAnswer refused = second.receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  HttpClient third = connect();
  third.send(announce("/closed", 30000, credential) + std::string(30000, 'x'));
  EXPECT_EQ(third.receive().status, 200);
  first.reset();
  for (int status = 503; status != 200;) {  // until that one's end has been seen
    HttpClient fourth = connect();
    fourth.send(announce("/closed", 60000, credential));
    fourth.send(std::string(60000, 'x'));
    status = fourth.receive().status;
    ASSERT_TRUE(status == 200 || status == 503);
  }
}

TEST_F(ServerLimits, KeepHalfOfThatForThoseWithACredential) {
  options.bodies_max_bytes = 20000;
  options.threads = 1;  // heads are met in the order of their arrival
  HttpClient stranger = connect();
  stranger.send(announce("/echo", 9000) + "x");
  HttpClient another = connect();
  another.send(announce("/echo", 9000));
  EXPECT_EQ(another.receive().status, 503);
  HttpClient known = connect();
  known.send(announce("/closed", 9000, credential));
  known.send(std::string(9000, 'x'));
  EXPECT_EQ(known.receive().status, 200);
}

TEST_F(ServerLimits, ClosesASilentConnectionBeforeAnIdleOne) {
  options.first_head_timeout = 50ms;
  HttpClient silent = connect();
  HttpClient idle = connect();
  idle.send(get("/state"));
  EXPECT_EQ(idle.receive().status, 200);
  EXPECT_TRUE(silent.is_closed());
  EXPECT_FALSE(idle.has_input());
}

TEST_F(ServerLimits, GivesTheFirstHeadNoMoreTimeWhereItBeginsLate) {
  options.first_head_timeout = 200ms;
  HttpClient client = connect();
  const auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(100ms);
  while (!client.has_input() && std::chrono::steady_clock::now() < start + 5s) {
    client.send("X");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(client.receive().status, 408);
}

TEST_F(ServerLimits, ClosesASlowHeadWith408HoweverItTrickles) {
  options.head_timeout = 100ms;
  HttpClient client = connect();
  client.send(get("/state"));
  EXPECT_EQ(client.receive().status, 200);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100 && !client.has_input(); ++i) {
    client.send(i == 0 ? "GET / HTTP/1.1\r\n" : "X: y\r\n");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.is_closed());
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST_F(ServerLimits, ClosesASlowBodyWith408HoweverItTrickles) {
  options.body_timeout = 100ms;
  HttpClient client = connect();
  client.send(announce("/closed", 60000, credential));
  for (int i = 0; i < 100 && !client.has_input(); ++i) {
    client.send("x");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerLimits, ClosesAnIdleConnectionWithoutAWord) {
  options.idle_timeout = 50ms;
  HttpClient client = connect();
  client.send(get("/state"));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerLimits, ClosesAConnectionWhoseClientDoesNotRead) {
  options.write_timeout = 100ms;
  HttpClient client = connect();
  std::string pipeline;
  for (int i = 0; i < 1000000; ++i) pipeline += get("/large");
  EXPECT_FALSE(client.try_send(pipeline, 10s)) << "more than the sockets hold";
}

TEST_F(ServerLimits, DoesNotLimitTheTimeAHandlerTakes) {
  options.head_timeout = options.body_timeout = options.idle_timeout = options.write_timeout = 30ms;
  HttpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  std::this_thread::sleep_for(100ms);
  writes.commit();
  EXPECT_EQ(client.receive().body, "wrote a");
}

TEST_F(ServerLimits, TurnsConnectionsAwayWhereAllOthersProvedACredential) {
  options.connections_max = 2;
  HttpClient first = connect();
  HttpClient second = connect();
  for (HttpClient* client : {&first, &second}) {
    client->send(get("/me", credential));
    EXPECT_EQ(client->receive().status, 200);
  }
  EXPECT_EQ(connect().receive().status, 503);
  first.send(get("/me", credential));
  EXPECT_EQ(first.receive().status, 200);
}

// Silent ones, half requests, answers that nobody reads: none of them shuts anybody out.
TEST_F(ServerLimits, LetsTheLongestSilentConnectionGoForANewOne) {
  options.connections_max = 4;
  HttpClient known = connect();
  known.send(get("/me", credential));
  EXPECT_EQ(known.receive().status, 200);
  std::vector<HttpClient> silent;
  for (const char* said :
       {"", "GET /st", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"}) {
    silent.push_back(connect());
    silent.back().send(said);
  }
  for (int i = 0; i < 50; ++i) {
    silent.push_back(connect());
    HttpClient other = connect();
    other.send(get("/state"));
    EXPECT_EQ(other.receive().status, 200);
    known.send(get("/me", credential));
    EXPECT_EQ(known.receive().status, 200);
  }
  EXPECT_TRUE(silent.front().is_closed());
}

TEST_F(ServerLimits, KeepsAConnectionForWhichItWorks) {
  options.connections_max = 1;
  HttpClient busy = connect();
  busy.send(put("a"));
  writes.wait_for(1);
  EXPECT_EQ(connect().receive().status, 503);
  writes.commit();
  EXPECT_EQ(busy.receive().body, "wrote a");
}

TEST_F(ServerLimits, FinishesWhatIsInFlightBeforeItStops) {
  HttpClient idle = connect();
  idle.send(get("/state"));
  EXPECT_EQ(idle.receive().status, 200);
  HttpClient busy = connect();
  busy.send(put("a"));
  writes.wait_for(1);
  std::thread stopping([&] { server->stop(); });
  EXPECT_TRUE(idle.is_closed());
  writes.commit();
  EXPECT_EQ(busy.receive().body, "wrote a");
  EXPECT_TRUE(busy.is_closed());
  stopping.join();
  EXPECT_FALSE(HttpClient(server->port()).connected());
}

TEST_F(ServerLimits, StopsInTimeWhateverIsInFlight) {
  options.stop_timeout = 50ms;
  HttpClient busy = connect();
  busy.send(put("a"));
  writes.wait_for(1);
  HttpClient half = connect();
  half.send("GET /");
  const auto start = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST_F(ServerLimits, StopsAtOnceWhateverIsNoWholeRequestOrIsNotRead) {
  options.stop_timeout = 1h;
  HttpClient half_head = connect();
  half_head.send("GET /");
  HttpClient half_body = connect();
  half_body.send(announce("/closed", 30000, credential) + "x");
  HttpClient unread = connect();
  std::string pipeline;
  for (int i = 0; i < 3000; ++i) pipeline += get("/large");
  unread.try_send(pipeline, 1s);
  const auto start = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST_F(ServerLimits, DoNotCutALargeAnswerThatMoves) {
  options.write_timeout = 300ms;
  HttpClient client = connect();
  constexpr std::size_t all = 24 << 20;
  client.send(get("/huge"));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(client.receive_head().status, 200);
  constexpr std::size_t step = 1 << 20;
  for (std::size_t read = 0; read < all; read += step) {
    ASSERT_EQ(client.receive_bytes(step).size(), step);
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_GT(std::chrono::steady_clock::now() - start, 2 * options.write_timeout);
}

TEST_F(ServerLimits, RefuseReadsWhereTooManyAnswersWaitToBeRead) {
  options.answers_max_bytes = 30 << 20;
  std::optional<HttpClient> unread(connect());
  unread->send(get("/closed-huge", credential));
  EXPECT_EQ(unread->receive_head().status, 200);
  HttpClient client = connect();
  client.send(get("/closed-huge", credential) + get("/state") + put("a"));
  const HttpAnswer refused = client.receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(client.receive().status, 200) << "a small one";
  writes.wait_for(1);
  Response change;
  change.body.assign(20 << 20, 'c');
  writes.answer(std::move(change));
  EXPECT_EQ(client.receive().body.size(), 20u << 20) << "it is done";
  client.send(put("b"));
  writes.wait_for(1);
  Response read;
  read.body.assign(20 << 20, 'r');
  read.is_of_read = true;
  writes.answer(std::move(read));
  EXPECT_EQ(client.receive().status, 503) << "nothing has been done";
  unread.reset();
  for (int status = 503; status != 200;) {
    client.send(get("/closed-huge", credential));
    status = client.receive().status;
    ASSERT_TRUE(status == 200 || status == 503);
  }
}

}  // namespace
}  // namespace rolecall::test
