#include "engine/state/candidate_index.hpp"

#include <cassert>
#include <new>

namespace rolecall {

CandidateIndex::CandidateIndex(Epochs& epochs, std::size_t events_max)
    : epochs_(epochs), claims_(events_max) {}

CandidateIndex::~CandidateIndex() {
  for (Shard& shard : shards_) std::free(shard.table.load(std::memory_order_relaxed));
}

CandidateIndex::Table* CandidateIndex::new_table(std::uint32_t capacity) {
  void* memory = std::calloc(1, sizeof(Table) + capacity * sizeof(Table::Slot));
  if (memory == nullptr) throw std::bad_alloc();
  assert(capacity != 0);
  auto* table = static_cast<Table*>(memory);
  table->capacity = capacity;
  return table;
}

CandidateIndex::Table& CandidateIndex::roomy_table(std::size_t shard_no) {
  Shard& shard = shards_[shard_no];
  Table* old = shard.table.load(std::memory_order_relaxed);
  if (old == nullptr) {
    // Staggered sizes: the shards fill alike, and should not all grow in one batch.
    Table* first = new_table(16 + static_cast<std::uint32_t>(shard_no % 8));
    shard.table.store(first, std::memory_order_release);
    return *first;
  }
  if (shard.used + 1 <= old->capacity / 5 * 4) return *old;
  Table* larger = new_table(old->capacity + old->capacity / 4 + 1);
  std::uint32_t moved = 0;
  for (std::uint32_t i = 0; i < old->capacity; ++i) {
    const std::uint64_t slot = old->slot(i).load(std::memory_order_relaxed);
    if (slot == 0) continue;
    ++moved;
    std::uint32_t at = home_of(tag_in(slot), *larger);
    while (larger->slot(at).load(std::memory_order_relaxed) != 0) {
      at = at + 1 == larger->capacity ? 0 : at + 1;
    }
    larger->slot(at).store(slot, std::memory_order_relaxed);
  }
  assert(moved == shard.used && moved < larger->capacity);
  shard.table.store(larger, std::memory_order_release);
  epochs_.retire(old, [](void* memory) { std::free(memory); });
  return *larger;
}

void CandidateIndex::serialize(Archive& archive) {
  archive.pass(claims_);
  for (Shard& shard : shards_) {
    Table* table = shard.table.load(std::memory_order_relaxed);
    std::uint32_t capacity = table == nullptr ? 0 : table->capacity;
    archive.pass(capacity, shard.used);
    if (archive.failed()) return;
    if (capacity == 0) continue;
    if (archive.is_loading()) {
      if (shard.used >= capacity) return archive.fail();
      table = new_table(capacity);
      shard.table.store(table, std::memory_order_relaxed);
    }
    archive.pass_bytes(&table->slot(0), capacity * sizeof(Table::Slot));
  }
}

}  // namespace rolecall
