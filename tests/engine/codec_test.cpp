#include "engine/events/codec.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "tests/support/sample_records.hpp"

namespace rolecall::test {
namespace {

template <class E>
Recorded sample_of() {
  for (Recorded& recorded : sample_records()) {
    if (std::holds_alternative<E>(recorded.event)) return recorded;
  }
  return {};
}

Result<Recorded> decode_all(std::string_view record) {
  return decode(record, Position{7}, KnownKeys{}, Open::everything);
}

TEST(NeedsSeal, IsForPersonalMembersAndForReasonsAboutUsers) {
  const UserId ann = sample_user(1);
  EXPECT_FALSE(needs_seal(UserDeactivated{ann}, ""));
  EXPECT_TRUE(needs_seal(UserDeactivated{ann}, "left"));
  EXPECT_TRUE(needs_seal(MemberRemoved{sample_group(1), ann, MemberRole::user}, "left"));
  EXPECT_FALSE(needs_seal(GroupCreated{sample_group(1), "Blue"}, "reorganisation"));
  EXPECT_TRUE(needs_seal(ActorNamed{ann, "bob"}, ""));
  EXPECT_TRUE(needs_seal(UserInvited{ann, "ann@example.org", {}, {}}, ""));
  ProfilePatch emptied;
  emptied.email = "";
  EXPECT_TRUE(needs_seal(UserProfileChanged{ann, {}, emptied}, ""));
  EXPECT_FALSE(needs_seal(UserProfileChanged{ann, {}, {}}, ""));
}

TEST(Encode, LeavesNothingPersonalInClear) {
  for (const Recorded& recorded : sample_records()) {
    if (user_of(recorded.event).is_nil()) continue;
    const std::string record = encode_with_known_key(recorded).value();
    for (const std::string_view personal : {"ann", "Ann", "ext-", "blue", "bob", "ticket"}) {
      EXPECT_EQ(record.find(personal), std::string::npos) << name_of(type_of(recorded.event));
    }
  }
}

TEST(Encode, WritesTheReasonInClearWhereNoUserIsMeant) {
  const std::string record = encode_with_known_key(sample_of<GroupDeleted>()).value();
  EXPECT_NE(record.find("ticket 4711"), std::string::npos);
}

TEST(Encode, DoesNotWriteThePosition) {
  Recorded recorded = sample_of<UserCreated>();
  const std::string record = encode_with_known_key(recorded).value();
  recorded.position = Position{123'456};
  EXPECT_EQ(encode_with_known_key(recorded).value(), record);
  EXPECT_EQ(decode_all(record)->position, Position{7});
}

using Change = std::function<void(Recorded&)>;

TEST(Encode, RefusesWhatCouldNotBeReadBack) {
  const std::vector<std::pair<std::string_view, Change>> changes{
      {"erased", [](Recorded& r) { r.erased = true; }},
      {"no key number", [](Recorded& r) { r.key = KeyNo{}; }},
      {"no event id", [](Recorded& r) { r.id = {}; }},
      {"no user id", [](Recorded& r) { std::get<UserCreated>(r.event).user = {}; }},
      {"a user number too large", [](Recorded& r) { r.user_no = UserNo{UINT32_MAX}; }},
      {"recorded at 0", [](Recorded& r) { r.recorded_at = {}; }},
      {"no correlation", [](Recorded& r) { r.correlation = {}; }},
      {"a reason that is not UTF-8", [](Recorded& r) { r.reason = "\xff"; }},
      {"an unknown channel", [](Recorded& r) { r.channel = Channel{}; }},
      {"an unknown actor kind", [](Recorded& r) { r.actor.kind = ActorKind{6}; }},
      {"a role below the first",
       [](Recorded& r) { std::get<UserCreated>(r.event).role.role = Role{}; }},
      {"a name that is not UTF-8",
       [](Recorded& r) { std::get<UserCreated>(r.event).profile.username = "\xc3"; }},
      {"more than fits", [](Recorded& r) {
         std::get<UserCreated>(r.event).profile.attributes.assign(limits::record_max_bytes, 'a');
       }}};
  const SubjectKey key = KnownKeys::known(KeyNo{1});
  ASSERT_TRUE(encode(sample_of<UserCreated>(), &key));
  for (const auto& [what, change] : changes) {
    Recorded recorded = sample_of<UserCreated>();
    change(recorded);
    const auto record = encode(recorded, &key);
    ASSERT_FALSE(record) << what;
    EXPECT_EQ(record.error().code, Errc::invalid_argument) << what;
  }
  EXPECT_FALSE(encode(sample_of<UserCreated>(), nullptr));
}

TEST(Encode, RefusesAKeyWhereNothingIsSealedAndAUserNumberWithoutAUser) {
  Recorded recorded = sample_of<RoleAssigned>();
  recorded.key = KeyNo{5};
  EXPECT_FALSE(encode_with_known_key(recorded));
  recorded = sample_of<GroupDeleted>();
  recorded.user_no = UserNo{1};
  EXPECT_FALSE(encode_with_known_key(recorded));
}

TEST(Decode, GivesBackWhatAProfileChangeEmptied) {
  const Recorded recorded = sample_of<UserProfileChanged>();
  const auto decoded = decode_all(encode_with_known_key(recorded).value());
  ASSERT_TRUE(decoded);
  const auto& change = std::get<UserProfileChanged>(decoded->event);
  EXPECT_EQ(change.from.external_id, "");
  EXPECT_EQ(change.to.email, "");
  EXPECT_EQ(change.to.username, std::nullopt);
}

TEST(Decode, OpensOnlyWhatItIsAskedTo) {
  KnownKeys keys;
  for (const Recorded& recorded : sample_records()) {
    const std::string record = encode_with_known_key(recorded).value();
    const bool sealed = recorded.key != KeyNo{};
    const bool personal = needs_seal(recorded.event, "");
    keys.asked = 0;
    ASSERT_TRUE(decode(record, Position{7}, keys, Open::nothing));
    EXPECT_EQ(keys.asked, 0);
    const auto decoded = decode(record, Position{7}, keys, Open::personal);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(keys.asked, personal ? 1 : 0);
    EXPECT_EQ(decoded->key, recorded.key);
    EXPECT_TRUE(decoded->event == recorded.event) << name_of(type_of(recorded.event));
    EXPECT_EQ(decoded->reason, sealed && !personal ? "" : recorded.reason);
    ASSERT_TRUE(decode(record, Position{7}, keys, Open::everything));
    EXPECT_EQ(keys.asked, (personal ? 1 : 0) + (sealed ? 1 : 0));
  }
}

TEST(Decode, ReadsWithoutItsPersonalMembersWhatHasBeenErased) {
  KnownKeys keys;
  for (const Recorded& recorded : sample_records()) {
    if (recorded.key == KeyNo{}) continue;
    keys.destroyed = {recorded.key};
    const std::string record = encode_with_known_key(recorded).value();
    const auto erased = decode(record, recorded.position, keys, Open::everything);
    ASSERT_TRUE(erased);
    EXPECT_TRUE(erased->erased);
    EXPECT_EQ(erased->reason, "");
    EXPECT_FALSE(needs_seal(erased->event, erased->reason));
    EXPECT_EQ(erased->id, recorded.id);
    EXPECT_EQ(user_of(erased->event), user_of(recorded.event));
  }
}

TEST(Decode, AnswersTheErrorOfTheKeySource) {
  struct NoKeys : KeySource {
    Result<std::optional<SubjectKey>> key(KeyNo) const override {
      return Error{Errc::corrupt, "", "secrets older than the log"};
    }
  };
  const std::string record = encode_with_known_key(sample_of<UserCreated>()).value();
  const auto decoded = decode(record, Position{7}, NoKeys{}, Open::everything);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().detail, "secrets older than the log");
}

TEST(Decode, RefusesASealUnderAnotherKey) {
  const SubjectKey other = KnownKeys::known(KeyNo{1});
  const std::string record = encode(sample_of<UserCreated>(), &other).value();
  const auto decoded = decode_all(record);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, Errc::corrupt);
  EXPECT_EQ(decoded.error().detail, "record 7: the seal does not open");
  EXPECT_TRUE(decode(record, Position{7}, KnownKeys{}, Open::nothing));
}

}  // namespace
}  // namespace rolecall::test
