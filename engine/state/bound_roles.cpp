#include "engine/state/bound_roles.hpp"

#include <cassert>

#include "engine/state/hash.hpp"

namespace rolecall {

BoundRoles::BoundRoles(Epochs& epochs, std::size_t events_max)
    : grants_(events_max), by_user_(epochs, events_max) {}

void BoundRoles::add(const BoundRole& grant) {
  const auto index = narrow<std::uint32_t>(grants_.append(grant));
  assert(index == 0 || grants_[index - 1].granted_at < grant.granted_at);
  by_user_.add(hash_of(number(grant.user), 0), index,
               [&](std::uint32_t other) { return grants_[other].user == grant.user; });
  count_.store(index + 1, std::memory_order_release);
}

std::optional<BoundRole> BoundRoles::find(UserNo user, Position at) const {
  const auto found = by_user_.find(hash_of(number(user), 0), [&](std::uint32_t index) {
    return grants_[index].user == user && grants_[index].granted_at <= at;
  });
  if (!found) return std::nullopt;
  assert(grants_[*found].user == user && grants_[*found].granted_at <= at);
  return grants_[*found];
}

}  // namespace rolecall
