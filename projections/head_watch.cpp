#include "projections/head_watch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rolecall {

void HeadWatch::wait(Position position, Clock::time_point deadline, Told told) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      waiting_.push_back({position, deadline, std::move(told)});
      waiters_ = waiting_.size();
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
  }
  if (told) {
    told();
  } else {
    wake_.notify_one();
  }
}

void HeadWatch::advance(Position head) {
  head_ = head;
  if (waiters_ == 0) return;
  const std::lock_guard lock(mutex_);
  wake_.notify_one();
}

void HeadWatch::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void HeadWatch::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const std::vector<Told> due = take_due();
    if (due.empty()) {
      if (closed_) return;
      const auto deadline = next_deadline();
      if (deadline == Clock::time_point::max()) {
        wake_.wait(lock);
      } else {
        wake_.wait_until(lock, deadline);
      }
      continue;
    }
    lock.unlock();
    for (const Told& told : due) told();
    lock.lock();
  }
}

std::vector<HeadWatch::Told> HeadWatch::take_due() {
  const auto now = Clock::now();
  const auto is_waiting = [&](const Waiting& one) {
    return !closed_ && one.position > head_.load() && one.deadline > now;
  };
  const auto due = std::partition(waiting_.begin(), waiting_.end(), is_waiting);
  std::vector<Told> told;
  for (auto one = due; one != waiting_.end(); ++one) told.push_back(std::move(one->told));
  waiting_.erase(due, waiting_.end());
  waiters_ = waiting_.size();
  return told;
}

HeadWatch::Clock::time_point HeadWatch::next_deadline() const {
  auto deadline = Clock::time_point::max();
  for (const Waiting& one : waiting_) deadline = std::min(deadline, one.deadline);
  return deadline;
}

}  // namespace rolecall
