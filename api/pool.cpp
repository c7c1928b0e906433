#include "api/pool.hpp"

#include <exception>
#include <utility>

namespace rolecall {

Pool::Pool(PoolSettings settings) : settings_(settings) {
  for (std::size_t i = 0; i < settings_.threads; ++i) threads_.emplace_back([this] { run(); });
}

Pool::~Pool() { stop(); }

bool Pool::submit(const Uuid& caller, Job job) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_ >= settings_.waiting_max) return false;
  const auto line = line_of(caller);
  if (line->waiting.size() >= settings_.waiting_of_caller_max) return false;
  line->waiting.push_back(std::move(job));
  ++waiting_;
  wake_.notify_one();
  return true;
}

void Pool::resume(const Uuid& caller, Job job) {
  const std::lock_guard lock(mutex_);
  if (threads_.empty()) return;
  line_of(caller)->waiting.push_front(std::move(job));
  ++waiting_;
  wake_.notify_one();
}

std::size_t Pool::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

void Pool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  const std::lock_guard lock(mutex_);
  threads_.clear();
}

// Where memory runs out in between, a line without jobs stays behind and does no harm.
Pool::Lines::iterator Pool::line_of(const Uuid& caller) {
  const auto known = callers_.find(caller);
  if (known != callers_.end()) return known->second;
  Lines fresh;
  fresh.push_back({caller});
  callers_.emplace(caller, fresh.begin());
  turns_.splice(turns_.end(), fresh);
  return std::prev(turns_.end());
}

void Pool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !turns_.empty(); });
    if (turns_.empty()) return;
    const auto line = turns_.begin();
    running_.splice(running_.end(), turns_, line);
    if (!line->waiting.empty()) {
      Job job = std::move(line->waiting.front());
      line->waiting.pop_front();
      --waiting_;
      lock.unlock();
      try {
        job();
      } catch (const std::exception&) {
        // Its promise, which goes now, says so.
      }
      job = nullptr;
      lock.lock();
    }
    if (line->waiting.empty()) {
      callers_.erase(line->caller);
      running_.erase(line);
    } else {
      turns_.splice(turns_.end(), running_, line);
    }
  }
}

}  // namespace rolecall
