// Events as they stand in the log, opened: the history of a user or group, what an actor did, who
// changed roles when.
//
// Every page is of one position: nothing after it is shown. Events come oldest first; `after` and
// `next` are the position of the last one shown.
// Threads: from any. These read the log itself, not memory: not for an I/O thread that others wait
// for.
// Errors:  what the log fails with (corrupt, unavailable).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/events/event.hpp"
#include "engine/types/refs.hpp"
#include "projections/directory/directory.hpp"
#include "projections/model/cursor.hpp"

namespace rolecall {

struct EventPage {
  std::vector<Recorded> events;
  std::optional<Cursor> next;
};

// Types of events: bit n is the one with the stable number n.
using EventTypes = std::uint32_t;
static_assert(std::variant_size_v<Event> < 32);
inline constexpr EventTypes all_event_types = ~EventTypes{0};
constexpr EventTypes set_of(EventType type) {
  return EventTypes{1} << static_cast<std::uint16_t>(type);
}

// Which events a query means; all conditions must hold.
struct EventFilter {
  std::optional<UserId> user{};    // about whom
  std::optional<UserId> actor{};   // by whom
  std::optional<GroupId> group{};  // of which group
  EventTypes types = all_event_types;
};

// The events that `filter` means. Those about a user, by an actor or of a group are known from
// memory; what else a filter says is looked for in each of them, or in the whole range: that may
// take long.
bool may_read_much(const EventFilter& filter);
Result<EventPage> list_events(const Directory& directory, const EventFilter& filter,
                              const PositionRange& range);

// The event at a position that has been reached.
Result<Recorded> read_event(const Directory& directory, Position position);

// The events after a position up to another one, in either order, until `visit` answers false.
using VisitEvent = std::function<bool(const Recorded& recorded)>;
Result<void> visit_events(const Directory& directory, Position after, Position last,
                          const VisitEvent& visit);
Result<void> visit_events_newest_first(const Directory& directory, Position after, Position last,
                                       const VisitEvent& visit);

// Which changes of roles a query means; all conditions must hold.
struct RoleChangeFilter {
  std::optional<UserId> user{};
  std::optional<UserId> actor{};
  std::optional<Role> role{};      // given or taken away
  std::optional<GroupId> group{};  // of users who were its members at that moment
};

// The RoleAssigned and RoleExpired events that `filter` means.
Result<EventPage> list_role_changes(const Directory& directory, const RoleChangeFilter& filter,
                                    const PositionRange& range);

}  // namespace rolecall
