// The one writer: takes the commands that wait, decides each against the state and what earlier
// ones of the batch decided, appends all events in one commit, applies them, and answers.
//
// Order:      commands are decided in the order of submit(). An answer is given only after its
//             events are durable and applied: whoever got it reads its own write.
// Failure:    a batch that was not stored is refused as a whole, its refusals too, since they may
//             rest on what was not stored. While it is unknown whether a batch was stored nothing
//             more is decided; the store is reopened until it tells. No restart is needed.
// History:    a line of history continues the one before it. Once one was refused, or not stored,
//             this writer refuses all that follow: what is stored of a history has no holes.
// Time:       a role that was given until a moment ends then, by an event of the system; those that
//             fell due while no writer ran end, in order, before the constructor returns. Nothing
//             that is decided later sees a role that has run out. Rules compare with the clock;
//             the time that is recorded is that of the event before, where the clock is behind it.
//             While the wall clock has jumped far (types/clock.hpp) commands are refused.
// Room:       what would not fit into memory's capacities is refused (`storage_full`) when it is
//             decided, command by command; a batch for which there is no memory is refused before
//             it is stored.
// Threads:    submit() from any thread; answers, the follower and `filling` come on the writer's
//             own thread, at first on that of the constructor.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/commands/command.hpp"
#include "engine/commands/decide.hpp"
#include "engine/events/event.hpp"
#include "engine/log/log.hpp"
#include "engine/result.hpp"
#include "engine/secrets/keys.hpp"
#include "engine/state/state.hpp"
#include "engine/types/clock.hpp"
#include "engine/types/uuid_v7.hpp"

namespace rolecall {

// A command with who gave it, and through what.
struct CommandRequest {
  Command command;
  Actor actor;
  Channel channel = Channel::native;
  RequestId request{};      // nil: the writer mints one
  RequestId correlation{};  // nil: the same as `request`
  Uuid fresh_id{};          // of what the command makes; nil: the writer mints one
  std::string reason;
  // A line of history: when it happened and who did it. `actor.kind` is then import.
  struct Past {
    Timestamp time;
    std::string actor_name;
  };
  std::optional<Past> past;
  // Only decided, on what the batch has decided before it: nothing is stored.
  bool dry_run = false;
};

struct Outcome {
  Position position{};  // of the command's last event; where it changed nothing, that of the state
                        // it was decided on
  bool changed = false;
  UserId user{};  // whom or what the command was about; nil: none
  GroupId group{};
  std::vector<Recorded> planned{};  // of a dry run: the events there would be, `changed` or not
};

class Writer {
 public:
  using Answer = std::function<void(Result<Outcome>)>;
  // The state and all that follows it.
  struct Follower {
    // Has the memory ready for what is about to be stored. False: there is none.
    std::function<bool(const Amounts&)> make_room;
    // Applies stored events, and publishes the new head.
    std::function<void(std::span<const Recorded>)> apply;
  };
  // A store that holds more than three quarters of its capacity.
  struct Filling {
    std::string_view store;
    std::uint64_t held = 0;
    std::uint64_t capacity = 0;
  };

  struct Settings {
    std::optional<std::uint32_t> seats{};  // how many users may be active; nothing: no limit
    std::function<void(const Filling&)> filling{};  // told once of each store
  };

  // All references must outlive the writer. `log.last()` must be what `state` has applied.
  Writer(EventLog& log, KeyIssuer& keys, const State& state, const Clock& clock, Follower follower,
         Settings settings);
  ~Writer() { stop(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Decides what still waits, then no more.
  void stop();

  // `answer` is called exactly once, with `unavailable` where too many commands wait or after
  // stop().
  void submit(CommandRequest request, Answer answer);
  // Since the writer began; `waiting`: now. From any thread.
  struct Counts {
    std::uint64_t batches = 0;    // that were stored
    std::uint64_t failures = 0;   // batches that were not, or of which it was not known
    std::uint64_t append_ns = 0;  // what appending took, of both
    std::uint64_t commands = 0;   // decided
    std::uint64_t refusals = 0;   // of them
    std::uint64_t events = 0;     // stored
    std::uint64_t waiting = 0;
  };
  Counts counts();
  // submit() and wait. Not from the writer's thread.
  Result<Outcome> execute(CommandRequest request);

 private:
  struct Waiting {
    CommandRequest request;
    Answer answer;
    Result<Outcome> outcome = Outcome{};
  };
  struct Batch;

  void run();
  void gather(std::unique_lock<std::mutex>& lock, std::size_t outstanding,
              std::chrono::steady_clock::time_point until);
  void run_batch(std::vector<Waiting> waiting);
  Append append(std::span<const std::string> records);
  void tell(Waiting& one, Result<Outcome> outcome);
  void add(const Counts& counts);
  // How long to sleep at most; nothing: until there is a command.
  std::optional<std::chrono::microseconds> longest_sleep() const;
  bool role_has_run_out() const;
  void expire_roles(Batch& batch, Timestamp clock);
  DecisionContext context_of(const CommandRequest& request, Timestamp clock);
  // Decides one command and adds its records to the batch.
  Result<Outcome> decide_one(Batch& batch, const CommandRequest& request, Timestamp clock);
  Result<std::vector<std::optional<SubjectKey>>> keys_for(Batch& batch, const Decision& decision,
                                                          const std::string& reason);
  Result<void> add_event(Batch& batch, Recorded recorded, const std::optional<SubjectKey>& key);
  void settle_unknown();
  void apply(std::span<const Recorded> stored);
  void tell_filling();

  EventLog& log_;
  KeyIssuer& keys_;
  const State& state_;
  const Clock& clock_;
  Follower follower_;
  Settings settings_;
  UuidV7 ids_;
  // Events of a batch of which it is not known whether it was stored. The writer's thread only.
  std::vector<Recorded> unknown_;
  bool history_broken_ = false;  // the writer's thread only
  std::array<bool, stores.size()> told_filling_{};
  bool failing_ = false;  // the last batch was not stored; the writer's thread only

  std::mutex mutex_;
  Counts counts_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;
  std::size_t enough_ = 1;  // the writer is woken once so many wait
  bool stopping_ = false;
  std::thread thread_;
};

// How a command that was prepared goes to the writer: by itself, or when its turn has come.
using Submit = std::function<void(CommandRequest, Writer::Answer)>;
inline Submit submit_to(Writer& writer) {
  return [&writer](CommandRequest request, Writer::Answer answer) {
    writer.submit(std::move(request), std::move(answer));
  };
}

}  // namespace rolecall
