// Any event in any context comes back from its record as it was.
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/hex.hpp"
#include "tests/support/sample_records.hpp"

namespace rolecall::test {
namespace {

std::string any_text() {
  std::string text;
  for (const auto c : *rc::gen::container<std::vector<std::uint32_t>>(
           rc::gen::oneOf(rc::gen::inRange(0u, 0x80u), rc::gen::inRange(0x80u, 0xd800u),
                          rc::gen::inRange(0xe000u, 0x110000u)))) {
    const auto put = [&text](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
    const auto put_low = [&put, c](unsigned shift) { put(0x80 | (c >> shift & 0x3f)); };
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6), put_low(0);
    } else if (c < 0x10000) {
      put(0xe0 | c >> 12), put_low(6), put_low(0);
    } else {
      put(0xf0 | c >> 18), put_low(12), put_low(6), put_low(0);
    }
  }
  return text;
}

bool any_bool() { return *rc::gen::arbitrary<bool>(); }

template <class SomeId>
SomeId any_id() {
  Uuid id;
  id.bytes = *rc::gen::arbitrary<std::array<std::uint8_t, 16>>();
  id.bytes[6] = 0x70;  // never nil
  return SomeId(id);
}
template <class SomeId>
SomeId any_id_or_none() {
  return any_bool() ? any_id<SomeId>() : SomeId{};
}

template <class Enum>
Enum any_up_to(Enum last) {
  return static_cast<Enum>(*rc::gen::inRange(1, static_cast<int>(last) + 1));
}

Timestamp any_time() { return {*rc::gen::arbitrary<std::int64_t>()}; }
Timestamp any_time_but_0() { return {*rc::gen::nonZero<std::int64_t>()}; }
std::optional<Timestamp> any_time_or_none() {
  return any_bool() ? std::optional(any_time_but_0()) : std::nullopt;
}
RoleGrant any_grant() { return {any_up_to(top_role), any_up_to(Channel::system), any_text()}; }
MemberRole any_member_role() { return any_up_to(MemberRole::owner); }
ProfilePatch any_patch() {
  ProfilePatch patch;
  for (const ProfileMember& member : profile_members) {
    if (any_bool()) patch.*member.change = any_text();
  }
  return patch;
}

// What an event has beside its user and its group.
template <class E>
void fill(E&) {}
void fill(UserCreated& e) {
  for (const ProfileMember& member : profile_members) e.profile.*member.value = any_text();
  e.role = any_grant();
  e.active = any_bool();
}
void fill(UserProfileChanged& e) { e.from = any_patch(), e.to = any_patch(); }
void fill(RoleAssigned& e) {
  e.from = any_grant(), e.to = any_grant(), e.valid_until = any_time_or_none();
}
void fill(RoleExpired& e) {
  e.from = any_grant(), e.to = any_grant();
  e.granted_at = Position{*rc::gen::arbitrary<std::uint64_t>()};
}
void fill(UserInvited& e) { e.email = any_text(), e.role = any_grant(), e.expires_at = any_time(); }
void fill(InvitationRenewed& e) { e.role = any_grant(), e.expires_at = any_time(); }
void fill(GroupCreated& e) { e.name = any_text(); }
void fill(GroupRenamed& e) { e.from = any_text(), e.to = any_text(); }
void fill(MemberAdded& e) { e.role = any_member_role(); }
void fill(MemberRoleChanged& e) { e.from = any_member_role(), e.to = any_member_role(); }
void fill(MemberRemoved& e) { e.from = any_member_role(); }
void fill(ApiKeyIssued& e) {
  e.key = any_id_or_none<CredentialId>();
  e.capability = any_up_to(Capability::manage);
  e.expires_at = any_time_or_none();
}
void fill(ApiKeyRevoked& e) { e.key = any_id<CredentialId>(); }
void fill(ActorNamed& e) { e.name = any_text(); }

Event any_event(std::size_t index) {
  return boost::mp11::mp_with_index<std::variant_size_v<Event>>(index, [](auto i) {
    std::variant_alternative_t<i, Event> event;
    if constexpr (requires { event.user; }) event.user = any_id<UserId>();
    if constexpr (requires { event.group; }) event.group = any_id<GroupId>();
    fill(event);
    return Event(std::move(event));
  });
}

Recorded any_record(std::size_t index) {
  Recorded r;
  r.event = any_event(index);
  r.position = Position{*rc::gen::arbitrary<std::uint64_t>()};
  r.id = any_id<EventId>();
  r.time = any_time();
  r.recorded_at = any_bool() ? r.time : any_time_but_0();
  if (!user_of(r.event).is_nil()) r.user_no = UserNo{*rc::gen::inRange(0u, UINT32_MAX)};
  r.revision = Revision{*rc::gen::arbitrary<std::uint32_t>()};
  r.actor = {any_up_to(ActorKind::import), any_id_or_none<UserId>(),
             any_id_or_none<CredentialId>()};
  r.channel = any_up_to(Channel::system);
  r.request = any_id_or_none<RequestId>();
  r.correlation = any_bool() ? r.request : any_id<RequestId>();
  if (any_bool()) r.reason = any_text();
  if (needs_seal(r.event, r.reason)) r.key = KeyNo{*rc::gen::nonZero<std::uint32_t>()};
  return r;
}

class AnyRecord : public testing::TestWithParam<std::size_t> {};
std::string name_of_type(const testing::TestParamInfo<std::size_t>& one) {
  return std::string(name_of(EventType{static_cast<std::uint16_t>(one.param + 1)}));
}
INSTANTIATE_TEST_SUITE_P(All, AnyRecord, testing::Range(std::size_t{0}, std::variant_size_v<Event>),
                         name_of_type);

TEST_P(AnyRecord, ComesBackFromItsBytes) {
  EXPECT_TRUE(rc::check([index = GetParam()] {
    const Recorded recorded = any_record(index);
    const auto record = encode_with_known_key(recorded);
    RC_ASSERT(record.has_value());
    const auto decoded = decode(*record, recorded.position, KnownKeys{}, Open::everything);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == recorded);
    RC_ASSERT(to_hex(encode_with_known_key(*decoded).value()) == to_hex(*record));
  }));
}

RC_GTEST_PROP(Decode, SurvivesAnyBytes, (const std::string& bytes)) {
  RC_ASSERT(!decode(bytes, Position{1}, KnownKeys{}, Open::everything));
}

}  // namespace
}  // namespace rolecall::test
