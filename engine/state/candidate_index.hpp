// A hash index of candidates: "this reference once had this key". The caller checks each candidate
// against the truth at its position, so an index entry needs no from and to, and freeing a name
// touches no index (README, "Any moment").
//
// Shape:   256 shards, open addressing with linear probing; a slot is one atomic word of a 31-bit
//          tag, a claim bit and a 32-bit reference. A second reference with the same key takes no
//          slot: the slot then points at a claim {reference, older}, newest first.
// Order:   add() publishes by one release store; a reader that loaded a head published later finds
//          the entry.
// Threads: add() from the writer; find() from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/epochs.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/narrow.hpp"

namespace rolecall {

class CandidateIndex {
 public:
  // `events_max`: how many entries there are at most.
  explicit CandidateIndex(Epochs& epochs, std::size_t events_max = limits::events_max);
  ~CandidateIndex();
  CandidateIndex(const CandidateIndex&) = delete;
  CandidateIndex& operator=(const CandidateIndex&) = delete;

  // Writer only. Memory for so many claims; tables grow when they must.
  bool make_room(std::size_t entries) { return claims_.make_room(entries); }
  // Adds `reference` under the key whose hash is given. `same_key(other)` tells whether another
  // reference with the same tag has the very same key.
  template <class SameKey>
  void add(std::uint64_t hash, std::uint32_t reference, SameKey same_key);

  // Offers the candidates with that hash, of one key newest first, until `accept(reference)` is
  // true; answers that reference. Candidates of other keys with the same tag are offered too.
  template <class Accept>
  std::optional<std::uint32_t> find(std::uint64_t hash, Accept accept) const;

  void serialize(Archive& archive);

 private:
  static constexpr std::size_t shard_count = 256;
  static constexpr std::uint64_t claim_bit = std::uint64_t{1} << 32;

  struct Table {
    using Slot = std::atomic<std::uint64_t>;  // 0: empty
    alignas(Slot) std::uint32_t capacity;
    // The slots follow in the same allocation.
    Slot& slot(std::uint32_t at) { return reinterpret_cast<Slot*>(this + 1)[at]; }
    const Slot& slot(std::uint32_t at) const { return reinterpret_cast<const Slot*>(this + 1)[at]; }
  };
  struct Shard {
    std::atomic<Table*> table{nullptr};
    std::uint32_t used = 0;
  };
  struct Claim {
    std::uint64_t word;   // as a slot without claim: {tag, reference}
    std::uint64_t older;  // as a slot
  };

  static std::size_t shard_of(std::uint64_t hash) { return hash >> 56; }
  // Never 0, so that no entry looks like an empty slot.
  static std::uint64_t tag_of(std::uint64_t hash) {
    const std::uint64_t tag = (hash >> 25) & 0x7fffffff;
    return tag == 0 ? 1 : tag;
  }
  static std::uint64_t tag_in(std::uint64_t slot) { return slot >> 33; }
  static std::uint32_t reference_in(std::uint64_t slot) { return static_cast<std::uint32_t>(slot); }
  static std::uint32_t home_of(std::uint64_t tag, const Table& table) {
    return static_cast<std::uint32_t>(tag * table.capacity >> 31);
  }
  // The newest reference a slot stands for: its own, or that of its claim.
  std::uint32_t newest_in(std::uint64_t slot) const {
    return reference_in((slot & claim_bit) != 0 ? claims_[reference_in(slot)].word : slot);
  }
  // The table with room for one more entry; grows by a quarter at four fifths.
  Table& roomy_table(std::size_t shard);
  static Table* new_table(std::uint32_t capacity);

  Epochs& epochs_;
  std::array<Shard, shard_count> shards_;
  ReservedArray<Claim> claims_;
};

template <class SameKey>
void CandidateIndex::add(std::uint64_t hash, std::uint32_t reference, SameKey same_key) {
  Table& table = roomy_table(shard_of(hash));
  assert(shards_[shard_of(hash)].used < table.capacity && "a search ends at an empty slot");
  const std::uint64_t tag = tag_of(hash);
  const std::uint64_t fresh = tag << 33 | reference;
  for (std::uint32_t at = home_of(tag, table);; at = at + 1 == table.capacity ? 0 : at + 1) {
    const std::uint64_t slot = table.slot(at).load(std::memory_order_relaxed);
    if (slot == 0) {
      table.slot(at).store(fresh, std::memory_order_release);
      ++shards_[shard_of(hash)].used;
      return;
    }
    if (tag_in(slot) == tag && same_key(newest_in(slot))) {
      const std::uint64_t claim = narrow<std::uint32_t>(claims_.append(Claim{fresh, slot}));
      table.slot(at).store(tag << 33 | claim_bit | claim, std::memory_order_release);
      return;
    }
  }
}

template <class Accept>
std::optional<std::uint32_t> CandidateIndex::find(std::uint64_t hash, Accept accept) const {
  const auto guard = epochs_.enter();
  const Table* table = shards_[shard_of(hash)].table.load(std::memory_order_acquire);
  if (table == nullptr) return std::nullopt;
  const std::uint64_t tag = tag_of(hash);
  for (std::uint32_t at = home_of(tag, *table);; at = at + 1 == table->capacity ? 0 : at + 1) {
    std::uint64_t slot = table->slot(at).load(std::memory_order_acquire);
    if (slot == 0) return std::nullopt;
    if (tag_in(slot) != tag) continue;
    while ((slot & claim_bit) != 0) {
      const Claim& claim = claims_[reference_in(slot)];
      assert(tag_in(claim.word) == tag && tag_in(claim.older) == tag);
      if (accept(reference_in(claim.word))) return reference_in(claim.word);
      slot = claim.older;
    }
    if (accept(reference_in(slot))) return reference_in(slot);
  }
}

}  // namespace rolecall
