#include "engine/state/password_sets.hpp"

#include "engine/state/hash.hpp"

namespace rolecall {
namespace {

constexpr std::size_t facts_max = std::size_t{1} << 28;

}  // namespace

PasswordSets::PasswordSets(Epochs& epochs) : facts_(facts_max), by_user_(epochs) {}

void PasswordSets::add(const SetPasswordFact& fact) {
  const auto index = static_cast<std::uint32_t>(facts_.append(fact));
  by_user_.add(hash_of(number(fact.user), 0), index,
               [&](std::uint32_t other) { return facts_[other].user == fact.user; });
}

std::optional<SetPasswordFact> PasswordSets::find(UserNo user, Position at) const {
  const auto found = by_user_.find(hash_of(number(user), 0), [&](std::uint32_t index) {
    return facts_[index].user == user && facts_[index].at <= at;
  });
  return found ? std::optional(facts_[*found]) : std::nullopt;
}

}  // namespace rolecall
