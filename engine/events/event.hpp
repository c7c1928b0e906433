// The one list of all events, and an event with its context as it is in the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/events/credential_events.hpp"
#include "engine/events/directory_events.hpp"
#include "engine/events/group_events.hpp"
#include "engine/events/invitation_events.hpp"
#include "engine/events/user_events.hpp"
#include "engine/types/actor.hpp"
#include "engine/types/channel.hpp"
#include "engine/types/event_type.hpp"
#include "engine/types/key_no.hpp"
#include "engine/types/position.hpp"
#include "engine/types/timestamp.hpp"

namespace rolecall {

// The order gives the stable type id in the log: the first is 1. New events go to the end; none is
// ever moved or taken out.
using Event =
    std::variant<UserCreated, UserProfileChanged, RoleAssigned, RoleExpired, UserDeactivated,
                 UserReactivated, UserRemoved, UserRestored, UserErased, UserInvited,
                 InvitationRenewed, InvitationRevoked, InvitationAccepted, GroupCreated,
                 GroupRenamed, GroupDeleted, MemberAdded, MemberRoleChanged, MemberRemoved,
                 ApiKeyIssued, ApiKeyRevoked, PasswordSet, ActorNamed, EmailUniquenessChanged>;

using Events = std::vector<Event>;

inline EventType type_of(const Event& event) {
  return EventType{static_cast<std::uint16_t>(event.index() + 1)};
}

// "UserCreated", …; empty for a number that is no event.
std::string_view name_of(EventType type);
std::optional<EventType> parse_event_type(std::string_view name);

// Whom an event is about; nil where there is none. An event with a group moves that group's
// revision, any other that of its user, and one with neither that of the directory.
UserId user_of(const Event& event);
GroupId group_of(const Event& event);

// An event as it stands in the log.
struct Recorded {
  Position position{};
  EventId id{};
  Timestamp time;  // when it took effect; never decreases along positions
  // When it was written down. Differs for imported history, for what fell due while stopped, and
  // where the clock was behind the event before.
  Timestamp recorded_at;
  UserNo user_no{};     // of user_of(event); 0 where there is none
  Revision revision{};  // of the stream the event moves
  Actor actor;
  Channel channel = Channel::system;
  RequestId request{};
  RequestId correlation{};  // equal to `request` unless the change was caused by an earlier request
  std::string reason;       // sealed where the event is about a user; empty: none given
  KeyNo key{};
  bool erased = false;  // the key has been destroyed: sealed members and reason are empty
  Event event;

  bool operator==(const Recorded&) const = default;
};

}  // namespace rolecall
