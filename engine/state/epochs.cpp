#include "engine/state/epochs.hpp"

#include <cassert>
#include <functional>
#include <thread>

namespace rolecall {

Epochs::~Epochs() {
  for (const Slot& reader : readers_) assert(reader.epoch == 0 && "a reader is still inside");
  for (const Retired& retired : retired_) retired.free(retired.memory);
}

Epochs::Guard Epochs::enter_first() const {
  // Each thread begins at a slot of its own, so that readers do not fight for cache lines.
  thread_local const std::size_t home = std::hash<std::thread::id>{}(std::this_thread::get_id());
  for (std::size_t i = home;; ++i) {
    std::atomic<std::uint64_t>& slot = readers_[i % slots].epoch;
    std::uint64_t none = 0;
    // Read-modify-writes on both sides, here and in collect(): either collect() sees this slot
    // taken, or this reader sees all that the writer did before it scanned.
    if (slot.compare_exchange_strong(none, epoch_.load(std::memory_order_acquire),
                                     std::memory_order_acq_rel)) {
      if (inside_.epochs == nullptr) inside_ = {this, &slot, 1};
      return Guard(slot);
    }
  }
}

void Epochs::retire(void* memory, Free free) {
  const std::uint64_t now = epoch_.load(std::memory_order_relaxed);
  assert(memory != nullptr && (retired_.empty() || retired_.back().epoch <= now));
  retired_.push_back({memory, free, now});
}

void Epochs::collect() {
  if (retired_.empty()) return;
  epoch_.fetch_add(1, std::memory_order_acq_rel);
  std::uint64_t oldest = epoch_.load(std::memory_order_relaxed);
  for (Slot& reader : readers_) {
    const std::uint64_t entered = reader.epoch.fetch_add(0, std::memory_order_acq_rel);
    if (entered != 0 && entered < oldest) oldest = entered;
  }
  while (!retired_.empty() && retired_.front().epoch < oldest) {
    retired_.front().free(retired_.front().memory);
    retired_.pop_front();
  }
}

}  // namespace rolecall
