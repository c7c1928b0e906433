// What is not exactly as encode() writes it is refused, and nothing makes decode() read too far.
#include <functional>

#include <gtest/gtest.h>

#include "engine/events/codec.hpp"
#include "engine/events/envelope.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/sample_records.hpp"

namespace rolecall::test {
namespace {

Result<Recorded> decode_all(std::string_view record) {
  return decode(record, Position{7}, KnownKeys{}, Open::everything);
}

std::string failure_of(std::string_view record) {
  const auto decoded = decode_all(record);
  if (decoded) return "no failure";
  EXPECT_EQ(decoded.error().code, Errc::corrupt);
  return decoded.error().detail;
}

// A record of an envelope like that of RoleAssigned, but for `change`, and `body` in hex.
std::string record_with(const std::function<void(Envelope&)>& change, std::string_view body) {
  Envelope e;
  e.time = sample_time;
  e.event = sample_id<EventId>(5, 1);
  e.user = e.actor = sample_user(1);
  e.request = sample_id<RequestId>(3, 1);
  e.user_no_plus_1 = e.revision = 1;
  e.version = 1;
  e.actor_kind = ActorKind::user;
  e.channel = Channel::native;
  change(e);
  ProtoWriter wire;
  write_envelope(wire, e);
  return wire.take() + from_hex(body);
}
void unchanged(Envelope&) {}

constexpr std::string_view deactivated = "ca0600";    // field 105, empty
constexpr std::string_view group_deleted = "a20700";  // field 116, empty
constexpr std::string_view not_written = "record 7: not as it was written";

TEST(Decode, NamesTheTypeAndVersionItDoesNotKnow) {
  EXPECT_EQ(failure_of(record_with(unchanged, "ba0c00")),
            "record 7: unknown event type 99 version 1");
  EXPECT_EQ(failure_of(record_with([](Envelope& e) { e.version = 2; }, deactivated)),
            "record 7: unknown event type 5 version 2");
  EXPECT_EQ(failure_of(record_with([](Envelope& e) { e.version = 300; }, deactivated)),
            "record 7: unknown event type 5 version 300");
  // A later version's envelope: fields 17 to 20, one of each wire type, before the body.
  const std::string later =
      "8801ff01"
      "91010102030405060708"
      "9a0102aabb"
      "a50101020304";
  EXPECT_EQ(failure_of(record_with([](Envelope& e) { e.version = 2; }, later + "ca0600")),
            "record 7: unknown event type 5 version 2");
  EXPECT_EQ(failure_of(record_with(unchanged, later + "ca0600")), not_written);
}

TEST(Decode, RefusesAnEnvelopeThatDoesNotFitTheEvent) {
  using Edit = std::function<void(Envelope&)>;
  ASSERT_TRUE(decode_all(record_with(unchanged, deactivated)));
  for (const Edit& edit : std::vector<Edit>{
           [](Envelope& e) { e.user = {}; },
           [](Envelope& e) { e.user_no_plus_1 = 0; },
           [](Envelope& e) { e.event = {}; },
           [](Envelope& e) { e.version = 0; },
           [](Envelope& e) { e.actor_kind = ActorKind{6}; },
           [](Envelope& e) { e.channel = Channel{9}; },
           [](Envelope& e) { e.group = sample_group(1); },
           [](Envelope& e) { e.reason = "in clear"; },
           [](Envelope& e) { e.recorded_at = e.time; },
           [](Envelope& e) { e.correlation = e.request; },
       }) {
    const std::string failure = failure_of(record_with(edit, deactivated));
    EXPECT_TRUE(failure == not_written || failure == "record 7: unknown event type 5 version 0")
        << failure;
  }
  const auto of_group = [](Envelope& e) {
    e.user = {}, e.user_no_plus_1 = 0, e.group = sample_group(1);
  };
  EXPECT_TRUE(decode_all(record_with(of_group, group_deleted)));
  EXPECT_EQ(failure_of(record_with(unchanged, group_deleted)), not_written);
}

TEST(Decode, RefusesAWrittenZeroInTheFixedHead) {
  const std::string record = record_with(unchanged, deactivated);
  ASSERT_TRUE(decode_all(record));
  const std::vector<std::pair<std::size_t, std::size_t>> values{
      {1, 8}, {11, 16}, {29, 16}, {47, 16}, {65, 16}, {82, 4}, {87, 4}, {92, 1}, {94, 1}, {96, 1}};
  for (const auto& [at, size] : values) {
    std::string zeroed = record;
    zeroed.replace(at, size, size, '\0');
    EXPECT_EQ(failure_of(zeroed), not_written) << at;
  }
}

TEST(Decode, RefusesABodyThatEncodeWouldNotWrite) {
  for (const std::string_view body :
       {"",                // none
        "ca06", "ca0601",  // cut off
        "ca060000",        // something behind it
        "ca0600ca0600",    // twice
        "ca06800000",      // a longer length than needed
        "ca06020801",      // a field that the type does not have
        "ca0603709a01",    // a key without a seal
        "ca06127a10"
        "00000000000000000000000000000000",  // a seal without a key
        "ca061470017a10"
        "000000000000000000000000000000",  // cut off in the seal
        "ca061370017a0f"
        "000000000000000000000000000000",  // not whole blocks
        "aa060408051001",                  // UserCreated without its message around the role
        "aa06060a0408051001",              // role 5
        "aa06060a0408011009",              // channel 9
        "aa06080a0408011001"
        "1002",  // active twice over
        "aa06080a0408011001"
        "1000"}) {  // active written as absent
    EXPECT_EQ(failure_of(record_with(unchanged, body)), not_written) << body;
  }
  EXPECT_TRUE(decode_all(record_with(unchanged, "aa06060a0408011001")));
}

TEST(Decode, RefusesAKeyNumberOfMoreThan32Bits) {
  const std::string key_no = "708180808010";  // 2^32 + 1
  const std::string sealed = "7a20" + std::string(64, '0');
  EXPECT_EQ(failure_of(record_with(unchanged, "ca0628" + key_no + sealed)), not_written);
}

// Every record with one byte changed, cut off anywhere, or one byte too long: refused, or exactly
// what encode() writes for what was read.
void expect_refused_or_exact(const std::string& record) {
  const KnownKeys keys;
  for (const Open open : {Open::nothing, Open::personal, Open::everything}) {
    const auto decoded = decode(record, Position{7}, keys, open);
    if (!decoded) {
      EXPECT_EQ(decoded.error().code, Errc::corrupt);
    } else if (open == Open::everything) {
      const auto again = encode_with_known_key(*decoded);
      ASSERT_TRUE(again) << again.error().detail << "\n" << to_hex(record);
      EXPECT_EQ(to_hex(*again), to_hex(record));
    }
  }
}

TEST(Decode, RefusesADamagedRecordOrReadsItExactly) {
  for (const Recorded& recorded : sample_records()) {
    const std::string record = encode_with_known_key(recorded).value();
    for (std::size_t i = 0; i < record.size(); ++i) {
      for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        std::string changed = record;
        changed[i] = static_cast<char>(changed[i] ^ change);
        expect_refused_or_exact(changed);
      }
      expect_refused_or_exact(record.substr(0, i));
    }
    expect_refused_or_exact(record + '\0');
  }
}

}  // namespace
}  // namespace rolecall::test
