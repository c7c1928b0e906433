#include "engine/state/password_sets.hpp"

#include <cassert>

#include "engine/state/hash.hpp"

namespace rolecall {

PasswordSets::PasswordSets(Epochs& epochs, std::size_t events_max)
    : rows_(events_max), by_user_(epochs, events_max) {}

void PasswordSets::add(const SetPasswordFact& fact) { append({fact, false}); }

void PasswordSets::end(UserNo user, Position at) {
  if (find(user, at)) append({{.user = user, .at = at}, true});
}

void PasswordSets::append(const Row& row) {
  const UserNo user = row.fact.user;
  const auto index = narrow<std::uint32_t>(rows_.append(row));
  assert(index == 0 || rows_[index - 1].fact.at <= row.fact.at);
  by_user_.add(hash_of(number(user), 0), index,
               [&](std::uint32_t other) { return rows_[other].fact.user == user; });
}

std::optional<SetPasswordFact> PasswordSets::find(UserNo user, Position at) const {
  const auto found = by_user_.find(hash_of(number(user), 0), [&](std::uint32_t index) {
    return rows_[index].fact.user == user && rows_[index].fact.at <= at;
  });
  if (!found || rows_[*found].is_end) return std::nullopt;
  assert(rows_[*found].fact.user == user && rows_[*found].fact.at <= at);
  return rows_[*found].fact;
}

}  // namespace rolecall
