// When memory that the writer has replaced may be freed: after every reader that could have seen it
// has left. Readers never wait, the writer neither: it frees later what it cannot free now.
//
// A reader holds a Guard for one call (microseconds), never across a wait; long reads leave and
// enter again every few thousand rows. The position a reader asks about needs no guard: what a
// guard protects is only the blocks of indexes that were superseded meanwhile.
// Threads: enter() from any thread; retire() and collect() from the writer's.
// Source: epoch-based reclamation, K. Fraser, Practical lock-freedom (2004), section 5.2.3.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

namespace rolecall {

class Epochs {
 public:
  static constexpr std::size_t slots = 256;  // readers inside at one moment

  class Guard {
   public:
    explicit Guard(std::atomic<std::uint64_t>& slot) : slot_(&slot) {}
    Guard(Guard&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
    Guard& operator=(Guard&&) = delete;
    ~Guard() {
      if (slot_ != nullptr) slot_->store(0, std::memory_order_release);
    }

   private:
    std::atomic<std::uint64_t>* slot_;
  };

  Epochs() = default;
  Epochs(const Epochs&) = delete;
  Epochs& operator=(const Epochs&) = delete;
  ~Epochs();

  // Guards may nest; each takes a slot of its own. With all slots taken it tries until one is free.
  Guard enter() const;

  // Calls `free(memory)` once no reader can still see it.
  using Free = void (*)(void*);
  void retire(void* memory, Free free);
  // Frees what has become unreachable. Called once per batch.
  void collect();

  std::size_t waiting() const { return retired_.size(); }

 private:
  struct alignas(64) Slot {
    std::atomic<std::uint64_t> epoch{0};  // 0: free
  };
  struct Retired {
    void* memory;
    Free free;
    std::uint64_t epoch;
  };

  mutable std::array<Slot, slots> readers_;
  std::atomic<std::uint64_t> epoch_{1};
  std::deque<Retired> retired_;
};

}  // namespace rolecall
