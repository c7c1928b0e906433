#include "projections/indexes/role_changes.hpp"

#include <cassert>

#include "engine/types/narrow.hpp"

namespace rolecall {

RoleChanges::RoleChanges(std::size_t events_max)
    : changes_(events_max), starts_(events_max / start_every + 2) {}

void RoleChanges::add(const RoleChange& change) {
  const std::uint64_t interval = number(change.position) / start_every;
  while (starts_.size() <= interval) starts_.append(narrow<std::uint32_t>(changes_.size()));
  const std::size_t index = changes_.append(change);
  assert(index == 0 || changes_[index - 1].position < change.position);
  count_.store(index + 1, std::memory_order_release);
}

std::size_t RoleChanges::count_at(Position at) const {
  const std::size_t count = count_.load(std::memory_order_acquire);
  if (count == 0) return 0;
  const std::uint64_t interval = number(at) / start_every;
  const std::uint64_t last_interval = number(changes_[count - 1].position) / start_every;
  if (interval > last_interval) return count;
  std::size_t low = starts_[interval];
  std::size_t high = interval == last_interval ? count : starts_[interval + 1];
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
