// The roles that run out, soonest first: those the state has, and those given in a batch on top of
// it. The writer's thread only; the state must not change meanwhile.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "engine/commands/command.hpp"
#include "engine/events/event.hpp"
#include "engine/state/state.hpp"

namespace rolecall {

class DueRoles {
 public:
  explicit DueRoles(const State& state) : state_(state), stored_(state.expiries().begin()) {}

  // Takes note of a role that the batch gives until a moment.
  void add(const Recorded& decided);

  // The next that has run out by `clock`, each once. Whether it is still in force, decide() knows.
  std::optional<ExpireRole> take(Timestamp clock);

 private:
  const State& state_;
  State::Expiries::const_iterator stored_;  // what comes before it has been taken
  std::map<std::pair<Timestamp, Position>, UserId> given_;
};

}  // namespace rolecall
