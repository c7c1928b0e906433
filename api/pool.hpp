// Threads for work that would hold up an I/O thread, with a queue that ends and in which callers
// take turns.
//
// Order:   one job of a caller runs at a time, in the order they came. Callers who wait are taken
//          round and round, a job each: whoever brings much waits for his own, and leaves all other
//          threads to others.
// Bounds:  so many jobs wait at most, in all and of one caller; more are refused.
// Errors:  a job that throws is over; what it promised goes unkept, and is answered 503.
// Threads: submit(), resume() and waiting() from any, also from jobs.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/limits.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct PoolSettings {
  std::size_t threads = 2;
  std::size_t waiting_max = limits::pool_waiting_max;
  std::size_t waiting_of_caller_max = limits::pool_waiting_of_caller_max;
};

class Pool {
 public:
  using Job = std::function<void()>;

  explicit Pool(PoolSettings settings = {});
  ~Pool();  // stops
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // `caller`: whoever the job is for, a user or an address. False: too many wait, or the pool has
  // stopped, and the job is not done.
  bool submit(const Uuid& caller, Job job);
  // The rest of what was submitted here or taken elsewhere: never refused, and before the caller's
  // other jobs. Dropped when the pool has stopped.
  void resume(const Uuid& caller, Job job);

  // How many jobs wait.
  std::size_t waiting() const;

  // Does what waits, then ends the threads. Nothing happens the second time.
  void stop();

 private:
  // The jobs of one caller; in one of the two lists below.
  struct Line {
    Uuid caller;
    std::deque<Job> waiting{};
  };
  using Lines = std::list<Line>;

  Lines::iterator line_of(const Uuid& caller);
  void run();

  const PoolSettings settings_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<Uuid, Lines::iterator> callers_;
  Lines turns_;    // the first is the next
  Lines running_;  // those of whom a job runs
  std::size_t waiting_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace rolecall
