#include "engine/state/epochs.hpp"

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

int freed = 0;
void count_free(void* memory) {
  ++freed;
  delete static_cast<int*>(memory);
}

class EpochsAlone : public testing::Test {
 protected:
  EpochsAlone() { freed = 0; }
  Epochs epochs_;
};

TEST_F(EpochsAlone, FreeAtTheNextCollectionWithoutReaders) {
  epochs_.retire(new int, count_free);
  EXPECT_EQ(freed, 0);
  epochs_.collect();
  EXPECT_EQ(freed, 1);
  EXPECT_EQ(epochs_.waiting(), 0U);
}

TEST_F(EpochsAlone, KeepWhatAReaderInsideMaySee) {
  {
    const auto guard = epochs_.enter();
    epochs_.retire(new int, count_free);
    epochs_.collect();
    epochs_.collect();
    EXPECT_EQ(freed, 0);
  }
  epochs_.collect();
  EXPECT_EQ(freed, 1);
}

TEST_F(EpochsAlone, DoNotWaitForReadersWhoCameLater) {
  std::latch entered(1);
  std::latch leave(1);
  std::jthread early([&] {
    const auto guard = epochs_.enter();
    entered.count_down();
    leave.wait();
  });
  entered.wait();
  epochs_.retire(new int, count_free);
  epochs_.collect();
  const auto late = epochs_.enter();
  EXPECT_EQ(freed, 0);
  leave.count_down();
  early.join();
  epochs_.collect();
  EXPECT_EQ(freed, 1);
}

TEST_F(EpochsAlone, FreeTheRestAtTheEnd) {
  {
    Epochs epochs;
    epochs.retire(new int, count_free);
  }
  EXPECT_EQ(freed, 1);
}

TEST_F(EpochsAlone, LetGuardsNestAndMove) {
  std::vector<Epochs::Guard> guards;
  for (std::size_t i = 0; i < Epochs::slots; ++i) guards.push_back(epochs_.enter());
  epochs_.retire(new int, count_free);
  epochs_.collect();
  EXPECT_EQ(freed, 0);
  guards.clear();
  const auto again = epochs_.enter();
  epochs_.collect();
  EXPECT_EQ(freed, 1);
}

// As many threads as there are slots are inside, more want to be: whoever is inside enters again
// without waiting for any of them.
TEST_F(EpochsAlone, LetThreadsThatAreInsideEnterAgainWhileAllSlotsAreTaken) {
  constexpr std::ptrdiff_t threads = 300;
  std::latch all_slots_taken(Epochs::slots);
  std::vector<std::jthread> readers;
  for (std::ptrdiff_t i = 0; i < threads; ++i) {
    readers.emplace_back([&] {
      const auto outer = epochs_.enter();
      if (!all_slots_taken.try_wait()) all_slots_taken.count_down();
      all_slots_taken.wait();
      const auto inner = epochs_.enter();
      const auto innermost = epochs_.enter();
    });
  }
  readers.clear();
  epochs_.retire(new int, count_free);
  epochs_.collect();
  EXPECT_EQ(freed, 1);
}

TEST_F(EpochsAlone, KeepAThreadInsideUntilItsLastGuardEnds) {
  Epochs others;
  auto first = std::make_unique<Epochs::Guard>(epochs_.enter());
  const auto elsewhere = others.enter();
  auto second = std::make_unique<Epochs::Guard>(epochs_.enter());
  first.reset();
  epochs_.retire(new int, count_free);
  epochs_.collect();
  EXPECT_EQ(freed, 0);
  second.reset();
  epochs_.collect();
  EXPECT_EQ(freed, 1);
}

// Readers follow a pointer that the writer replaces and frees; the address sanitizer sees a block
// that is freed too early, the thread sanitizer a missing order.
TEST(Epochs, KeepWhatReadersFollowBesideARunningWriter) {
  struct Block {
    std::uint64_t value;
    std::uint64_t same;
  };
  Epochs epochs;
  std::atomic<Block*> current{new Block{0, 0}};
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done.load(std::memory_order_relaxed)) {
        const auto guard = epochs.enter();
        const Block* block = current.load(std::memory_order_acquire);
        for (int reads = 0; reads < 20; ++reads) torn += block->value == block->same ? 0 : 1;
      }
    });
  }
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    Block* old = current.exchange(new Block{i, i}, std::memory_order_acq_rel);
    epochs.retire(old, [](void* memory) {
      *static_cast<Block*>(memory) = {1, 2};
      delete static_cast<Block*>(memory);
    });
    epochs.collect();
  }
  done = true;
  readers.clear();
  epochs.collect();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(epochs.waiting(), 0U);
  delete current.load();
}

}  // namespace
}  // namespace rolecall::test
