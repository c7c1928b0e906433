// Who waits for a position is told when the directory has reached it.
//
// Threads: advance() from one thread at a time, which it does not hold up; all else from any. Those
//          who wait are told on a thread of the watch's own, so they hand on what takes long.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/types/position.hpp"

namespace rolecall {

class HeadWatch {
 public:
  using Clock = std::chrono::steady_clock;
  using Told = std::function<void()>;

  HeadWatch() = default;
  ~HeadWatch() { close(); }
  HeadWatch(const HeadWatch&) = delete;
  HeadWatch& operator=(const HeadWatch&) = delete;

  // Calls `told` once: when the head has reached `position`, at the deadline, or when the watch is
  // closed, whichever is first. Whoever is told looks for himself which it was.
  void wait(Position position, Clock::time_point deadline, Told told);

  void advance(Position head);

  // Tells all who wait, and from then on tells at once. When it returns nobody is being told.
  void close();
  bool is_closed() const { return closed_; }

 private:
  struct Waiting {
    Position position;
    Clock::time_point deadline;
    Told told;
  };

  void run();
  std::vector<Told> take_due();
  Clock::time_point next_deadline() const;

  // `waiters_` and `head_` are each written before the other is read, in one total order: either
  // advance() sees the one who waits, or the one who waits sees the new head.
  std::atomic<Position> head_{Position{0}};
  std::atomic<std::size_t> waiters_{0};
  std::atomic<bool> closed_{false};

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;
  std::thread thread_;  // from the first wait on
};

}  // namespace rolecall
