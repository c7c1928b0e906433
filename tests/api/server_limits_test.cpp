// Deadlines, bounds and stopping.
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"

namespace rolecall {
namespace {

using ServerLimits = ServerTest;

TEST_F(ServerLimits, GoesOnWithThePipelineAfterEachFullOutput) {
  options.output_max_bytes = 20000;
  TcpClient client = connect();
  constexpr int count = 500;
  std::string pipeline;
  for (int i = 0; i < count; ++i) pipeline += get("/large");
  std::thread sending([&] { client.send(pipeline); });
  for (int i = 0; i < count; ++i) EXPECT_EQ(client.receive().body.size(), 10000u);
  sending.join();
}

TEST_F(ServerLimits, RefusesALargeBodyWith413AndALargeHeadWith431) {
  TcpClient body = connect();
  body.send(post("/echo", std::string(limits::http_body_max_bytes + 1, 'x')));
  EXPECT_EQ(body.receive().status, 413);
  EXPECT_TRUE(body.is_closed());

  TcpClient head = connect();
  head.send("GET /" + std::string(100000, 'x'));
  EXPECT_EQ(head.receive().status, 431);
  EXPECT_TRUE(head.is_closed());
}

TEST_F(ServerLimits, ClosesASlowHeadWith408HoweverItTrickles) {
  options.head_timeout = 100ms;
  TcpClient client = connect();
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
  TcpClient client = connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  for (int i = 0; i < 100 && !client.has_input(); ++i) {
    client.send("x");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerLimits, ClosesAnIdleConnectionWithoutAWord) {
  options.idle_timeout = 50ms;
  TcpClient client = connect();
  client.send(get("/state"));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerLimits, ClosesAConnectionWhoseClientDoesNotRead) {
  options.write_timeout = 100ms;
  TcpClient client = connect();
  std::string pipeline;
  for (int i = 0; i < 1000000; ++i) pipeline += get("/large");
  EXPECT_FALSE(client.try_send(pipeline, 10s)) << "more than the sockets hold";
}

TEST_F(ServerLimits, DoesNotLimitTheTimeAHandlerTakes) {
  options.head_timeout = options.body_timeout = options.idle_timeout = options.write_timeout = 30ms;
  TcpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  std::this_thread::sleep_for(100ms);
  writes.commit();
  EXPECT_EQ(client.receive().body, "wrote a");
}

TEST_F(ServerLimits, TurnsConnectionsAwayAboveTheLimit) {
  options.connections_max = 2;
  TcpClient first = connect();
  TcpClient second = connect();
  first.send(get("/state"));
  second.send(get("/state"));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
  EXPECT_EQ(connect().receive().status, 503);
}

TEST_F(ServerLimits, FinishesWhatIsInFlightBeforeItStops) {
  TcpClient idle = connect();
  idle.send(get("/state"));
  EXPECT_EQ(idle.receive().status, 200);
  TcpClient busy = connect();
  busy.send(put("a"));
  writes.wait_for(1);
  std::thread stopping([&] { server->stop(); });
  EXPECT_TRUE(idle.is_closed());
  writes.commit();
  EXPECT_EQ(busy.receive().body, "wrote a");
  EXPECT_TRUE(busy.is_closed());
  stopping.join();
  EXPECT_FALSE(TcpClient::can_connect(server->port()));
}

TEST_F(ServerLimits, StopsInTimeWhateverIsInFlight) {
  options.stop_timeout = 50ms;
  TcpClient busy = connect();
  busy.send(put("a"));
  writes.wait_for(1);
  TcpClient half = connect();
  half.send("GET /");
  const auto start = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

}  // namespace
}  // namespace rolecall
