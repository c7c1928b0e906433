// Who waits for a position is told when the directory has reached it.
//
// Threads: advance() from one thread at a time, which it holds up for no longer than ringing a
//          bell takes. All else from any. Those who wait are told on a thread of the watch's own,
//          so they hand on what takes long.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

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

  // Tells all who wait; from then on wait() itself tells, at once. When it returns the thread of
  // the watch tells nobody any more.
  void close();
  bool is_closed() const { return closed_; }

 private:
  struct Waiting {
    Position position;
    Clock::time_point deadline;
    Told told;
  };
  // Locked only to ring it and to fall asleep, never while there is work to do.
  class Bell {
   public:
    void ring();
    void sleep_until(Clock::time_point time);  // or until it rings, or has rung since

   private:
    std::mutex mutex_;
    std::condition_variable rings_;
    bool has_rung_ = false;
  };

  void run();
  std::list<Waiting> take_due();

  // `waiters_` and `head_` are each written before the other is read, in one total order: either
  // advance() sees the one who waits, or the one who waits sees the new head.
  std::atomic<Position> head_{Position{0}};
  std::atomic<std::size_t> waiters_{0};
  std::atomic<bool> closed_{false};
  Bell bell_;

  std::mutex mutex_;
  std::list<Waiting> waiting_;
  Clock::time_point next_look_;  // the earliest deadline that the thread knows of
  std::thread thread_;           // from the first wait on
};

}  // namespace rolecall
