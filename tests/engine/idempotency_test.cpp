#include "engine/writer/idempotency.hpp"

#include <gtest/gtest.h>

#include "engine/events/codec.hpp"
#include "engine/limits.hpp"
#include "engine/wait_for.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/memory_keys.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/people.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

constexpr Timestamp noon{1'700'000'000'000'000};
const SecretBytes secret;

class Idempotency : public testing::Test {
 protected:
  Idempotency() { open(); }

  void open() {
    if (writer) writer->stop();  // its changes are of the keys
    keys.reset();
    writer.reset();
    store.reset();
    constexpr std::size_t map_size_bytes = std::size_t{1} << 27;
    auto opened = SecretsStore::open(directory.path(), LmdbMode::read_write, uuid_number(1), 1,
                                     map_size_bytes);
    store = opened
                ? std::move(*opened)
                : SecretsStore::create(directory.path(), uuid_number(1), 1, map_size_bytes).value();
    writer = std::make_unique<SecretsWriter>(*store);
    keys = IdempotencyKeys::open(*store, *writer, secret).value();
  }

  IdempotentRequest request(std::string_view key, std::string_view body = "body",
                            std::uint16_t client = 1, std::uint8_t id = 7) const {
    return keys->describe(key_id(client), key, {"POST", body}, RequestId(uuid_number(id)));
  }
  Result<IdempotencyKeys::Progress> begin(const IdempotentRequest& asked, Position head,
                                          Timestamp now) {
    return wait_for<IdempotencyKeys::Progress>(
        [&](const auto& answer) { keys->begin(asked, head, now, answer); });
  }
  // A log with one event: of that request.
  void store_event_of(const RequestId& id) {
    Recorded recorded;
    recorded.position = next(log.last());
    recorded.id = EventId(uuid_number(3));
    recorded.time = recorded.recorded_at = noon;
    recorded.revision = Revision{1};
    recorded.actor.kind = ActorKind::op;
    recorded.channel = Channel::native;
    recorded.request = recorded.correlation = id;
    recorded.event = GroupCreated{group_id(1), "choir"};
    const auto bytes = encode(recorded, nullptr);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().detail;
    ASSERT_EQ(log.append({&*bytes, 1}), Append::stored);
  }
  void settle(std::vector<IdempotencyKeys::Pending> pending) {
    ASSERT_TRUE(settle_idempotency(*keys, std::move(pending), log, subject_keys).has_value());
  }
  // A first request that was done.
  void do_once(std::string_view key, const IdempotentOutcome& outcome, Timestamp now = noon) {
    const IdempotentRequest asked = request(key);
    ASSERT_FALSE(begin(asked, Position{4}, now)->outcome);
    keys->finish(asked, outcome);
  }

  TemporaryDirectory directory;
  std::unique_ptr<SecretsStore> store;
  std::unique_ptr<IdempotencyKeys> keys;
  std::unique_ptr<SecretsWriter> writer;  // goes first
  MemoryLog log;
  MemoryKeys subject_keys;
};

const IdempotentOutcome ann_created{Position{5}, true, olga, {}};

TEST_F(Idempotency, TellsWhatCameOfARequestAlsoAfterARestart) {
  do_once("k", ann_created);
  for (int round = 0; round < 2; ++round) {
    const auto again = begin(request("k"), Position{9}, noon);
    ASSERT_TRUE(again.has_value());
    ASSERT_TRUE(again->outcome);
    EXPECT_EQ(again->outcome->position, Position{5});
    EXPECT_TRUE(again->outcome->changed);
    EXPECT_EQ(again->outcome->user, olga);
    open();
  }
}

TEST_F(Idempotency, HoldsARepetitionBackWhileTheFirstIsBeingWorkedOn) {
  ASSERT_TRUE(begin(request("k"), Position{4}, noon).has_value());
  EXPECT_EQ(begin(request("k"), Position{4}, noon).error().code, Errc::conflict);
}

TEST_F(Idempotency, RefusesAKeyThatCameWithAnotherRequest) {
  do_once("k", ann_created);
  const auto other = begin(request("k", "another body"), Position{9}, noon);
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, Errc::invalid_argument);
  EXPECT_EQ(other.error().field, "Idempotency-Key");
}

TEST_F(Idempotency, TellsClientsApart) {
  do_once("k", ann_created);
  EXPECT_FALSE(begin(request("k", "body", 2), Position{9}, noon)->outcome);
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
  ASSERT_TRUE(begin(asked, Position{4}, noon).has_value());
  keys->forget(asked);
  open();
  EXPECT_TRUE(keys->pending().empty());
  EXPECT_FALSE(begin(request("k", "another body"), Position{4}, noon)->outcome);
}

TEST_F(Idempotency, KeepsAKeyForADay) {
  do_once("k", ann_created);
  const Timestamp almost{noon.us + limits::idempotency_kept_us};
  EXPECT_TRUE(begin(request("k"), Position{9}, almost)->outcome);
  const Timestamp over{almost.us + 1};
  EXPECT_FALSE(begin(request("k"), Position{9}, over)->outcome);
  open();
  EXPECT_EQ(keys->pending().size(), 1U) << "the new request, and nothing of the old one";
}

TEST_F(Idempotency, ForgetsAnOldKeyForGoodWhileAnotherIsAnsweredAgain) {
  do_once("old", ann_created);
  const Timestamp almost{noon.us + limits::idempotency_kept_us};
  do_once("k", ann_created, almost);
  EXPECT_TRUE(begin(request("k"), Position{9}, Timestamp{almost.us + 1})->outcome);
  open();
  const auto begun = begin(request("old", "another body"), Position{9}, noon);
  EXPECT_TRUE(begun.has_value()) << begun.error().detail;
}

TEST_F(Idempotency, SettlesWhatACrashCutShortByTheLog) {
  const IdempotentRequest stored = request("stored");
  const IdempotentRequest lost = request("lost", "body", 1, 8);
  ASSERT_TRUE(begin(stored, Position{0}, noon).has_value());
  ASSERT_TRUE(begin(lost, Position{0}, noon).has_value());
  store_event_of(stored.request);

  open();
  ASSERT_EQ(keys->pending().size(), 2U);
  settle(keys->pending());
  const auto again = begin(stored, Position{1}, noon);
  ASSERT_TRUE(again->outcome);
  EXPECT_EQ(again->outcome->position, Position{1});
  EXPECT_EQ(again->outcome->group, group_id(1));
  EXPECT_FALSE(begin(lost, Position{1}, noon)->outcome);
}

TEST_F(Idempotency, TakesNoEventForARequestsOwnThatWasThereBeforeIt) {
  store_event_of(RequestId(uuid_number(7)));
  const IdempotentRequest early = request("early", "body", 1, 8);
  ASSERT_TRUE(begin(early, Position{0}, noon).has_value());
  const IdempotentRequest asked = request("k");
  ASSERT_TRUE(begin(asked, Position{1}, noon).has_value());
  open();
  settle(keys->pending());
  EXPECT_FALSE(begin(asked, Position{1}, noon)->outcome);
}

// Two retries see that the first request is to be settled; one settles it and does it anew, while
// the other settles what it saw before.
TEST_F(Idempotency, LetsALateSettlingForgetNoRequestAtWork) {
  ASSERT_TRUE(begin(request("k"), Position{0}, noon).has_value());
  keys->abandon(request("k"));
  const auto seen = keys->pending();
  settle(seen);
  const IdempotentRequest again = request("k", "body", 1, 8);
  ASSERT_FALSE(begin(again, Position{0}, noon)->must_settle);
  settle(seen);
  EXPECT_EQ(begin(request("k", "body", 1, 9), Position{0}, noon).error().code, Errc::conflict);
  keys->forget(seen.front().request);
  keys->finish(seen.front().request, ann_created);
  keys->abandon(seen.front().request);
  EXPECT_EQ(begin(request("k", "body", 1, 9), Position{0}, noon).error().code, Errc::conflict);
  keys->finish(again, ann_created);
  EXPECT_TRUE(begin(request("k", "body", 1, 9), Position{0}, noon)->outcome);
}

TEST_F(Idempotency, DropsWhatIsOfPositionsThatTheLogDoesNotHave) {
  do_once("done", ann_created);
  ASSERT_TRUE(begin(request("begun", "body", 1, 8), Position{6}, noon).has_value());
  ASSERT_TRUE(keys->drop_behind(Position{5}).has_value());
  open();
  EXPECT_TRUE(begin(request("done"), Position{5}, noon)->outcome);
  EXPECT_TRUE(keys->pending().empty());
  ASSERT_TRUE(keys->drop_behind(Position{4}).has_value());
  open();
  const auto again = begin(request("done"), Position{4}, noon);
  EXPECT_FALSE(again->outcome || again->must_settle);
}

TEST_F(Idempotency, TellsWhetherAnEventIsOfARequest) {
  store_event_of(RequestId(uuid_number(7)));
  const auto is_of = [&](std::uint64_t position, std::uint8_t id) {
    return is_of_request(log, subject_keys, Position{position}, RequestId(uuid_number(id))).value();
  };
  EXPECT_TRUE(is_of(1, 7));
  EXPECT_FALSE(is_of(1, 8));
  EXPECT_FALSE(is_of(2, 7));
}

TEST_F(Idempotency, LetsAClientGiveUpItsOwnOldestForOneMore) {
  do_once("of another", ann_created);
  for (std::size_t i = 0; i < limits::idempotency_keys_per_client_max; ++i) {
    const IdempotentRequest asked = request(std::to_string(i), "body", 2);
    const Timestamp now{noon.us + static_cast<std::int64_t>(i)};
    keys->begin(asked, Position{4}, now, [](const auto&) {});
    if (i != 0) keys->finish(asked, ann_created);  // the first is still being worked on
    if (i % 10'000 == 0) {                         // no more may wait for the disk
      ASSERT_TRUE(writer->execute([](LmdbWrite&) { return Result<void>(); }).has_value());
    }
  }
  const auto has_outcome = [&](const IdempotentRequest& asked) {
    const auto begun = begin(asked, Position{4}, noon);
    EXPECT_TRUE(begun.has_value()) << begun.error().detail;
    return begun && begun->outcome.has_value();
  };
  EXPECT_FALSE(has_outcome(request("one more", "body", 2, 8)));
  EXPECT_FALSE(has_outcome(request("1", "body", 2, 9))) << "it is gone";
  EXPECT_TRUE(has_outcome(request("3", "body", 2)));
  EXPECT_TRUE(has_outcome(request("of another")));
  EXPECT_EQ(begin(request("0", "body", 2), Position{4}, noon).error().code, Errc::conflict);
}

TEST_F(Idempotency, MustSettleWhatWasAbandoned) {
  const IdempotentRequest asked = request("k");
  ASSERT_TRUE(begin(asked, Position{4}, noon).has_value());
  keys->abandon(asked);
  EXPECT_TRUE(begin(asked, Position{4}, noon)->must_settle);
}

TEST_F(Idempotency, LetsARequestGoWhoseKeyTheDiskDidNotTake) {
  const IdempotentRequest asked = request("k");
  fail_next_sync();
  EXPECT_FALSE(begin(asked, Position{4}, noon).has_value());
  stop_failing_io();
  EXPECT_TRUE(begin(asked, Position{4}, noon).has_value());
}

}  // namespace
}  // namespace rolecall::test
