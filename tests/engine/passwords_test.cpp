#include <gtest/gtest.h>

#include "engine/commands/set_password.hpp"
#include "engine/limits.hpp"
#include "engine/log/memory_log.hpp"
#include "engine/secrets/memory_keys.hpp"
#include "tests/support/directory.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/people.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall {
namespace {

using namespace test;
using namespace testing_support;

class PasswordsTest : public testing::Test {
 protected:
  PasswordsTest()
      : store(SecretsStore::create(directory.path(), uuid_number(1), 1, std::size_t{1} << 24)
                  .value()),
        passwords(Passwords::open(*store).value()) {}

  TemporaryDirectory directory;
  std::unique_ptr<SecretsStore> store;
  std::unique_ptr<Passwords> passwords;
};

TEST_F(PasswordsTest, OpenWithTheOneThatWasSetLast) {
  ASSERT_TRUE(passwords->put(vera, *hash_password("first of all")).has_value());
  ASSERT_TRUE(passwords->put(vera, *hash_password("then another")).has_value());
  EXPECT_TRUE(passwords->check(vera, "then another").value());
  EXPECT_FALSE(passwords->check(vera, "first of all").value());
  EXPECT_FALSE(passwords->check(vera, "").value());
  EXPECT_FALSE(passwords->check(nina, "then another").value());
}

TEST_F(PasswordsTest, AreGoneOnceErased) {
  ASSERT_TRUE(passwords->put(vera, *hash_password("first of all")).has_value());
  ASSERT_TRUE(passwords->erase(vera).has_value());
  EXPECT_FALSE(passwords->check(vera, "first of all").value());
  EXPECT_TRUE(passwords->erase(vera).has_value());
}

TEST_F(PasswordsTest, AreHashedByArgon2idWithASaltEachTime) {
  const std::string hash = *hash_password("first of all");
  EXPECT_EQ(hash.substr(0, 10), "$argon2id$");
  EXPECT_NE(hash, *hash_password("first of all"));
}

// A writer over a log in memory, with vera in it.
class SetPasswordTest : public PasswordsTest {
 protected:
  SetPasswordTest()
      : writer(log, keys, state, clock,
               {[this](const Amounts& added) { return state.make_room(added); },
                [this](std::span<const Recorded> stored) {
                  for (const Recorded& recorded : stored) {
                    EXPECT_TRUE(state.apply(recorded).has_value());
                  }
                  state.publish();
                }},
               {}) {
    CommandRequest request = by_operator(CreateUser{profile_of("vera"), native(Role::viewer)});
    user = writer.execute(std::move(request)).value().user;
  }
  static CommandRequest by_operator(Command command) {
    CommandRequest request;
    request.command = std::move(command);
    request.actor.kind = ActorKind::op;
    return request;
  }
  Result<Outcome> set(std::string_view password) {
    return set_password(writer, *passwords, by_operator(SetPassword{user, {}}), password);
  }

  MemoryLog log;
  MemoryKeys keys;
  State state;
  Clock clock;
  Writer writer;
  UserId user;
};

TEST_F(SetPasswordTest, IsAnEventAndAHash) {
  const auto outcome = set("first of all");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->position, Position{2});
  EXPECT_TRUE(passwords->check(user, "first of all").value());
}

TEST_F(SetPasswordTest, RefusesWhatIsTooShortOrTooLong) {
  for (const std::string& wrong :
       {std::string("1234567"), std::string(limits::password_max_bytes + 1, 'x')}) {
    const auto refused = set(wrong);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().field, "password");
    EXPECT_EQ(refused.error().detail.find(wrong), std::string::npos);
  }
  EXPECT_EQ(log.last(), Position{1});
}

TEST_F(SetPasswordTest, LeavesTheOldOneWhereTheCommandIsRefused) {
  ASSERT_TRUE(set("first of all").has_value());
  const auto refused =
      set_password(writer, *passwords, by_operator(SetPassword{user, Revision{9}}), "then another");
  EXPECT_EQ(refused.error().code, Errc::precondition_failed);
  EXPECT_TRUE(passwords->check(user, "first of all").value());
}

TEST_F(SetPasswordTest, SaysSoWhereTheDiskDoesNotTakeTheHash) {
  ASSERT_TRUE(set("first of all").has_value());
  fail_next_sync();
  EXPECT_FALSE(set("then another").has_value());
  stop_failing_io();
  EXPECT_TRUE(passwords->check(user, "first of all").value());
}

}  // namespace
}  // namespace rolecall
