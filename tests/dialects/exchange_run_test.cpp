// The runner notices what is otherwise than a file says.
#include "tests/dialects/exchange_run.hpp"

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

std::vector<std::string> failures_of(std::string_view text) {
  return run_exchanges(parse_exchanges("file.txt", text));
}

TEST(ExchangeRun, PassesWhatIsAsItSays) {
  EXPECT_EQ(failures_of(R"(
> GET /livez
< 200
< content-type: application/json
<
< {"status": "{text}"}
)"),
            std::vector<std::string>{});
}

TEST(ExchangeRun, TellsWhatIsOtherwise) {
  const auto failures = failures_of(R"(
# who am I
> GET /v1/users/by-username/root
> Authorization: Bearer {key}
< 201
< Content-Type: text/plain
<
< {"username": "ruth"}

> GET /v1/users/{nobody}
< 200

> GET /livez
< 200

> GET /v1/me
< 401
<
< "{any}"
)");
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_TRUE(failures[0].starts_with(R"(file.txt:3:
  who am I
  GET /v1/users/by-username/root
expected status 201, found 200
Content-Type: expected text/plain, found application/json
/username: expected "ruth", found "root"
)")) << failures[0];
  EXPECT_NE(failures[0].find("/email: was not expected, found \"root@example.org\"\n"),
            std::string::npos);
  EXPECT_NE(failures[0].find("  HTTP/1.1 200 OK\n"), std::string::npos);
  EXPECT_NE(failures[1].find("{nobody} has no value yet"), std::string::npos) << failures[1];
  EXPECT_NE(failures[2].find("expected no body"), std::string::npos) << failures[2];
}

}  // namespace
}  // namespace rolecall::test
