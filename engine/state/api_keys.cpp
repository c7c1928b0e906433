#include "engine/state/api_keys.hpp"

#include <algorithm>
#include <cassert>

#include "engine/state/count_until.hpp"
#include "engine/state/hash.hpp"

namespace rolecall {

ApiKeys::ApiKeys(Epochs& epochs, std::size_t events_max)
    : rows_(events_max), by_id_(epochs, events_max), by_owner_(epochs, events_max) {}

void ApiKeys::add(const IssuedApiKey& key) {
  const auto row = narrow<std::uint32_t>(rows_.append(key, std::uint64_t{0}));
  assert(row == 0 || rows_[row - 1].key.issued < key.issued);
  count_.store(row + 1, std::memory_order_release);
  by_id_.add(hash_of(key.id), row, [](std::uint32_t) { return false; });
  by_owner_.add(hash_of(number(key.owner), 0), row,
                [&](std::uint32_t other) { return rows_[other].key.owner == key.owner; });
}

std::optional<std::uint32_t> ApiKeys::row_of(const CredentialId& id) const {
  return by_id_.find(hash_of(id), [&](std::uint32_t row) { return rows_[row].key.id == id; });
}

void ApiKeys::revoke(const CredentialId& id, Position at) {
  if (const auto row = row_of(id)) revoke(rows_[*row], at);
}

void ApiKeys::revoke_all(UserNo owner, Position at) {
  for (const ApiKeyNo key : of(owner, at)) revoke(rows_[number(key)], at);
}

void ApiKeys::revoke(Row& row, Position at) {
  if (row.revoked_at.load(std::memory_order_relaxed) != 0) return;
  assert(row.key.issued < at);
  row.revoked_at.store(number(at), std::memory_order_release);
}

std::uint32_t ApiKeys::count_at(Position at) const {
  return count_until(at, count_, [&](std::uint32_t i) { return rows_[i].key.issued; });
}

IssuedApiKey ApiKeys::at(ApiKeyNo key, Position position) const {
  const Row& row = rows_[number(key)];
  assert(row.key.issued <= position);
  IssuedApiKey found = row.key;
  const Position revoked{row.revoked_at.load(std::memory_order_acquire)};
  if (revoked <= position) found.revoked = revoked;
  return found;
}

std::optional<ApiKeyNo> ApiKeys::find(const CredentialId& id, Position at) const {
  const auto row = row_of(id);
  if (!row || rows_[*row].key.issued > at) return std::nullopt;
  return ApiKeyNo{*row};
}

std::vector<ApiKeyNo> ApiKeys::of(UserNo owner, Position at) const {
  std::vector<ApiKeyNo> keys;
  by_owner_.find(hash_of(number(owner), 0), [&](std::uint32_t row) {
    const IssuedApiKey& key = rows_[row].key;
    if (key.owner == owner && key.issued <= at) keys.push_back(ApiKeyNo{row});
    return false;
  });
  std::reverse(keys.begin(), keys.end());
  assert(std::is_sorted(keys.begin(), keys.end()));
  return keys;
}

}  // namespace rolecall
