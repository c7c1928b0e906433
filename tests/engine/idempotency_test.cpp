#include "engine/commands/idempotency.hpp"

#include <gtest/gtest.h>

#include "engine/events/codec.hpp"
#include "engine/limits.hpp"
#include "engine/log/memory_log.hpp"
#include "engine/secrets/memory_keys.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/people.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall {
namespace {

using namespace test;
using namespace testing_support;

constexpr Timestamp noon{1'700'000'000'000'000};
constexpr IdempotencyKeys::Secret secret{1, 2, 3};

class Idempotency : public testing::Test {
 protected:
  Idempotency() { open(); }

  void open() {
    keys.reset();
    store.reset();
    constexpr std::size_t map_size_bytes = std::size_t{1} << 24;
    auto opened = SecretsStore::open(directory.path(), LmdbMode::read_write, uuid_number(1), 1,
                                     map_size_bytes);
    store = opened
                ? std::move(*opened)
                : SecretsStore::create(directory.path(), uuid_number(1), 1, map_size_bytes).value();
    keys = IdempotencyKeys::open(*store, secret).value();
  }

  IdempotentRequest request(std::string_view key, std::string_view body = "body",
                            std::uint16_t client = 1) const {
    return keys->describe(key_id(client), key, {"POST", body}, RequestId(uuid_number(7)));
  }
  // A first request that was done.
  void do_once(std::string_view key, const IdempotentOutcome& outcome, Timestamp now = noon) {
    const IdempotentRequest asked = request(key);
    ASSERT_FALSE(keys->begin(asked, Position{4}, now)->outcome);
    keys->finish(asked.key, outcome);
    keys->keep(asked.key);
  }

  TemporaryDirectory directory;
  std::unique_ptr<SecretsStore> store;
  std::unique_ptr<IdempotencyKeys> keys;
};

const IdempotentOutcome ann_created{Position{5}, true, olga, {}};

TEST_F(Idempotency, TellsWhatCameOfARequestAlsoAfterARestart) {
  do_once("k", ann_created);
  for (int round = 0; round < 2; ++round) {
    const auto again = keys->begin(request("k"), Position{9}, noon);
    ASSERT_TRUE(again.has_value());
    ASSERT_TRUE(again->outcome);
    EXPECT_EQ(again->outcome->position, Position{5});
    EXPECT_TRUE(again->outcome->changed);
    EXPECT_EQ(again->outcome->user, olga);
    open();
  }
}

TEST_F(Idempotency, HoldsARepetitionBackWhileTheFirstIsBeingWorkedOn) {
  ASSERT_TRUE(keys->begin(request("k"), Position{4}, noon).has_value());
  EXPECT_EQ(keys->begin(request("k"), Position{4}, noon).error().code, Errc::conflict);
}

TEST_F(Idempotency, RefusesAKeyThatCameWithAnotherRequest) {
  do_once("k", ann_created);
  const auto other = keys->begin(request("k", "another body"), Position{9}, noon);
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, Errc::invalid_argument);
  EXPECT_EQ(other.error().field, "Idempotency-Key");
}

TEST_F(Idempotency, TellsClientsApart) {
  do_once("k", ann_created);
  EXPECT_FALSE(keys->begin(request("k", "body", 2), Position{9}, noon)->outcome);
}

TEST_F(Idempotency, MixesNoPartsOfARequest) {
  const auto fingerprint = [&](std::initializer_list<std::string_view> parts) {
    return keys->describe(key_id(1), "k", parts, {}).fingerprint;
  };
  EXPECT_NE(fingerprint({"ab", "c"}), fingerprint({"a", "bc"}));
  EXPECT_NE(fingerprint({"ab", ""}), fingerprint({"ab"}));
}

TEST_F(Idempotency, ForgetsARefusal) {
  const IdempotentRequest asked = request("k");
  ASSERT_TRUE(keys->begin(asked, Position{4}, noon).has_value());
  keys->forget(asked.key);
  keys->keep(asked.key);
  open();
  EXPECT_TRUE(keys->pending().empty());
  EXPECT_FALSE(keys->begin(request("k", "another body"), Position{4}, noon)->outcome);
}

TEST_F(Idempotency, KeepsAKeyForADay) {
  do_once("k", ann_created);
  const Timestamp almost{noon.us + limits::idempotency_kept_us};
  EXPECT_TRUE(keys->begin(request("k"), Position{9}, almost)->outcome);
  const Timestamp over{almost.us + 1};
  EXPECT_FALSE(keys->begin(request("k"), Position{9}, over)->outcome);
  open();
  EXPECT_EQ(keys->pending().size(), 1U) << "the new request, and nothing of the old one";
}

TEST_F(Idempotency, SettlesWhatACrashCutShortByTheLog) {
  MemoryLog log;
  MemoryKeys subject_keys;
  const IdempotentRequest stored = request("stored");
  IdempotentRequest lost = request("lost");
  lost.request = RequestId(uuid_number(8));
  ASSERT_TRUE(keys->begin(stored, Position{0}, noon).has_value());
  ASSERT_TRUE(keys->begin(lost, Position{0}, noon).has_value());
  Recorded recorded;
  recorded.position = Position{1};
  recorded.id = EventId(uuid_number(3));
  recorded.time = recorded.recorded_at = noon;
  recorded.revision = Revision{1};
  recorded.actor.kind = ActorKind::op;
  recorded.channel = Channel::native;
  recorded.request = recorded.correlation = RequestId(uuid_number(7));
  recorded.event = GroupCreated{group_id(1), "choir"};
  const auto bytes = encode(recorded, nullptr);
  ASSERT_TRUE(bytes.has_value()) << bytes.error().detail;
  const NewRecord record{*bytes, {}, {}, group_id(1)};
  ASSERT_EQ(log.append({&record, 1}), Append::stored);

  open();
  ASSERT_EQ(keys->pending().size(), 2U);
  ASSERT_TRUE(settle_idempotency(*keys, log, subject_keys).has_value());
  const auto again = keys->begin(stored, Position{1}, noon);
  ASSERT_TRUE(again->outcome);
  EXPECT_EQ(again->outcome->position, Position{1});
  EXPECT_EQ(again->outcome->group, group_id(1));
  EXPECT_FALSE(keys->begin(lost, Position{1}, noon)->outcome);
}

TEST_F(Idempotency, MustSettleWhatWasAbandoned) {
  const IdempotentRequest asked = request("k");
  ASSERT_TRUE(keys->begin(asked, Position{4}, noon).has_value());
  keys->abandon(asked.key);
  EXPECT_TRUE(keys->begin(asked, Position{4}, noon)->must_settle);
}

TEST_F(Idempotency, LetsARequestGoWhoseKeyTheDiskDidNotTake) {
  const IdempotentRequest asked = request("k");
  fail_next_sync();
  EXPECT_FALSE(keys->begin(asked, Position{4}, noon).has_value());
  stop_failing_io();
  EXPECT_TRUE(keys->begin(asked, Position{4}, noon).has_value());
}

}  // namespace
}  // namespace rolecall
