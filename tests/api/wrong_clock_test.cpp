// What the service says and lets in while its machine's clock is wrong.
#include <functional>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "api/auth.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/service.hpp"
#include "engine/folder/data_folder.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

constexpr std::int64_t minute_us = 60'000'000;
constexpr std::int64_t hour_us = 60 * minute_us;
constexpr std::int64_t year_us = 365 * 24 * hour_us;

class ServiceOfAWrongClock : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(directory.replay().has_value());
    directory.start_writing();
    Profile profile;
    profile.username = "root";
    ASSERT_TRUE(execute(Bootstrap{profile, key(1)}).has_value());
  }
  static DataFolderSettings settings_in(const TemporaryDirectory& parent) {
    DataFolderSettings settings;
    settings.directory = parent.path() / "data";
    settings.mode = LmdbMode::read_write;
    return settings;
  }
  static CredentialId key(std::uint8_t n) {
    CredentialId id;
    id.bytes[15] = n;
    return id;
  }
  Result<Outcome> execute(Command command) {
    CommandRequest request;
    request.actor = {ActorKind::op, {}, {}};
    request.command = std::move(command);
    return directory.writer().execute(std::move(request));
  }
  CredentialId issue_key_until(std::int64_t us) {
    const CredentialId id = key(2);
    EXPECT_TRUE(
        execute(IssueApiKey{Username{"root"}, id, Capability::read, Timestamp{wall_us + us}}));
    return id;
  }
  bool lets_in(const CredentialId& id) { return service.caller_of(id).has_value(); }
  void pass(std::int64_t us) { wall_us += us, since_boot_us += us; }

  boost::json::value readiness() {
    const auto dialect = native::dialect(service, bearer_admission(service));
    for (const Route& route : dialect.routes) {
      if (route.pattern != "/readyz") continue;
      const Request request;
      Response response;
      const std::function<void()> wake = [] {};
      Reply reply(response, {}, native_error_shape, wake);
      route.handler(request, reply);
      EXPECT_EQ(response.status, 200);
      return boost::json::parse(response.body);
    }
    return nullptr;
  }

  std::int64_t wall_us = 1'700'000'000'000'000;  // the writer only reads them during a command
  std::int64_t since_boot_us = hour_us;
  const TemporaryDirectory parent;
  const std::unique_ptr<DataFolder> folder = DataFolder::open(settings_in(parent)).value();
  Directory directory{folder->log(), folder->keys(), [this] {
                        return ClockReading{{wall_us}, since_boot_us};
                      }};
  Service service{directory, folder->client_secrets()};
};

TEST_F(ServiceOfAWrongClock, LetsNoExpiredKeyInAgain) {
  const CredentialId id = issue_key_until(hour_us);
  EXPECT_TRUE(lets_in(id));
  pass(hour_us);
  EXPECT_FALSE(lets_in(id));
  for (const std::int64_t back_us : {2 * minute_us, hour_us, 40 * year_us}) {
    wall_us -= back_us;
    EXPECT_FALSE(lets_in(id)) << back_us;
  }
}

TEST_F(ServiceOfAWrongClock, KeepsNoKeyOutBeforeItHasExpired) {
  const CredentialId id = issue_key_until(hour_us);
  wall_us += 40 * year_us;
  EXPECT_TRUE(lets_in(id));
  pass(hour_us);
  EXPECT_FALSE(lets_in(id));
}

TEST_F(ServiceOfAWrongClock, SaysSoWhereReadinessIsAsked) {
  EXPECT_EQ(readiness(), boost::json::parse(R"({"status": "ok"})"));
  wall_us += 10 * minute_us;
  EXPECT_EQ(
      readiness(),
      boost::json::parse(R"({"status": "degraded", "clock_ahead_s": 600, "takes_changes": true})"));
  wall_us -= 3 * hour_us;
  EXPECT_EQ(readiness(),
            boost::json::parse(
                R"({"status": "degraded", "clock_ahead_s": -10200, "takes_changes": false})"));
  EXPECT_EQ(execute(CreateGroup{"choir"}).error().code, Errc::unavailable);
}

TEST_F(ServiceOfAWrongClock, SaysThatTheLogIsAhead) {
  const Timestamp now{wall_us - 2 * hour_us};
  Directory again(folder->log(), folder->keys(), [&] { return ClockReading{now, 0}; });
  ASSERT_TRUE(again.replay().has_value());
  EXPECT_EQ(log_ahead_us(again.model()), 2 * hour_us);
}

}  // namespace
}  // namespace rolecall::test
