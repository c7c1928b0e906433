// How long a connection waits for what.
#pragma once

#include <chrono>
#include <cstdint>

namespace rolecall {

class Worker;

// What a connection waits for, one phase after the other.
enum class Phase : std::uint8_t { idle, head, body, work, write, linger };

// The deadline of the phase that a connection is in. A phase's start does not move while it lasts,
// or slow senders would live for ever; a new connection's first head has begun with the connection.
// Threads: all on the worker's.
class Deadlines {
 public:
  explicit Deadlines(const Worker& worker);  // must outlive this

  // False: it is that phase already.
  bool enter(Phase phase);
  // The phase's time begins anew: another piece is written, or is given less time from now on.
  void begin_anew();
  // There has been a whole request: the next one may take its time to begin.
  void request_is_whole() { has_asked_ = true; }

  Phase phase() const { return phase_; }
  // As of the worker's last sweep. Work has no deadline here: whoever does it sees to its end.
  bool are_over() const;

 private:
  std::chrono::milliseconds allowance() const;

  const Worker& worker_;
  std::chrono::steady_clock::time_point since_;  // when the phase began
  Phase phase_ = Phase::idle;
  bool has_asked_ = false;
};

}  // namespace rolecall
