// What every route of every dialect has in common, whatever it does.
#include <algorithm>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "tests/api/support/route_target.hpp"
#include "tests/api/support/served_directory.hpp"
#include "tests/support/http_client.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t rounds = 1000;
constexpr std::size_t at_once = 50;
// What a thing that is kept for each request would at least cost; others' noise is less.
constexpr std::size_t kept_bytes = 100;
// However slow the machine is; more than a feed takes to notice at its next sign of life.
constexpr std::chrono::minutes longest{1};

class EveryRoute : public testing::Test {
 protected:
  std::string credential() const {
    constexpr std::size_t id_size = 4 + 32;  // rck_ and the id
    return "Authorization: Bearer " + key + "\r\nX-API-KEY: " + key.substr(0, id_size) +
           "\r\nX-API-SECRET: " + key.substr(id_size) + "\r\n";
  }
  static std::string text(const Route& route, const std::string& target, const std::string& fields,
                          const std::string& body) {
    std::string request(name_of(route.method));
    request += " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields;
    if (fields.find("Content-Type") == fields.npos) request += "Content-Type: application/json\r\n";
    return request + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  // Sends it that often, some at once, and reads the answers.
  void repeat(const std::string& request, std::size_t times) {
    std::string some;
    for (std::size_t i = 0; i < at_once; ++i) some += request;
    for (std::size_t i = 0; i < times; i += at_once) {
      client.send(some);
      for (std::size_t k = 0; k < at_once; ++k) ASSERT_NE(client.receive().status, 0) << request;
    }
  }
  std::size_t metric(const std::string& name) {
    client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + credential() + "\r\n");
    const std::string text = client.receive().body;
    const std::string line = "\n" + name + " ";
    return std::stoul(text.substr(text.find(line) + line.size()));
  }
  void wait_for_metric(const std::string& name, std::size_t value) {
    const auto give_up = std::chrono::steady_clock::now() + longest;
    for (std::size_t now; (now = metric(name)) != value;) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << name << " is " << now;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  // The server notices when it gets round to it that clients have come, and have hung up.
  void wait_until_alone() {
    {
      HttpClient last(served.server->port());  // it takes one after the other
      last.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
      EXPECT_EQ(last.receive().status, 200);
    }
    wait_for_metric("rolecall_http_connections", 1);
  }
  // Caches and buffers grow as well, but not again and again: what is kept does.
  template <class Do>
  void expect_nothing_kept(std::size_t times, const std::string& what, Do again) {
    for (int attempt = 0; attempt < 5; ++attempt) {
      const std::size_t before = metric("process_heap_bytes");
      again();
      if (metric("process_heap_bytes") < before + times * kept_bytes) return;
    }
    ADD_FAILURE() << "the heap grows with " << what.substr(0, 300);
  }
  void expect_nothing_kept_of(const std::string& request, std::size_t times = rounds) {
    expect_nothing_kept(times, request, [&] { repeat(request, times); });
  }

  static ServerOptions two_threads() {
    ServerOptions options;
    options.threads = 2;
    return options;
  }

  ServedDirectory served{two_threads()};
  const std::string key = served.api_key;
  const std::string id = served.root.text();
  HttpClient client{served.server->port()};
};

TEST_F(EveryRoute, KeepsNothingOfARequestThatIsAnswered) {
  for (const Route& route : served.router->routes()) {
    if (route.pattern == "/v1/events/stream") continue;  // ends its connection
    const bool is_posit = route.pattern.starts_with("/__api__");
    const std::string known = is_posit ? "Authorization: Key " + key + "\r\n" : credential();
    const std::string target = target_of(route, {"root", id, "root@example.org"});
    expect_nothing_kept_of(text(route, target, known, "{}"));
    expect_nothing_kept_of(text(route, target, "", "{}"));
  }
}

TEST_F(EveryRoute, KeepsNothingOfABulkEvenWhereNobodyTakesItsAnswer) {
  std::string lines;
  for (int i = 0; i < 20; ++i) {
    lines += R"({"method": "PATCH", "path": "/v1/users/)" + id + "\", \"body\": {}}\n";
    lines += R"({"method": "DELETE", "path": "/v1/users/7"})"
             "\n";
  }
  const std::string type = "Content-Type: application/x-ndjson\r\n" + credential();
  const std::string request =
      text({Method::post, {}, Right::open(), {}, {}}, "/v1/bulk", type, lines);
  expect_nothing_kept_of(request);
  expect_nothing_kept(300, "bulks of clients that hang up", [&] {
    for (int i = 0; i < 300; ++i) {
      HttpClient gone(served.server->port());
      gone.send(request);
      gone.reset();
    }
    wait_until_alone();
    repeat(request, at_once);  // behind those, at the writer
  });
}

TEST_F(EveryRoute, KeepsNothingOfAFeedWhoseReaderIsGone) {
  const std::string request =
      "GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\n" + credential() + "\r\n";
  int events = 0;
  expect_nothing_kept(500, "feeds", [&] {
    for (int i = 0; i < 500; ++i) {
      HttpClient reader(served.server->port());
      reader.send(request);
      EXPECT_EQ(reader.receive().status, 200);
    }
    wait_until_alone();
    // What waits for the next event is let go by one, on threads of its own.
    const std::string body = "{\"name\": \"group " + std::to_string(++events) + "\"}";
    client.send(text({Method::post, {}, Right::open(), {}, {}}, "/v1/groups", credential(), body));
    EXPECT_EQ(client.receive().status, 201);
    wait_for_metric("rolecall_feeds", 0);
  });
}

}  // namespace
}  // namespace rolecall::test
