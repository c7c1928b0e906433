#include "projections/indexes/role_changes.hpp"

#include <cassert>

namespace rolecall {

RoleChanges::RoleChanges(std::size_t events_max) : changes_(events_max) {}

void RoleChanges::add(const RoleChange& change) {
  const std::size_t index = changes_.append(change);
  assert(index == 0 || changes_[index - 1].position < change.position);
  count_.store(index + 1, std::memory_order_release);
}

std::size_t RoleChanges::count_at(Position at) const {
  std::size_t low = 0;
  std::size_t high = count_.load(std::memory_order_acquire);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (changes_[middle].position <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  assert(low == 0 || changes_[low - 1].position <= at);
  return low;
}

const RoleChange* RoleChanges::find(Position position) const {
  const std::size_t end = count_at(position);
  if (end == 0 || changes_[end - 1].position != position) return nullptr;
  return &changes_[end - 1];
}

}  // namespace rolecall
