// Histories as RapidCheck makes them: what happened, and what was true after each position.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/support/next_event.hpp"

namespace rolecall::test {

struct RandomHistory {
  std::vector<Recorded> events;
  std::vector<NaiveState> models{NaiveState{}};  // by position

  explicit RandomHistory(const std::vector<std::uint32_t>& choices) {
    for (const std::uint32_t choice : choices) {
      NaiveState model = models.back();
      Recorded recorded;
      recorded.event = NextEvent(model, choice).event();
      recorded.revision = model.apply(recorded.event);
      recorded.position = Position{models.size()};
      recorded.time = time_of(recorded.position);
      recorded.actor.kind = ActorKind::op;
      recorded.key = KeyNo{7};
      events.push_back(std::move(recorded));
      models.push_back(std::move(model));
    }
  }
};

}  // namespace rolecall::test
