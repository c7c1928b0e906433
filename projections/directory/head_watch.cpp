#include "projections/directory/head_watch.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace rolecall {

void HeadWatch::Bell::ring() {
  const std::lock_guard lock(mutex_);
  has_rung_ = true;
  rings_.notify_one();
}

void HeadWatch::Bell::sleep_until(Clock::time_point time) {
  std::unique_lock lock(mutex_);
  const auto has_rung = [this] { return has_rung_; };
  if (time == Clock::time_point::max()) {
    rings_.wait(lock, has_rung);
  } else {
    rings_.wait_until(lock, time, has_rung);
  }
  has_rung_ = false;
}

void HeadWatch::wait(Position position, Clock::time_point deadline, Told told) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
      waiting_.push_back({position, deadline, std::move(told)});
      waiters_ = waiting_.size();
      if (position <= head_.load() || deadline < next_look_) bell_.ring();
      return;
    }
  }
  told();
}

void HeadWatch::advance(Position head) {
  head_ = head;
  if (waiters_ != 0) bell_.ring();
}

void HeadWatch::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  bell_.ring();
  if (thread_.joinable()) thread_.join();
}

void HeadWatch::run() {
  while (true) {
    const bool was_closed = closed_;  // then nobody begins to wait any more
    std::list<Waiting> due = take_due();
    if (due.empty() && was_closed) return;
    for (const Waiting& one : due) {
      try {
        one.told();
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
    bell_.sleep_until(until);
  }
}

std::list<HeadWatch::Waiting> HeadWatch::take_due() {
  std::list<Waiting> due;
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
