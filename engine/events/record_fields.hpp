// The fields of events in their records: one way for both directions (wire.hpp), so that what is
// written can be read. The numbers are those of record.proto and never change; 14 and 15 are the
// seal's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/events/event.hpp"
#include "engine/events/proto.hpp"

namespace rolecall {

// The value of a field: a constant where it is written, a variable where it is read.
template <class Wire, class T>
using Of = std::conditional_t<Wire::reading, T, const T>;

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

// Writes or reads the fields that an event tells of itself.
template <class Wire>
class RecordFields {
 public:
  explicit RecordFields(Wire& wire) : wire_(wire) {}

  template <class T>
  void operator()(unsigned number, std::string_view /*name*/, T& value) {
    field(number, value);
  }

 private:
  template <class T>
  using Value = Of<Wire, T>;

  void field(unsigned number, Value<std::string>& value) { wire_.text(number, value); }
  void field(unsigned number, Value<RoleGrant>& value) { grant(wire_, number, value); }
  void field(unsigned number, Value<MemberRole>& value) { choice(wire_, number, value); }
  void field(unsigned number, Value<Capability>& value) { choice(wire_, number, value); }
  void field(unsigned number, Value<CredentialId>& value) { wire_.id(number, value); }
  void field(unsigned number, Value<Timestamp>& value) { instant(wire_, number, value); }
  void field(unsigned number, Value<std::optional<Timestamp>>& value) {
    instant(wire_, number, value);
  }
  void field(unsigned number, Value<bool>& value) {
    std::uint64_t bit = value ? 1 : 0;
    wire_.varint(number, bit);
    wire_.require(bit <= 1);
    if constexpr (Wire::reading) value = bit != 0;
  }
  void field(unsigned first, Value<Position>& value) {
    std::uint64_t position = number(value);
    wire_.varint(first, position);
    if constexpr (Wire::reading) value = Position{position};
  }
  void field(unsigned number, Value<ProfilePatch>& value) {
    wire_.message(number, [&] {
      unsigned inside = 0;
      for (const ProfileMember& member : profile_members) {
        wire_.optional_text(++inside, value.*member.change);
      }
    });
  }
  void field(unsigned first, Value<Profile>& value) {
    for (const ProfileMember& member : profile_members) wire_.text(first++, value.*member.value);
  }

  Wire& wire_;
};

// Whether there is anything in the fields that an event seals.
template <Personal E>
bool has_personal(const E& event) {
  bool has = false;
  auto look = [&]<class T>(unsigned, std::string_view, const T& value) { has |= value != T(); };
  visit_sealed(event, look);
  return has;
}

}  // namespace rolecall
