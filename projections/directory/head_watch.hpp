// Calls back whoever waits for a position when the directory has reached it.
//
// Threads: advance() from one thread at a time, which it holds up for no longer than it takes to
//          wake another. All else from any. Callbacks run on a thread of the watch's own: they must
//          hand on what takes long.
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
  using Callback = std::function<void()>;

  HeadWatch() = default;
  ~HeadWatch() { close(); }
  HeadWatch(const HeadWatch&) = delete;
  HeadWatch& operator=(const HeadWatch&) = delete;

  // Calls `callback` once: when the head has reached `position`, at the deadline, or when the watch
  // is closed, whichever is first. The callback is not told which of these it was.
  void wait(Position position, Clock::time_point deadline, Callback callback);

  void advance(Position head);

  // Calls back all who wait; from then on wait() itself calls back, at once. When it returns, the
  // thread of the watch calls nobody any more.
  void close();
  bool is_closed() const { return closed_; }

 private:
  struct Waiter {
    Position position;
    Clock::time_point deadline;
    Callback callback;
  };
  // Locked only to notify and to fall asleep, never while there is work to do.
  class Signal {
   public:
    void notify();
    void sleep_until(Clock::time_point time);  // or until notify(), also one since the last sleep

   private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool is_notified_ = false;
  };

  void run();
  std::list<Waiter> take_due();

  // `waiters_` and `head_` are each written before the other is read, in one total order: either
  // advance() sees the one who waits, or the one who waits sees the new head.
  std::atomic<Position> head_{Position{0}};
  std::atomic<std::size_t> waiters_{0};
  std::atomic<bool> closed_{false};
  Signal signal_;

  std::mutex mutex_;
  std::list<Waiter> waiting_;
  Clock::time_point next_look_;  // the earliest deadline that the thread knows of
  std::thread thread_;           // from the first wait on
};

}  // namespace rolecall
