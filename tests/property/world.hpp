// Everything there is at one position, as plain values; and what the log has there.
//
// Users, groups and invitations are known by their index in order of creation.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/events/event.hpp"
#include "engine/types/invitation_status.hpp"

namespace rolecall::test::model {

// A role that runs out.
struct Bound {
  std::uint64_t granted_at = 0;  // position of the RoleAssigned
  Timestamp valid_until;
  RoleGrant fallback;  // the last role without a bound
};

struct Password {
  std::uint64_t set_at = 0;
  Role at_most = Role::ops;  // who signs in by it has no higher role
};

struct User {
  Profile profile;
  RoleGrant role;
  std::optional<Bound> bound;
  std::optional<Password> password;
  Status status = Status::active;
  Status last_present = Status::active;
  std::uint32_t revision = 1;
  std::uint64_t profile_since = 0;            // position of the last event about the profile
  std::array<std::uint64_t, 3> name_since{};  // of names_of(): since they are so

  bool is_lasting_top() const {
    return status == Status::active && role.role == Role::ops && !bound;
  }
  // What is lent takes no rank away.
  Role rank() const {
    return bound && bound->fallback.role > role.role ? bound->fallback.role : role.role;
  }
};

struct Member {
  std::size_t user = 0;
  std::optional<MemberRole> role;  // nothing: no longer
  std::uint64_t since = 0;
};

struct Group {
  std::string name;
  bool alive = true;
  std::uint32_t revision = 1;
  std::uint64_t name_since = 0;
  std::vector<Member> members;  // in order of first joining
};

struct Invitation {
  std::string email;
  RoleGrant role;
  InvitationStatus status = InvitationStatus::open;  // `expired` only by status_at()
  Timestamp expires_at;
  std::uint32_t revision = 1;
  std::optional<std::size_t> inviter{};  // of those who may be asked again

  InvitationStatus status_at(Timestamp moment) const {
    if (status != InvitationStatus::open || moment < expires_at) return status;
    return InvitationStatus::expired;
  }
};

struct World {
  std::vector<std::shared_ptr<const User>> users;
  std::vector<std::shared_ptr<const Group>> groups;
  std::vector<std::shared_ptr<const Invitation>> invitations;
  bool emails_are_unique = true;
  std::uint32_t revision = 0;  // the directory's own
};

// What the log has at one position.
struct Fact {
  EventType type{};
  std::optional<std::size_t> user;
  std::optional<std::size_t> group;
  std::optional<std::size_t> invitation;  // of the user it is to become, too
  std::uint32_t revision = 0;
  Timestamp time;
  Timestamp recorded_at;
  Actor actor;
  Channel channel{};
  std::string reason;
  std::optional<Role> from;  // where a role has changed
  std::optional<Role> to;
  std::optional<Timestamp> until;  // the end of a role or an invitation
  std::uint64_t granted_at = 0;    // of a role that ran out
};

struct ApiKey {
  std::size_t owner = 0;
  std::uint64_t issued = 0;
  std::uint64_t revoked = 0;  // 0: not
  Role at_most = Role::ops;
  std::optional<Timestamp> expires_at{};
};

template <class E>
EventType type_of() {
  return rolecall::type_of(Event(E{}));
}

}  // namespace rolecall::test::model
