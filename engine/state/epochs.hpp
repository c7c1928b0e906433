// When memory that the writer has replaced may be freed: after every reader that could have seen it
// has left. Readers never wait, the writer neither: it frees later what it cannot free now.
//
// What follows such memory enters by itself, so nobody can forget to. A thread that is inside
// enters again without a slot, and never waits for another that is inside. A caller that looks up
// many things may enter once around them, which makes each cheaper, for one call (microseconds),
// never across a wait; long reads leave every few thousand rows. The position a reader asks about
// needs no guard: what a guard protects is only the blocks of indexes that were superseded
// meanwhile. Threads: enter() from any thread, and a guard ends on its own; retire() and collect()
// from the
//          writer's.
// Source: epoch-based reclamation, K. Fraser, Practical lock-freedom (2004), section 5.2.3.
#pragma once

#include <array>
#include <atomic>
#include <cassert>
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
    Guard() = default;  // of nothing
    explicit Guard(std::atomic<std::uint64_t>& slot) : slot_(&slot) {}
    Guard(Guard&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
    Guard& operator=(Guard&& other) noexcept {
      std::swap(slot_, other.slot_);
      return *this;
    }
    ~Guard() {
      if (slot_ != nullptr) leave(*slot_);
    }

   private:
    std::atomic<std::uint64_t>* slot_ = nullptr;
  };

  Epochs() = default;
  Epochs(const Epochs&) = delete;
  Epochs& operator=(const Epochs&) = delete;
  ~Epochs();

  // With all slots taken it tries until one is free, unless the thread is inside already.
  Guard enter() const {
    if (inside_.epochs != this) return enter_first();
    ++inside_.depth;
    return Guard(*inside_.slot);
  }

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
  // Where this thread is inside. While it is, its guards of other epochs (a process has one, tests
  // have more) take a slot each.
  struct Inside {
    const Epochs* epochs;
    std::atomic<std::uint64_t>* slot;
    std::size_t depth;
  };
  struct Retired {
    void* memory;
    Free free;
    std::uint64_t epoch;
  };

  Guard enter_first() const;
  static void leave(std::atomic<std::uint64_t>& slot) {
    assert(slot.load(std::memory_order_relaxed) != 0 && "left twice");
    if (inside_.slot == &slot) {
      assert(inside_.depth != 0);
      if (--inside_.depth != 0) return;
      inside_ = Inside{};
    }
    slot.store(0, std::memory_order_release);
  }

  static inline constinit thread_local Inside inside_{};
  mutable std::array<Slot, slots> readers_;
  std::atomic<std::uint64_t> epoch_{1};
  std::deque<Retired> retired_;
};

}  // namespace rolecall
