// Answers that go on piece by piece, and answers that await a position.
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"

namespace rolecall {
namespace {

constexpr std::size_t more_than_buffers = 16 << 20;  // than the system takes for a slow reader

class ServerStream : public ServerTest {
 protected:
  ServerStream() {
    const auto stream = [this](const Request&, Reply& reply) {
      reply.response.content_type = "text/plain";
      reply.response.body = "begin ";
      reply.response.more = [this](const Later& next) { pieces.add("", next); };
    };
    auto all = routes();
    all.push_back({Method::get, "/stream", Right::open(), Kind::read, stream});
    router = Router::build({{"", native_error_shape, admit, std::move(all)}}).value();
  }
  ~ServerStream() override { pieces.drop(); }

  TcpClient open() {
    TcpClient client = connect();
    client.send(get("/stream"));
    head = client.receive();
    EXPECT_EQ(client.receive_bytes(6), "begin ");
    return client;
  }
  // The next piece, when it is asked for.
  void give(std::string text) {
    pieces.wait_for(1);
    Response piece;
    piece.body = std::move(text);
    pieces.answer(std::move(piece));
  }

  Writes pieces;
  Answer head;
};

TEST_F(ServerStream, SendsPieceAfterPieceUntilAnEmptyOneEndsTheConnection) {
  TcpClient client = open();
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
  TcpClient client = open();
  pieces.wait_for(1);
  pieces.drop();
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerStream, AnswersWhatCameBeforeItAndNothingBehindIt) {
  TcpClient client = connect();
  client.send(get("/state") + get("/stream") + get("/state"));
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive_bytes(6), "begin ");
  give("");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerStream, AnswersHeadWithoutAPiece) {
  TcpClient client = connect();
  client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive(TcpClient::Body::none).header("Content-Type"), "text/plain");
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(pieces.size(), 0u);
}

TEST_F(ServerStream, AsksForAPieceOnlyWhenTheOneBeforeIsWrittenOut) {
  TcpClient client = open();
  give(std::string(more_than_buffers, 'x'));
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(pieces.size(), 0u);
  EXPECT_EQ(client.receive_bytes(more_than_buffers).size(), more_than_buffers);
  pieces.wait_for(1);
}

TEST_F(ServerStream, CutsOffWhoDoesNotRead) {
  options.write_timeout = 100ms;
  TcpClient client = open();
  give(std::string(more_than_buffers, 'x'));
  std::this_thread::sleep_for(400ms);
  EXPECT_LT(client.receive_bytes(more_than_buffers).size(), more_than_buffers);
  EXPECT_EQ(pieces.size(), 0u);
}

TEST_F(ServerStream, WaitsForAPieceLongerThanForARequest) {
  options.idle_timeout = options.head_timeout = options.write_timeout = 30ms;
  TcpClient client = open();
  std::this_thread::sleep_for(150ms);
  give("late");
  EXPECT_EQ(client.receive_bytes(4), "late");
}

TEST_F(ServerStream, EndsWithTheServer) {
  options.stop_timeout = 50ms;
  TcpClient waiting = open(), told = open();
  server->stop();
  EXPECT_TRUE(waiting.is_closed());
  EXPECT_TRUE(told.is_closed());
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
  TcpClient client = connect();
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
  TcpClient client = connect();
  client.send(get("/seven"));
  awaited.get_future().get().second();
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_EQ(asked, 2);
}

TEST_F(ServerAwaits, RefusesAtOnceWhereNobodyTells) {
  options.wait_for_position = nullptr;
  TcpClient client = connect();
  client.send(get("/seven") + get("/state"));
  EXPECT_EQ(client.receive().status, 503);
  EXPECT_EQ(client.receive().body, "state ");
  EXPECT_EQ(asked, 1);
}

TEST_F(ServerAwaits, SurvivesAClientThatIsGoneByThen) {
  std::optional<TcpClient> client(connect());
  client->send(get("/seven"));
  const auto tell = awaited.get_future().get().second;
  client->reset();
  tell();
  server->stop();
  tell();
}

}  // namespace
}  // namespace rolecall
