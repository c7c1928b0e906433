// One event of every type with fixed context.
#pragma once

#include <string>
#include <vector>

#include "engine/events/codec.hpp"
#include "tests/support/known_keys.hpp"

namespace rolecall::test {

// Encodes with the key that the record names.
inline Result<std::string> encode_with_known_key(const Recorded& recorded) {
  const SubjectKey key = KnownKeys::known(recorded.key);
  return encode(recorded, recorded.key == KeyNo{} ? nullptr : &key);
}

// The n-th id of a kind, told apart by its last bytes; with the shape of a UUIDv7.
template <class SomeId>
SomeId sample_id(std::uint8_t kind, std::uint8_t n) {
  Uuid id = *parse_uuid("018f3a5c-9e21-7b44-8d10-000000000000");
  id.bytes[14] = kind;
  id.bytes[15] = n;
  return SomeId(id);
}
inline UserId sample_user(std::uint8_t n) { return sample_id<UserId>(1, n); }
inline GroupId sample_group(std::uint8_t n) { return sample_id<GroupId>(2, n); }
inline CredentialId sample_credential(std::uint8_t n) { return sample_id<CredentialId>(4, n); }

inline constexpr Timestamp sample_time{1'767'323'045'123'456};  // 2026-01-02T03:04:05.123456Z

inline std::vector<Event> sample_events() {
  const UserId ann = sample_user(1);
  const GroupId team = sample_group(1);
  const RoleGrant viewer{Role::viewer, Channel::native, ""};
  const RoleGrant contributor{Role::analyst, Channel::posit_connect, "publisher"};
  const Timestamp later{sample_time.us + 86'400'000'000};
  const Profile ann_profile{"ann",      "ann@example.org", "Ann Ångström",      "Ann",
                            "Ångström", "ext-1",           R"({"team":"blue"})"};
  ProfilePatch before;
  before.email = "ann@example.org";
  before.external_id = "";
  ProfilePatch after;
  after.email = "";
  after.external_id = "ext-2";
  return {UserCreated{ann, ann_profile, contributor, true},
          UserProfileChanged{ann, before, after},
          RoleAssigned{ann, viewer, contributor, later},
          RoleExpired{ann, contributor, viewer, Position{300}},
          UserDeactivated{ann},
          UserReactivated{ann},
          UserRemoved{ann},
          UserRestored{ann},
          UserErased{ann},
          UserInvited{ann, "ann@example.org", viewer, later},
          InvitationRenewed{ann, contributor, later},
          InvitationRevoked{ann},
          InvitationAccepted{ann},
          GroupCreated{team, "Blue Team"},
          GroupRenamed{team, "Blue Team", "Grüne"},
          GroupDeleted{team},
          MemberAdded{team, ann, MemberRole::owner},
          MemberRoleChanged{team, ann, MemberRole::owner, MemberRole::user},
          MemberRemoved{team, ann, MemberRole::user},
          ApiKeyIssued{ann, sample_credential(9), Capability::manage, later},
          ApiKeyRevoked{ann, sample_credential(9)},
          PasswordSet{ann},
          ActorNamed{ann, "bob from the old system"},
          EmailUniquenessChanged{true}};
}

// The events above with their context: those of even type have a reason, those of every
// third were caused by an earlier request, every fourth is imported history.
inline std::vector<Recorded> sample_records() {
  std::vector<Recorded> records;
  for (Event& event : sample_events()) {
    const auto n = static_cast<std::uint8_t>(records.size() + 1);
    Recorded recorded;
    recorded.position = Position{n};
    recorded.id = sample_id<EventId>(5, n);
    recorded.time = {sample_time.us + n};
    recorded.recorded_at = recorded.time;
    if (!user_of(event).is_nil()) recorded.user_no = UserNo{0};
    recorded.revision = Revision{n};
    recorded.actor = {ActorKind::user, sample_user(7), sample_credential(7)};
    recorded.channel = Channel::native;
    recorded.request = sample_id<RequestId>(3, n);
    recorded.correlation = n % 3 == 0 ? sample_id<RequestId>(3, 99) : recorded.request;
    if (n % 4 == 0) {
      recorded.actor = {ActorKind::import, {}, {}};
      recorded.channel = Channel::import;
      recorded.recorded_at = {sample_time.us + 1'000'000};
    }
    if (n % 2 == 0) recorded.reason = "ticket 4711";
    if (needs_seal(event, recorded.reason)) recorded.key = KeyNo{126u + n};
    recorded.event = std::move(event);
    records.push_back(std::move(recorded));
  }
  return records;
}

}  // namespace rolecall::test
