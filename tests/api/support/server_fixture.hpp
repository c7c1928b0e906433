// A server on 127.0.0.1 with a few routes, and a stand-in for the writer behind them.
#pragma once

#include <any>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "api/http/server.hpp"
#include "tests/support/http_client.hpp"

namespace rolecall::test {

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

  void answer(Response response) {
    for (auto& waiting : taken()) waiting.later.send(response);
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
    options.listen = {TcpAddress{"127.0.0.1", 0}};
    options.threads = 2;
    options.sweep_interval = 10ms;
  }
  ~ServerTest() override {
    writes.drop();
    if (server) server->stop();
  }

  HttpClient connect() {
    if (!server) server = Server::start(options, router).value();
    return HttpClient(server->port());
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
    const auto huge = [](const Request&, Reply& reply) {
      reply.response.body.assign(24 << 20, 'x');
    };
    const auto fail = [](const Request&, Reply&) { throw std::runtime_error("secret"); };
    const auto peer = [](const Request& request, Reply& reply) {
      std::any& memory = *request.connection_memory;
      memory = memory.has_value() ? std::any_cast<int>(memory) + 1 : 1;
      reply.response.body = request.peer.text() + " ";
      reply.response.body += std::to_string(std::any_cast<int>(memory));
    };
    const auto url = [](const Request& request, Reply& reply) {
      reply.response.body = base_url(request);
    };
    const Right open = Right::open();
    const Right closed = Right::needs(Capability::manage, Role::admin);
    return {{Method::get, "/state", open, Kind::read, read},
            {Method::put, "/write/{text}", open, Kind::command, write},
            {Method::get, "/slow/{text}", open, Kind::read, write},
            {Method::post, "/echo", open, Kind::command, echo},
            {Method::get, "/large", open, Kind::read, large},
            {Method::post, "/large", closed, Kind::command, echo, limits::http_body_max_bytes},
            {Method::get, "/huge", open, Kind::read, huge},
            {Method::get, "/closed-huge", closed, Kind::read, huge},
            {Method::get, "/peer", open, Kind::read, peer},
            {Method::get, "/url", open, Kind::read, url},
            {Method::get, "/fail", open, Kind::read, fail},
            {Method::get, "/me", closed, Kind::read, read},
            {Method::post, "/closed", closed, Kind::command, echo}};
  }

  // Whoever brings any credential.
  static std::optional<Problem> admit(const Request& request, const Right& right) {
    if (right.credential == Right::Credential::none || request.header("authorization"))
      return std::nullopt;
    return Problem(401, "No credential");
  }

  Writes writes;
  ServerOptions options;
  Router router = Router::build({{"", native_error_shape, admit, routes()}}).value();
  std::unique_ptr<Server> server;
};

inline std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

inline constexpr std::string_view credential = "Authorization: secret\r\n";

inline std::string put(std::string_view text) {
  return "PUT /write/" + std::string(text) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

inline std::string post(std::string_view path, std::string_view body,
                        std::string_view fields = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace rolecall::test
