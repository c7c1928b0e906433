#include "projections/history/role_changes.hpp"

namespace rolecall {
namespace {

constexpr std::size_t changes_max = std::size_t{1} << 30;

}  // namespace

std::uint32_t actor_tag(const UserId& actor) {
  return static_cast<std::uint32_t>(hash_value(actor));
}

RoleChanges::RoleChanges() : changes_(changes_max) {}

void RoleChanges::add(const RoleChange& change) {
  const std::size_t index = changes_.append(change);
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
  return low;
}

}  // namespace rolecall
