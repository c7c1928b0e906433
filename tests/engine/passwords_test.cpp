#include <array>
#include <future>

#include <gtest/gtest.h>
#include <sodium.h>

#include "engine/limits.hpp"
#include "engine/types/uuid_v7.hpp"
#include "engine/wait_for.hpp"
#include "engine/writer/current_secrets.hpp"
#include "engine/writer/invite.hpp"
#include "engine/writer/set_password.hpp"
#include "tests/support/directory_with_past.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/memory_keys.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/people.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

TEST(Password, IsHashedByArgon2idWithASaltEachTime) {
  const std::string hash = *hash_password("first of all");
  EXPECT_EQ(hash.substr(0, 10), "$argon2id$");
  EXPECT_NE(hash, *hash_password("first of all"));
  EXPECT_NE(mark_of(hash), mark_of(*hash_password("first of all")));
}

TEST(Password, IsTheSameHoweverItsLettersAreComposed) {
  const auto hash = hash_password("na\u00efve \u00c5ngstr\u00f6m");
  EXPECT_TRUE(is_hash_of(hash, "nai\u0308ve A\u030angstro\u0308m"));
  EXPECT_FALSE(is_hash_of(hash, "naive Angstrom"));
}

TEST(Password, HashedAsItWasTypedIsStillGood) {
  const std::string typed = "nai\u0308ve";
  std::array<char, crypto_pwhash_STRBYTES> text;
  ASSERT_EQ(
      crypto_pwhash_str(text.data(), typed.data(), typed.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE),
      0);
  EXPECT_TRUE(is_hash_of(std::string(text.data()), typed));
  EXPECT_FALSE(is_hash_of(std::string(text.data()), "na\u0308ive"));
}

// A writer over a log in memory, with vera in it and Fritz Alt in its history, and secrets on a
// disk.
class SecretsOfEvents : public testing::Test {
 protected:
  static constexpr std::size_t map_size_bytes = std::size_t{1} << 24;
  SecretsOfEvents() {
    open(SecretsStore::create(directory.path(), uuid_number(1), 1, map_size_bytes).value());
    CommandRequest past = by_operator(CreateUser{profile_of("olga"), native(Role::viewer)});
    past.actor.kind = ActorKind::import;
    past.channel = Channel::import;
    past.past = {wall_clock(), "Fritz Alt"};
    EXPECT_TRUE(writer.execute(past).has_value());
    user = writer.execute(by_operator(CreateUser{profile_of("vera"), native(Role::viewer)}))
               .value()
               .user;
    filled = log.last();
  }
  void open(std::unique_ptr<SecretsStore> opened) {
    store = std::move(opened);
    secrets.writer = std::make_unique<SecretsWriter>(*store);
    secrets.api_keys = Credentials::open(*store, *secrets.writer).value();
    secrets.passwords = EventSecrets::open(*store, *secrets.writer, "passwords").value();
    secrets.invitation_tokens =
        EventSecrets::open(*store, *secrets.writer, "invitation_tokens").value();
  }
  // As after a crash: what the disk has, and the log.
  void reopen() {
    secrets = {};
    store.reset();
    open(SecretsStore::open(directory.path(), LmdbMode::read_write, uuid_number(1), 1,
                            map_size_bytes)
             .value());
    ASSERT_TRUE(keep_current(secrets, state).has_value());
  }

  static CommandRequest by_operator(Command command) {
    CommandRequest request;
    request.command = std::move(command);
    request.actor.kind = ActorKind::op;
    request.request = RequestId(new_uuid());
    return request;
  }
  Result<Outcome> set(std::string_view password, Expected expected = {}) {
    return set_password(writer, *secrets.passwords, state, by_operator(SetPassword{user, expected}),
                        password);
  }
  Result<NewInvitation> invited(Command command) {
    return wait_for<NewInvitation>([&](const auto& answer) {
      invite(*secrets.invitation_tokens, state, by_operator(std::move(command)), submit_to(writer),
             answer);
    });
  }
  bool opens(std::string_view password) const {
    return is_hash_of(password_hash_of(*secrets.passwords, state, user).value(), password);
  }
  bool is_good(const NewInvitation& invitation) const {
    return is_token(*secrets.invitation_tokens, state, *parse_invitation_token(invitation.token))
        .value();
  }
  std::size_t kept(const std::string& database) const {
    const auto entries = store->database(database, LmdbKeys::bytes).value();
    const auto txn = store->read().value();
    auto cursor = txn.cursor(entries).value();
    std::size_t count = 0;
    for (auto entry = cursor.first_from(std::string(16, '\0')).value(); entry;
         entry = cursor.next().value()) {
      ++count;
    }
    return count;
  }
  // What waits for the disk has been done.
  void settle() {
    ASSERT_TRUE(secrets.writer->execute([](auto&) { return Result<void>(); }));
  }

  TemporaryDirectory directory;
  std::unique_ptr<SecretsStore> store;
  ClientSecrets secrets;
  MemoryLog log;
  MemoryKeys keys;
  State state;
  Clock clock;
  Writer writer{log,
                keys,
                state,
                clock,
                {[this](const Amounts& added) { return state.make_room(added); },
                 [this](std::span<const Recorded> stored) {
                   for (const Recorded& recorded : stored) {
                     EXPECT_TRUE(state.apply(recorded).has_value());
                   }
                   state.publish();
                 }},
                {}};
  UserId user;
  Position filled;
};

TEST_F(SecretsOfEvents, OpenWithTheOneThatWasSetLast) {
  EXPECT_FALSE(opens(""));
  const auto outcome = set("first of all");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->position, next(filled));
  EXPECT_TRUE(opens("first of all"));
  ASSERT_TRUE(set("then another").has_value());
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(opens("then another"));
    EXPECT_FALSE(opens("first of all"));
    EXPECT_FALSE(opens(""));
    reopen();
  }
}

TEST_F(SecretsOfEvents, AreErasedOnceTheyDoNotCount) {
  ASSERT_TRUE(set("first of all").has_value());
  ASSERT_TRUE(set("then another").has_value());
  settle();
  EXPECT_EQ(kept("passwords"), 1U);
}

TEST_F(SecretsOfEvents, CountWithACreationToo) {
  CreateUser creation{profile_of("nina"), native(Role::viewer)};
  creation.sets_password = true;
  user = set_password(writer, *secrets.passwords, state, by_operator(creation), "first of all")
             .value()
             .user;
  reopen();
  EXPECT_TRUE(opens("first of all"));
}

TEST_F(SecretsOfEvents, AreThoseOfAUserWhoActedInImportedHistory) {
  CreateUser creation{profile_of("fritz alt"), native(Role::viewer)};
  creation.sets_password = true;
  user = set_password(writer, *secrets.passwords, state, by_operator(creation), "first of all")
             .value()
             .user;
  EXPECT_TRUE(opens("first of all"));
}

TEST_F(SecretsOfEvents, AreRefusedWhereTooShortOrTooLong) {
  for (const std::string& wrong :
       {std::string("1234567"), std::string(limits::password_max_bytes + 1, 'x')}) {
    const auto refused = set(wrong);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().field, "password");
    EXPECT_EQ(refused.error().detail.find(wrong), std::string::npos);
  }
  EXPECT_EQ(log.last(), filled);
}

TEST_F(SecretsOfEvents, LeaveTheOldOneWhereTheCommandIsRefused) {
  ASSERT_TRUE(set("first of all").has_value());
  EXPECT_EQ(set("then another", Revision{9}).error().code, Errc::precondition_failed);
  EXPECT_TRUE(opens("first of all"));
  settle();
  EXPECT_EQ(kept("passwords"), 1U);
}

TEST_F(SecretsOfEvents, LeaveLogAndOldOneWhereTheDiskDoesNotTakeTheHash) {
  ASSERT_TRUE(set("first of all").has_value());
  fail_next_sync();
  EXPECT_FALSE(set("then another").has_value());
  stop_failing_io();
  EXPECT_EQ(log.last(), next(filled));
  EXPECT_TRUE(opens("first of all"));
}

// The hash is on disk, the event is not; or the event is there, and nothing came after it.
TEST_F(SecretsOfEvents, SayWhatTheLogSaysWhereverACrashComes) {
  ASSERT_TRUE(set("first of all").has_value());
  const CommandRequest next = by_operator(SetPassword{user, {}});
  const auto stored = wait_for<void>([&](const auto& done) {
    secrets.passwords->put({user, next.request}, *hash_password("then another"), done);
  });
  ASSERT_TRUE(stored.has_value());
  EXPECT_TRUE(opens("first of all"));
  EXPECT_FALSE(opens("then another"));
  ASSERT_TRUE(writer.execute(next).has_value());
  EXPECT_FALSE(opens("first of all"));
  EXPECT_TRUE(opens("then another"));
  reopen();
  EXPECT_TRUE(opens("then another"));
  EXPECT_EQ(kept("passwords"), 1U);
}

TEST_F(SecretsOfEvents, OpenNothingWhereTheLastEventHasNoHash) {
  ASSERT_TRUE(set("first of all").has_value());
  ASSERT_TRUE(writer.execute(by_operator(SetPassword{user, {}})).has_value());
  for (int round = 0; round < 2; ++round) {
    EXPECT_FALSE(opens("first of all"));
    reopen();
  }
}

// Each of two at once: the one whose event comes last counts, whichever hash was there first.
TEST_F(SecretsOfEvents, OfTwoAtOnceAreThoseOfTheLaterEvent) {
  std::function<void()> go_on;
  const Submit held_up = [&](CommandRequest request, Writer::Answer answer) {
    go_on = [this, request, answer] { writer.submit(request, answer); };
  };
  std::promise<void> is_ready;
  std::promise<Result<Outcome>> answered;
  set_password(
      *secrets.passwords, state, by_operator(SetPassword{user, {}}), *hash_password("first of all"),
      [&](CommandRequest request, Writer::Answer answer) {
        held_up(std::move(request), std::move(answer));
        is_ready.set_value();
      },
      [&](const Result<Outcome>& outcome) { answered.set_value(outcome); });
  is_ready.get_future().wait();
  ASSERT_TRUE(set("then another").has_value());
  EXPECT_TRUE(opens("then another"));
  go_on();
  ASSERT_TRUE(answered.get_future().get().has_value());
  settle();
  EXPECT_TRUE(opens("first of all"));
  EXPECT_FALSE(opens("then another"));
  EXPECT_EQ(kept("passwords"), 1U);
}

TEST_F(SecretsOfEvents, AreTheTokenOfTheNewestInvitation) {
  const Timestamp end{wall_clock().us + limits::invitation_default_us};
  const auto first = invited(InviteUser{"eve@example.org", native(Role::viewer), end});
  ASSERT_TRUE(first.has_value()) << first.error().detail;
  EXPECT_TRUE(is_good(*first));
  const auto again = invited(RenewInvitation{first->outcome.user, {}, end, {}});
  ASSERT_TRUE(again.has_value());
  for (int round = 0; round < 2; ++round) {
    EXPECT_FALSE(is_good(*first));
    EXPECT_TRUE(is_good(*again));
    settle();
    EXPECT_EQ(kept("invitation_tokens"), 1U);
    reopen();
  }
  ASSERT_TRUE(writer.execute(by_operator(RenewInvitation{first->outcome.user, {}, end, {}})));
  EXPECT_FALSE(is_good(*again)) << "it was renewed, though nobody was given the token";
}

TEST_F(SecretsOfEvents, StayGoodFromBeforeTheyHadRequestsInTheirKeys) {
  ASSERT_TRUE(set("first of all").has_value());
  const auto hash = password_hash_of(*secrets.passwords, state, user).value();
  const auto database = store->database("passwords", LmdbKeys::bytes).value();
  const auto bytes = [](const Uuid& id) {
    return std::string(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  };
  const auto stored = secrets.writer->execute([&](LmdbWrite& txn) -> Result<void> {
    const auto now = bytes(user) + bytes(password_request(state, user, state.head()).value());
    if (const auto gone = txn.erase(database, now); !gone) return gone;
    if (const auto put = txn.put(database, bytes(nina), {*hash}); !put) return put;
    return txn.put(database, bytes(user), {*hash});
  });
  ASSERT_TRUE(stored.has_value());
  EXPECT_FALSE(opens("first of all"));
  reopen();
  EXPECT_TRUE(opens("first of all"));
  EXPECT_EQ(kept("passwords"), 1U) << "nobody's has gone";
}

}  // namespace
}  // namespace rolecall::test
