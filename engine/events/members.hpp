// The members of every event with their numbers in the record: one list for both directions
// (wire.hpp), so that what is written can be read. The numbers are those of record.proto and never
// change; 14 and 15 are the seal's.
#pragma once

#include <concepts>
#include <type_traits>

#include "engine/events/event.hpp"
#include "engine/events/wire.hpp"

namespace rolecall {

// What a list of fields is about: written from a constant, read into a variable.
template <class Wire, class T>
using Of = std::conditional_t<Wire::reading, T, const T>;

template <class E>
concept AboutUser = requires(E event) {
  event.user;
};
template <class E>
concept AboutGroup = requires(E event) {
  event.group;
};

template <class Enum>
inline constexpr Enum last_of{};
template <>
inline constexpr Role last_of<Role> = top_role;
template <>
inline constexpr MemberRole last_of<MemberRole> = MemberRole::owner;
template <>
inline constexpr Capability last_of<Capability> = Capability::manage;
template <>
inline constexpr Channel last_of<Channel> = Channel::system;
template <>
inline constexpr ActorKind last_of<ActorKind> = ActorKind::import;

// One of a small enumeration that starts at 1; never absent.
template <class Wire, class Enum>
void choice(Wire& wire, unsigned field, Enum& value) {
  auto number = static_cast<std::uint64_t>(value);
  wire.varint(field, number);
  wire.require(number >= 1 &&
               number <= static_cast<std::uint64_t>(last_of<std::remove_const_t<Enum>>));
  if constexpr (Wire::reading) value = static_cast<Enum>(number);
}

template <class Wire>
void instant(Wire& wire, unsigned field, Of<Wire, Timestamp>& value) {
  wire.fixed64(field, value.us);
}

template <class Wire>
void instant(Wire& wire, unsigned field, Of<Wire, std::optional<Timestamp>>& value) {
  std::int64_t us = value ? value->us : 0;
  wire.require(!value || us != 0);
  wire.fixed64(field, us);
  if constexpr (Wire::reading) value = us != 0 ? std::optional(Timestamp{us}) : std::nullopt;
}

template <class Wire>
void grant(Wire& wire, unsigned field, Of<Wire, RoleGrant>& value) {
  wire.require(wire.message(field, [&] {
    choice(wire, 1, value.role);
    choice(wire, 2, value.given_in);
    wire.text(3, value.native_word);
  }));
}

template <class Wire>
void patch(Wire& wire, unsigned field, Of<Wire, ProfilePatch>& value) {
  wire.message(field, [&] {
    unsigned number = 0;
    for (const ProfileMember& member : profile_members)
      wire.optional_text(++number, value.*member.change);
  });
}

// In clear, in the event's own message.

template <class Wire>
void members(Wire& wire, Of<Wire, UserCreated>& e) {
  grant(wire, 1, e.role);
  std::uint64_t active = e.active ? 1 : 0;
  wire.varint(2, active);
  wire.require(active <= 1);
  if constexpr (Wire::reading) e.active = active != 0;
}
template <class Wire>
void members(Wire&, Of<Wire, UserProfileChanged>&) {}
template <class Wire>
void members(Wire& wire, Of<Wire, RoleAssigned>& e) {
  grant(wire, 1, e.from);
  grant(wire, 2, e.to);
  instant(wire, 3, e.valid_until);
}
template <class Wire>
void members(Wire& wire, Of<Wire, RoleExpired>& e) {
  grant(wire, 1, e.from);
  grant(wire, 2, e.to);
  std::uint64_t granted_at = number(e.granted_at);
  wire.varint(3, granted_at);
  if constexpr (Wire::reading) e.granted_at = Position{granted_at};
}
template <class Wire>
void members(Wire&, Of<Wire, UserDeactivated>&) {}
template <class Wire>
void members(Wire&, Of<Wire, UserReactivated>&) {}
template <class Wire>
void members(Wire&, Of<Wire, UserRemoved>&) {}
template <class Wire>
void members(Wire&, Of<Wire, UserRestored>&) {}
template <class Wire>
void members(Wire&, Of<Wire, UserErased>&) {}
template <class Wire>
void members(Wire& wire, Of<Wire, UserInvited>& e) {
  grant(wire, 1, e.role);
  instant(wire, 2, e.expires_at);
}
template <class Wire>
void members(Wire& wire, Of<Wire, InvitationRenewed>& e) {
  grant(wire, 1, e.role);
  instant(wire, 2, e.expires_at);
}
template <class Wire>
void members(Wire&, Of<Wire, InvitationRevoked>&) {}
template <class Wire>
void members(Wire&, Of<Wire, InvitationAccepted>&) {}
template <class Wire>
void members(Wire& wire, Of<Wire, GroupCreated>& e) {
  wire.text(1, e.name);
}
template <class Wire>
void members(Wire& wire, Of<Wire, GroupRenamed>& e) {
  wire.text(1, e.from);
  wire.text(2, e.to);
}
template <class Wire>
void members(Wire&, Of<Wire, GroupDeleted>&) {}
template <class Wire>
void members(Wire& wire, Of<Wire, MemberAdded>& e) {
  choice(wire, 1, e.role);
}
template <class Wire>
void members(Wire& wire, Of<Wire, MemberRoleChanged>& e) {
  choice(wire, 1, e.from);
  choice(wire, 2, e.to);
}
template <class Wire>
void members(Wire& wire, Of<Wire, MemberRemoved>& e) {
  choice(wire, 1, e.from);
}
template <class Wire>
void members(Wire& wire, Of<Wire, ApiKeyIssued>& e) {
  wire.id(1, e.key);
  choice(wire, 2, e.capability);
  instant(wire, 3, e.expires_at);
}
template <class Wire>
void members(Wire& wire, Of<Wire, ApiKeyRevoked>& e) {
  wire.id(1, e.key);
}
template <class Wire>
void members(Wire&, Of<Wire, PasswordSet>&) {}
template <class Wire>
void members(Wire&, Of<Wire, ActorNamed>&) {}

// Personal, in the seal; the reason follows as field 10.

template <class E>
concept Personal = std::same_as<E, UserCreated> || std::same_as<E, UserProfileChanged> ||
    std::same_as<E, UserInvited> || std::same_as<E, ActorNamed>;

template <class Wire>
void personal_members(Wire& wire, Of<Wire, UserCreated>& e) {
  unsigned field = 0;
  for (const ProfileMember& member : profile_members) wire.text(++field, e.profile.*member.value);
}
template <class Wire>
void personal_members(Wire& wire, Of<Wire, UserProfileChanged>& e) {
  patch(wire, 8, e.from);
  patch(wire, 9, e.to);
}
template <class Wire>
void personal_members(Wire& wire, Of<Wire, UserInvited>& e) {
  wire.text(2, e.email);
}
template <class Wire>
void personal_members(Wire& wire, Of<Wire, ActorNamed>& e) {
  wire.text(1, e.name);
}

inline bool has_personal(const UserCreated& e) { return e.profile != Profile{}; }
inline bool has_personal(const UserProfileChanged& e) {
  return e.from != ProfilePatch{} || e.to != ProfilePatch{};
}
inline bool has_personal(const UserInvited& e) { return !e.email.empty(); }
inline bool has_personal(const ActorNamed& e) { return !e.name.empty(); }

}  // namespace rolecall
