// From a command to events or a refusal: pure. No clock, no log, no randomness; time and fresh ids
// are passed in.
//
// A command that changes nothing gives no events. An expected revision is checked against that of
// the user or group the command changes. The rules of who may are in policy.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "engine/commands/command.hpp"
#include "engine/events/event.hpp"
#include "engine/result.hpp"
#include "engine/state/overlay.hpp"

namespace rolecall {

// What a decision depends on beside the command and the directory.
struct DecisionContext {
  Actor actor;
  Channel channel = Channel::native;
  Timestamp time;  // when it takes effect: what rules compare with
  Timestamp now;   // the clock; differs only for imported history and for what fell due
  std::string reason;
  // A line of imported history: who acted, by name. It is decided without the rules of rank and of
  // the last operator, since what happened has happened.
  std::optional<std::string> imported_actor;
  std::optional<std::uint32_t> seats;  // how many users may be active; nothing: no limit
  // Ids for what a command creates.
  Uuid fresh_id;
  Uuid fresh_actor_id;
};

struct Decision {
  Actor actor;    // with the id of an imported actor filled in
  Events events;  // of all events `actor` is the author
  // What the command was about, also when there was nothing to do.
  UserId user{};
  GroupId group{};
};

Result<Decision> decide(const Overlay& now, const DecisionContext& context, const Command& command);

}  // namespace rolecall
