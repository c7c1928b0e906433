#include "projections/directory/head_watch.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace rolecall {

void HeadWatch::Signal::notify() {
  const std::lock_guard lock(mutex_);
  is_notified_ = true;
  condition_.notify_one();
}

void HeadWatch::Signal::sleep_until(Clock::time_point time) {
  std::unique_lock lock(mutex_);
  const auto is_notified = [this] { return is_notified_; };
  if (time == Clock::time_point::max()) {
    condition_.wait(lock, is_notified);
  } else {
    condition_.wait_until(lock, time, is_notified);
  }
  is_notified_ = false;
}

void HeadWatch::wait(Position position, Clock::time_point deadline, Callback callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
      waiting_.push_back({position, deadline, std::move(callback)});
      waiters_ = waiting_.size();
      if (position <= head_.load() || deadline < next_look_) signal_.notify();
      return;
    }
  }
  callback();
}

void HeadWatch::advance(Position head) {
  head_ = head;
  if (waiters_ != 0) signal_.notify();
}

void HeadWatch::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  signal_.notify();
  if (thread_.joinable()) thread_.join();
}

void HeadWatch::run() {
  while (true) {
    const bool was_closed = closed_;  // then nobody begins to wait any more
    std::list<Waiter> due = take_due();
    if (due.empty() && was_closed) return;
    for (const Waiter& one : due) {
      try {
        one.callback();
      } catch (const std::exception&) {
        // Memory has run out: whoever is told does nothing then, and the others are told.
      }
    }
    due.clear();
    if (was_closed) continue;
    Clock::time_point until;
    {
      const std::lock_guard lock(mutex_);
      until = next_look_;
    }
    signal_.sleep_until(until);
  }
}

std::list<HeadWatch::Waiter> HeadWatch::take_due() {
  std::list<Waiter> due;
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  next_look_ = Clock::time_point::max();
  for (auto one = waiting_.begin(); one != waiting_.end();) {
    const auto here = one++;
    if (closed_ || here->position <= head_.load() || here->deadline <= now) {
      due.splice(due.end(), waiting_, here);
    } else {
      next_look_ = std::min(next_look_, here->deadline);
    }
  }
  waiters_ = waiting_.size();
  return due;
}

}  // namespace rolecall
