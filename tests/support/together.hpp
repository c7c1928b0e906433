// Commands that the writer takes as one batch.
#pragma once

#include <cstddef>
#include <latch>
#include <utility>
#include <vector>

#include "engine/writer/writer.hpp"

namespace rolecall::test {

// They are submitted on the writer's own thread, while it answers a command before them; so all of
// them wait when it looks for more. At most limits::batch_max_commands.
inline std::vector<Result<Outcome>> execute_together(Writer& writer,
                                                     std::vector<CommandRequest> requests) {
  std::vector<Result<Outcome>> outcomes(requests.size(), Outcome{});
  if (requests.empty()) return outcomes;
  std::latch answered(static_cast<std::ptrdiff_t>(requests.size()));
  CommandRequest first;  // refused, but taken alone
  first.command = RevokeApiKey{};
  first.actor.kind = ActorKind::op;
  writer.submit(std::move(first), [&](const Result<Outcome>&) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      writer.submit(std::move(requests[i]), [&, i](Result<Outcome> outcome) {
        outcomes[i] = std::move(outcome);
        answered.count_down();
      });
    }
  });
  answered.wait();
  return outcomes;
}

}  // namespace rolecall::test
