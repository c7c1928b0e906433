// Answers that go on piece by piece, and answers that await a position.
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t more_than_buffers = 16 << 20;  // than the system takes for a slow reader

class ServerStream : public ServerTest {
 protected:
  ServerStream() {
    const auto stream = [this](const Request&, Reply& reply) {
      reply.response.content_type = "text/plain";
      reply.response.body = "begin ";
      reply.response.more = [this, held = held](const Later& next) { writes.add("", next); };
      reply.response.is_endless = true;
    };
    auto all = routes();
    all.push_back(
        {Method::get, "/stream", Right::needs(Capability::read, Role::viewer), Kind::read, stream});
    router = Router::build({{"", native_error_shape, admit, std::move(all)}}).value();
  }
  HttpClient open() {
    HttpClient client = connect();
    client.send(get("/stream", credential));
    head = client.receive();
    EXPECT_EQ(client.receive_bytes(6), "begin ");
    return client;
  }
  // Until a connection more than the one is turned away no longer.
  void wait_until_alone() {
    for (const auto give_up = std::chrono::steady_clock::now() + 10s;;) {
      HttpClient other = connect();
      other.send(get("/state"));
      if (other.receive().status == 200) return;
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      std::this_thread::sleep_for(1ms);
    }
  }
  // Until the server has let go of all streams.
  void wait_until_gone() {
    for (const auto give_up = std::chrono::steady_clock::now() + 10s; held.use_count() > 1;) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      std::this_thread::sleep_for(100us);
    }
  }
  // The next piece, when it is asked for.
  void give(std::string text) {
    writes.wait_for(1);
    Response piece;
    piece.body = std::move(text);
    writes.answer(std::move(piece));
  }

  HttpAnswer head;
  const std::shared_ptr<int> held = std::make_shared<int>();  // by each stream
};

TEST_F(ServerStream, SendsPieceAfterPieceUntilAnEmptyOneEndsTheConnection) {
  HttpClient client = open();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Type"), "text/plain");
  EXPECT_EQ(head.header("Content-Length"), "");
  EXPECT_EQ(head.header("Connection"), "close");
  for (const char* piece : {"one ", "two "}) {
    give(piece);
    EXPECT_EQ(client.receive_bytes(4), piece);
  }
  give("");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerStream, EndsWhereNobodyKeepsThePromiseOfAPiece) {
  HttpClient client = open();
  writes.wait_for(1);
  writes.drop();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerStream, AnswersWhatCameBeforeItAndNothingBehindIt) {
  HttpClient client = connect();
  client.send(get("/state") + get("/stream", credential) + get("/state"));
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive_bytes(6), "begin ");
  give("");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerStream, AnswersHeadWithoutAPiece) {
  HttpClient client = connect();
  client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\n\r\n");
  EXPECT_EQ(client.receive_head().header("Content-Type"), "text/plain");
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(writes.size(), 0u);
}

TEST_F(ServerStream, AsksForAPieceOnlyWhenTheOneBeforeIsWrittenOut) {
  HttpClient client = open();
  give(std::string(more_than_buffers, 'x'));
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(writes.size(), 0u);
  EXPECT_EQ(client.receive_bytes(more_than_buffers).size(), more_than_buffers);
  writes.wait_for(1);
}

TEST_F(ServerStream, CutsOffWhoDoesNotRead) {
  options.write_timeout = 100ms;
  options.connections_max = 1;
  HttpClient client = open();
  give(std::string(more_than_buffers, 'x'));
  wait_until_alone();
  EXPECT_LT(client.receive_bytes(more_than_buffers).size(), more_than_buffers);
  EXPECT_EQ(writes.size(), 0u);
}

TEST_F(ServerStream, WaitsForAPieceLongerThanForARequest) {
  options.idle_timeout = options.head_timeout = options.write_timeout = 500ms;
  HttpClient client = open();
  std::this_thread::sleep_for(1500ms);
  give("late");
  EXPECT_EQ(client.receive_bytes(4), "late");
}

TEST_F(ServerStream, EndsWithTheServerBehindThePieceItWaitsFor) {
  HttpClient first = open(), second = open();
  writes.wait_for(2);
  std::thread stopping([this] { server->stop(); });
  std::this_thread::sleep_for(100ms);
  Response piece;
  piece.body = "last";
  writes.answer(piece);
  stopping.join();
  for (HttpClient* client : {&first, &second}) {
    EXPECT_EQ(client->receive_bytes(4), "last");
    EXPECT_TRUE(client->is_closed());
  }
}

TEST_F(ServerStream, IsAbandonedWhereNoPieceComesWhileTheServerStops) {
  options.stop_timeout = 50ms;
  HttpClient client = open();
  server->stop();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerStream, EndsWhereTheClientHangsUp) {
  options.connections_max = 1;
  std::optional<HttpClient> client(open());
  writes.wait_for(1);
  client.reset();
  wait_until_alone();
}

// At whatever moment of it.
TEST_F(ServerStream, EndsWhereTheClientHangsUpWhileAPieceIsWritten) {
  constexpr std::size_t at_once = 50;
  for (int round = 0; round < 20 && !HasFatalFailure(); ++round) {
    std::vector<HttpClient> clients;
    for (std::size_t i = 0; i < at_once; ++i) clients.push_back(open());
    writes.wait_for(at_once);
    std::thread answering([this] { give("piece"); });
    clients.clear();
    answering.join();
    wait_until_gone();
    writes.drop();
  }
}

TEST_F(ServerStream, TellsHttp10ClientsThatTheConnectionEnds) {
  HttpClient client = connect();
  client.send("GET /stream HTTP/1.0\r\nAuthorization: a\r\nConnection: keep-alive\r\n\r\n");
  const HttpAnswer answer = client.receive();
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(answer.head.find("keep-alive"), std::string::npos);
}

// Answers of many pieces that have an end.
class ServerPieces : public ServerTest {
 protected:
  ServerPieces() {
    const auto begin = [this](Response& response) {
      response.content_type = "text/plain";
      response.body = "begin ";
      response.more = [this](const Later& next) { writes.add("", next); };
    };
    const auto now = [begin](const Request&, Reply& reply) { begin(reply.response); };
    const auto later = [begin](const Request&, Reply& reply) {
      Response response;
      begin(response);
      reply.later().send(std::move(response));
    };
    auto all = routes();
    all.push_back({Method::get, "/now", Right::open(), Kind::read, now});
    all.push_back({Method::get, "/later", Right::open(), Kind::read, later});
    router = Router::build({{"", native_error_shape, admit, std::move(all)}}).value();
  }
  void give(std::string text, int status = 200) {
    writes.wait_for(1);
    Response piece;
    piece.body = std::move(text);
    piece.status = status;
    writes.answer(std::move(piece));
  }
  static void expect_bytes(HttpClient& client, std::string_view bytes) {
    EXPECT_EQ(client.receive_bytes(bytes.size()), bytes);
  }
};

TEST_F(ServerPieces, AreChunksAndTheConnectionGoesOnBehindThem) {
  HttpClient client = connect();
  client.send(get("/now") + get("/later") + get("/state"));
  for (int i = 0; i < 2; ++i) {
    const HttpAnswer head = client.receive_head();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(head.header("Content-Length"), "");
    EXPECT_EQ(head.header("Connection"), "");
    expect_bytes(client, "6\r\nbegin \r\n");
    give(std::string(26, 'x'));
    expect_bytes(client, "1a\r\n" + std::string(26, 'x') + "\r\n");
    give("");
    expect_bytes(client, "0\r\n\r\n");
  }
  EXPECT_EQ(client.receive().body, "state ");
}

TEST_F(ServerPieces, LackTheLastChunkWhereTheyAreCut) {
  HttpClient client = connect();
  client.send(get("/now") + get("/state"));
  client.receive_head();
  expect_bytes(client, "6\r\nbegin \r\n");
  give("", 500);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerPieces, EndWithTheConnectionInHttp10) {
  HttpClient client = connect();
  client.send("GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const HttpAnswer head = client.receive();
  EXPECT_EQ(head.header("Transfer-Encoding"), "");
  EXPECT_EQ(head.header("Connection"), "close");
  expect_bytes(client, "begin ");
  client.finish_sending();
  give("end");
  expect_bytes(client, "end");
  give("");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerPieces, AreNotAskedForByHead) {
  HttpClient client = connect();
  client.send("HEAD /now HTTP/1.1\r\nHost: a\r\n\r\n" + get("/state"));
  const HttpAnswer head = client.receive_head();
  EXPECT_EQ(head.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(client.receive().body, "state ");
}

TEST_F(ServerPieces, AreFinishedWhileTheServerStops) {
  HttpClient client = connect();
  client.send(get("/now"));
  client.receive_head();
  writes.wait_for(1);
  std::thread stopping([this] { server->stop(); });
  std::this_thread::sleep_for(50ms);
  give("more");
  give("");
  stopping.join();
  expect_bytes(client, "6\r\nbegin \r\n4\r\nmore\r\n0\r\n\r\n");
}

class ServerAwaits : public ServerTest {
 protected:
  ServerAwaits() {
    const auto at = [this](const Request&, Reply& reply) {
      ++asked;
      if (reached >= 7) {
        reply.response.body = "reached";
        return;
      }
      Problem problem(503, "not yet");
      problem.awaits = Position{7};
      reply.refuse(problem);
    };
    auto all = routes();
    all.push_back({Method::get, "/seven", Right::open(), Kind::read, at});
    router = Router::build({{"", native_error_shape, admit, std::move(all)}}).value();
    options.wait_for_position = [this](Position position, std::function<void()> tell) {
      awaited.set_value({position, std::move(tell)});
    };
  }

  std::atomic<int> reached{0};
  std::atomic<int> asked{0};
  std::promise<std::pair<Position, std::function<void()>>> awaited;
};

TEST_F(ServerAwaits, AnswersWhenThePositionIsReached) {
  HttpClient client = connect();
  client.send(get("/seven") + get("/state"));
  const auto [position, tell] = awaited.get_future().get();
  EXPECT_EQ(position, Position{7});
  std::this_thread::sleep_for(20ms);
  EXPECT_FALSE(client.has_input());
  reached = 7;
  tell();
  EXPECT_EQ(client.receive().body, "reached");
  EXPECT_EQ(client.receive().body, "state ") << "it waited behind";
  client.send(get("/seven"));
  EXPECT_EQ(client.receive().body, "reached");
  EXPECT_EQ(asked, 3);
}

TEST_F(ServerAwaits, RefusesWhereItIsNotReachedInTime) {
  HttpClient client = connect();
  client.send(get("/seven"));
  awaited.get_future().get().second();
  const HttpAnswer answer = client.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_EQ(asked, 2);
}

TEST_F(ServerAwaits, RefusesAtOnceWhereNobodyTells) {
  options.wait_for_position = nullptr;
  HttpClient client = connect();
  client.send(get("/seven") + get("/state"));
  EXPECT_EQ(client.receive().status, 503);
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(asked, 1);
}

TEST_F(ServerAwaits, SurvivesAClientThatIsGoneByThen) {
  std::optional<HttpClient> client(connect());
  client->send(get("/seven"));
  const auto tell = awaited.get_future().get().second;
  client->reset();
  tell();
  server->stop();
  tell();
}

}  // namespace
}  // namespace rolecall::test
