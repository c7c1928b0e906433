#include "api/places.hpp"

namespace rolecall {

Place Places::take(const Uuid& caller) {
  {
    const std::lock_guard lock(taken_->mutex);
    if (taken_->all >= all_) return nullptr;
    std::size_t& of_caller = taken_->of_caller[caller];
    if (of_caller >= of_caller_) return nullptr;
    ++of_caller;
    ++taken_->all;
  }
  return {taken_.get(), [taken = taken_, caller](void*) {
            const std::lock_guard lock(taken->mutex);
            --taken->all;
            const auto left = taken->of_caller.find(caller);
            if (--left->second == 0) taken->of_caller.erase(left);
          }};
}

std::size_t Places::taken() const {
  const std::lock_guard lock(taken_->mutex);
  return taken_->all;
}

}  // namespace rolecall
