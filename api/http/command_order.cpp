#include "api/http/command_order.hpp"

#include <cassert>
#include <exception>

namespace rolecall {

CommandOrder::Place::~Place() {
  if (waiting) order->settle(*waiting, nullptr);
}

void CommandOrder::Turn::take(std::function<void()> go) const {
  const auto waiting = std::move(place_->waiting);
  assert(waiting && "one turn per place");
  place_->order->settle(*waiting, std::move(go));
}

CommandOrder::Turn CommandOrder::enter() {
  auto waiting = std::make_shared<Waiting>();
  auto place = std::make_shared<Place>(shared_from_this(), waiting);
  const std::lock_guard lock(mutex_);
  places_.push_back(std::move(waiting));
  return Turn(std::move(place));
}

// Places are taken on one thread: nobody comes between this answer and what is then done.
bool CommandOrder::is_free() {
  const std::lock_guard lock(mutex_);
  return places_.empty() && !running_;
}

void CommandOrder::settle(Waiting& place, std::function<void()> go) {
  std::unique_lock lock(mutex_);
  place.go = std::move(go);
  place.ready = true;
  if (running_) return;
  running_ = true;
  while (!places_.empty() && places_.front()->ready) {
    auto next = std::move(places_.front()->go);
    places_.pop_front();
    lock.unlock();
    try {
      if (next) next();
    } catch (const std::exception&) {
      // No memory to hand it on: the promise to answer that goes with it answers 503.
    }
    next = nullptr;
    lock.lock();
  }
  running_ = false;
}

}  // namespace rolecall
