// What /metrics tells of what is open.
#include <gtest/gtest.h>

#include "tests/api/support/served_directory.hpp"
#include "tests/support/http_client.hpp"

namespace rolecall::test {
namespace {

class MetricsTest : public testing::Test {
 protected:
  explicit MetricsTest(ServerOptions options = {}) : served(std::move(options)) {}

  static std::string get(const std::string& target, const std::string& key) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
           "\r\n\r\n";
  }
  std::string line_of(const std::string& metric) {
    client.send(get("/metrics", served.api_key));
    const std::string text = "\n" + client.receive().body;
    const auto begin = text.find("\n" + metric + " ") + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  }

  ServedDirectory served;
  HttpClient client{served.server->port()};
};

class MetricsOfOneConnection : public MetricsTest {
 public:
  MetricsOfOneConnection() : MetricsTest(one_connection()) {}

 private:
  static ServerOptions one_connection() {
    ServerOptions options;
    options.connections_max = 1;
    return options;
  }
};

TEST_F(MetricsTest, TellHowManyConnectionsAndFeedsAreOpen) {
  EXPECT_EQ(line_of("rolecall_http_connections"), "rolecall_http_connections 1");
  EXPECT_EQ(line_of("rolecall_feeds"), "rolecall_feeds 0");
  HttpClient reader(served.server->port());
  reader.send(get("/v1/events/stream", served.api_key));
  EXPECT_EQ(reader.receive().status, 200);
  EXPECT_EQ(line_of("rolecall_http_connections"), "rolecall_http_connections 2");
  EXPECT_EQ(line_of("rolecall_feeds"), "rolecall_feeds 1");
}

TEST_F(MetricsOfOneConnection, TellThatOthersAreTurnedAway) {
  EXPECT_EQ(line_of("rolecall_http_connections_max"), "rolecall_http_connections_max 1");
  EXPECT_EQ(HttpClient(served.server->port()).receive().status, 503);
  EXPECT_EQ(line_of("rolecall_http_connections_turned_away_total"),
            "rolecall_http_connections_turned_away_total 1");
}

}  // namespace
}  // namespace rolecall::test
