// Routes that are open to whoever comes: they know of no caller, also where the connection has
// proved one before, and tell nothing of the log.
#include <map>

#include "api/auth.hpp"
#include "tests/api/support/service_test.hpp"

namespace rolecall::test {
namespace {

class OpenRoutes : public ServiceTest {
 protected:
  // One connection, asking for a route of each kind.
  struct Asking {
    explicit Asking(Service& service) {
      const auto look = [this](const Request& request, Reply&) {
        seen =
            caller_if_given(request) ? std::optional(caller_if_given(request)->user) : std::nullopt;
      };
      constexpr Capability read = Capability::read;
      Dialect dialect{"", native_error_shape, bearer_admission(service), {}};
      for (const auto& [path, right] : {std::pair("/open", Right::open()),
                                        {"/either", Right::needs_if_given(read, Role::viewer)},
                                        {"/closed", Right::needs(read, Role::viewer)}}) {
        dialect.routes.push_back({Method::get, path, right, Kind::read, look});
      }
      router = Router::build({std::move(dialect)}).value();
    }
    // Whom the handler has seen.
    std::optional<UserId> ask(std::string_view path, const std::string& key) {
      Request request;
      request.method = Method::get;
      request.connection_memory = &memory;
      const std::string credential = "Bearer " + key;
      if (!key.empty()) request.headers = {{"Authorization", credential}};
      EXPECT_TRUE(request.set_target(path));
      Response response;
      const std::function<void()> wake = [] {};
      Reply reply(response, {}, native_error_shape, wake);
      const Match match = router->match(request);
      seen = std::nullopt;
      if (!router->refused(match, request, reply)) match.route->handler(request, reply);
      status = response.status;
      return seen;
    }

    std::any memory;
    std::optional<Router> router;
    std::optional<UserId> seen;
    int status = 0;
  };
};

TEST_F(OpenRoutes, KnowNobodyOfTheConnectionsRequestBefore) {
  Asking connection(service);
  const UserId user = user_named("root");
  const std::optional<UserId> nobody;
  for (const char* const path : {"/open", "/either"}) {
    EXPECT_EQ(connection.ask("/closed", root), user);
    EXPECT_EQ(connection.ask(path, {}), nobody) << path;
    EXPECT_EQ(connection.status, 200) << path;
  }
  EXPECT_EQ(connection.ask("/either", root), user);
  EXPECT_EQ(connection.ask("/open", root), nobody) << "what is open does not look";
  EXPECT_EQ(connection.ask("/closed", root), user);
  EXPECT_EQ(connection.ask("/closed", "rck_wrong"), nobody);
  EXPECT_EQ(connection.status, 401);
  EXPECT_EQ(connection.ask("/either", {}), nobody);
}

TEST_F(OpenRoutes, TellNothingOfTheLogToThoseWhoProbe) {
  for (const char* const path : {"/livez", "/readyz"}) {
    const Response before = get(path, {});
    add_user(path, Role::viewer);
    const Response after = get(path, {});
    for (const Response& answer : {before, after}) {
      EXPECT_EQ(answer.body, R"({"status":"ok"})") << path;
      EXPECT_EQ(answer.position, std::nullopt) << path;
      EXPECT_TRUE(answer.headers.empty() && answer.etag.empty()) << path;
    }
  }
}

}  // namespace
}  // namespace rolecall::test
