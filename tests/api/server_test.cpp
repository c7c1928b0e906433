#include "api/http/server.hpp"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/api/support/tcp_client.hpp"

namespace rolecall {
namespace {

using namespace std::chrono_literals;

// What stands in for the writer: keeps promises until the test lets them be answered.
class Writes {
 public:
  void add(std::string text, Later later) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(text), std::move(later)});
    arrived_.notify_all();
  }

  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(arrived_.wait_for(lock, 10s, [&] { return waiting_.size() >= count; }));
  }

  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

  std::string committed() {
    const std::lock_guard lock(mutex_);
    return committed_;
  }

  // Answers all, the last first, on this thread. The state a later read sees changes before that.
  void commit() {
    for (auto& [text, later] : taken()) {
      {
        const std::lock_guard lock(mutex_);
        committed_ += text;
      }
      Response response;
      response.status = 201;
      response.body = "wrote " + text;
      later.send(std::move(response));
    }
  }

  void drop() { taken().clear(); }

 private:
  struct Waiting {
    std::string text;
    Later later;
  };

  std::vector<Waiting> taken() {
    const std::lock_guard lock(mutex_);
    std::vector<Waiting> all(std::make_move_iterator(waiting_.rbegin()),
                             std::make_move_iterator(waiting_.rend()));
    waiting_.clear();
    return all;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Waiting> waiting_;
  std::string committed_;
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options.port = 0;
    options.threads = 2;
    options.sweep_interval = 10ms;
  }
  ~ServerTest() override {
    writes.drop();
    if (server) server->stop();
  }

  TcpClient connect() {
    if (!server) server = Server::start(options, router).value();
    return TcpClient(server->port());
  }

  std::vector<Route> routes() {
    const auto read = [this](const Request&, Reply& reply) {
      reply.response.body = "state " + writes.committed();
    };
    const auto write = [this](const Request& request, Reply& reply) {
      writes.add(std::string(request.capture("text")), reply.later());
    };
    const auto echo = [](const Request& request, Reply& reply) {
      reply.response.body = request.body;
    };
    const auto large = [](const Request&, Reply& reply) { reply.response.body.assign(10000, 'x'); };
    const auto fail = [](const Request&, Reply&) { throw std::runtime_error("secret"); };
    const Right open = Right::open();
    const Right closed = Right::needs(Capability::manage, Role::admin);
    return {{Method::get, "/state", open, Kind::read, read},
            {Method::put, "/write/{text}", open, Kind::command, write},
            {Method::get, "/slow/{text}", open, Kind::read, write},
            {Method::post, "/echo", open, Kind::command, echo},
            {Method::get, "/large", open, Kind::read, large},
            {Method::get, "/fail", open, Kind::read, fail},
            {Method::post, "/closed", closed, Kind::command, echo}};
  }

  static std::optional<Problem> admit(const Request&, const Right&) {
    return Problem(401, "No credential");
  }

  Writes writes;
  ServerOptions options;
  Router router = Router::build(routes(), {}, admit).value();
  std::unique_ptr<Server> server;
};

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::string put(std::string_view text) {
  return "PUT /write/" + std::string(text) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view fields = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  TcpClient client = connect();
  for (int i = 0; i < 3; ++i) {
    client.send(post("/echo", "hello"));
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.header("Connection"), "");
    EXPECT_EQ(answer.header("Date").size(), 29u);
  }
}

TEST_F(ServerTest, EchoesTheRequestIdOrMakesOne) {
  TcpClient client = connect();
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

TEST_F(ServerTest, ClosesWhenAsked) {
  TcpClient client = connect();
  client.send("GET /state HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get("/state"));
  EXPECT_EQ(client.receive().header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, TellsHttp10ClientsThatTheConnectionStays) {
  TcpClient client = connect();
  client.send("GET /state HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.receive().header("Connection"), "keep-alive");
  client.send("GET /state HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.receive().header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  TcpClient client = connect();
  client.send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n" + get("/state"));
  const Answer head = client.receive(TcpClient::Body::none);
  EXPECT_EQ(head.header("Content-Length"), "10000");
  EXPECT_EQ(client.receive().body, "state ");
}

TEST_F(ServerTest, HandsOnThePipelinedCommandsTogetherAndAnswersInOrder) {
  TcpClient client = connect();
  client.send(put("a") + put("b") + post("/echo", "at once") + put("c"));
  writes.wait_for(3);
  writes.commit();  // c first
  for (const char* body : {"wrote a", "wrote b", "at once", "wrote c"}) {
    EXPECT_EQ(client.receive().body, body);
  }
}

TEST_F(ServerTest, LetsAReadWaitForTheCommandsBeforeIt) {
  TcpClient client = connect();
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
  TcpClient client = connect();
  client.send(get("/slow/x") + get("/state"));
  writes.wait_for(1);
  writes.commit();
  EXPECT_EQ(client.receive().body, "wrote x");
  EXPECT_EQ(client.receive().body, "state x");
}

TEST_F(ServerTest, TakesAnswersFromManyThreads) {
  TcpClient client = connect();
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
    TcpClient client = connect();
    client.send(put("a"));
    writes.wait_for(1);
    client.reset();
  }
  std::this_thread::sleep_for(20ms);
  writes.commit();
  TcpClient client = connect();
  client.send(get("/state"));
  EXPECT_EQ(client.receive().body, "state a");
}

TEST_F(ServerTest, IsNotHarmedByAnAnswerAfterItsOwnEnd) {
  options.stop_timeout = 50ms;
  TcpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  server.reset();
  writes.commit();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersForAPromiseThatWasDropped) {
  TcpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  writes.drop();
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
}

TEST_F(ServerTest, ServesAClientThatHasClosedItsSendingSide) {
  TcpClient client = connect();
  client.send(get("/state") + put("a"));
  client.finish_sending();
  writes.wait_for(1);
  writes.commit();
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(client.receive().body, "wrote a");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, GoesOnWithThePipelineAfterEachFullOutput) {
  options.output_max_bytes = 20000;
  TcpClient client = connect();
  constexpr int count = 500;
  std::string pipeline;
  for (int i = 0; i < count; ++i) pipeline += get("/large");
  std::thread sending([&] { client.send(pipeline); });
  for (int i = 0; i < count; ++i) EXPECT_EQ(client.receive().body.size(), 10000u);
  sending.join();
}

TEST_F(ServerTest, AnswersMalformedRequestsWith400AndCloses) {
  TcpClient client = connect();
  client.send(get("/state") + "GET /state HTTP/1.1\r\nHost : a\r\n\r\n" + get("/state"));
  EXPECT_EQ(client.receive().status, 200);
  const Answer refusal = client.receive();
  EXPECT_EQ(refusal.status, 400);
  EXPECT_EQ(refusal.header("Connection"), "close");
  EXPECT_NE(refusal.body.find("\"code\":\"bad_request\""), std::string::npos);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersAMalformedTargetWith400AndKeepsTheConnection) {
  TcpClient client = connect();
  client.send(get("/%zz") + get("/state"));
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ServerTest, RefusesALargeBodyWith413AndALargeHeadWith431) {
  TcpClient body = connect();
  body.send(post("/echo", std::string(limits::http_body_max_bytes + 1, 'x')));
  EXPECT_EQ(body.receive().status, 413);
  EXPECT_TRUE(body.is_closed());

  TcpClient head = connect();
  head.send("GET /" + std::string(100000, 'x'));
  EXPECT_EQ(head.receive().status, 431);
  EXPECT_TRUE(head.is_closed());
}

TEST_F(ServerTest, RefusesBeforeTheBodyWhatItWouldRefuseAnyway) {
  for (const auto& [path, status] : {std::pair("/closed", 401), std::pair("/nothing", 404)}) {
    TcpClient client = connect();
    client.send("POST " + std::string(path) +
                " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
  }
}

TEST_F(ServerTest, AsksForTheBodyOfAClientThatWaits) {
  TcpClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive(TcpClient::Body::none).status, 100);
  client.send("hello");
  EXPECT_EQ(client.receive().body, "hello");
}

TEST_F(ServerTest, DoesNotAskForABodyItRefuses) {
  TcpClient client = connect();
  client.send(
      "POST /closed HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive().status, 401);
}

TEST_F(ServerTest, HidesWhatWentWrongInAHandler) {
  TcpClient client = connect();
  client.send(get("/fail"));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
}

TEST_F(ServerTest, ClosesASlowHeadWith408HoweverItTrickles) {
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

TEST_F(ServerTest, ClosesASlowBodyWith408HoweverItTrickles) {
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

TEST_F(ServerTest, ClosesAnIdleConnectionWithoutAWord) {
  options.idle_timeout = 50ms;
  TcpClient client = connect();
  client.send(get("/state"));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, ClosesAConnectionWhoseClientDoesNotRead) {
  options.write_timeout = 100ms;
  TcpClient client = connect();
  std::string pipeline;
  for (int i = 0; i < 1000000; ++i) pipeline += get("/large");
  EXPECT_FALSE(client.try_send(pipeline, 10s)) << "more than the sockets hold";
}

TEST_F(ServerTest, DoesNotLimitTheTimeAHandlerTakes) {
  options.head_timeout = options.body_timeout = options.idle_timeout = options.write_timeout = 30ms;
  TcpClient client = connect();
  client.send(put("a"));
  writes.wait_for(1);
  std::this_thread::sleep_for(100ms);
  writes.commit();
  EXPECT_EQ(client.receive().body, "wrote a");
}

TEST_F(ServerTest, TurnsConnectionsAwayAboveTheLimit) {
  options.connections_max = 2;
  TcpClient first = connect();
  TcpClient second = connect();
  first.send(get("/state"));
  second.send(get("/state"));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
  EXPECT_EQ(connect().receive().status, 503);
}

TEST_F(ServerTest, FinishesWhatIsInFlightBeforeItStops) {
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

TEST_F(ServerTest, StopsInTimeWhateverIsInFlight) {
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

TEST_F(ServerTest, RefusesToStartWhereAnotherListens) {
  connect();
  ServerOptions second = options;
  second.port = server->port();
  const auto started = Server::start(second, router);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::unavailable);
  second.address = "nowhere";
  EXPECT_EQ(Server::start(second, router).error().code, Errc::invalid_argument);
}

TEST_F(ServerTest, LogsTheRouteButNeverTheTarget) {
  const std::string path = testing::TempDir() + "rolecall_access_log_test.json";
  std::filesystem::remove(path);
  auto log = AccessLog::open(path).value();
  options.access_log = log.get();
  TcpClient client = connect();
  client.send(put("secret-name?q=secret-query") + get("/secret-path") +
              post("/echo", "secret-body", "Authorization: secret-key\r\n"));
  writes.wait_for(1);
  writes.commit();
  for (int i = 0; i < 3; ++i) client.receive();
  server->stop();
  log.reset();
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  std::string line;
  for (const char* expected : {R"("method":"PUT","route":"/write/{text}","status":201,"bytes":17,)",
                               R"("method":"GET","route":"","status":404,)",
                               R"("method":"POST","route":"/echo","status":200,"bytes":11,)"}) {
    ASSERT_TRUE(std::getline(text, line));
    EXPECT_NE(line.find(expected), std::string::npos) << line;
  }
  EXPECT_EQ(text.str().find("secret"), std::string::npos);
  EXPECT_FALSE(std::getline(text, line));
}

}  // namespace
}  // namespace rolecall
