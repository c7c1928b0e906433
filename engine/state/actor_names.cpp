#include "engine/state/actor_names.hpp"

#include "engine/state/hash.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

ActorNames::ActorNames(Epochs& epochs, Profiles& profiles, std::size_t events_max)
    : profiles_(profiles),
      rows_(events_max),
      by_id_(epochs, events_max),
      by_name_(epochs, events_max) {}

void ActorNames::add(const UserId& id, KeyNo key, std::string_view name, Position at) {
  const auto row = narrow<std::uint32_t>(rows_.size());
  Profile profile;
  profile.username = name;
  rows_.append(id, key, profiles_.add(UserNo{row}, profile), at);
  by_id_.add(hash_of(id), row, [](std::uint32_t) { return false; });
  by_name_.add(hash_of(canonical_key(name)), row, [](std::uint32_t) { return false; });
}

std::optional<UserId> ActorNames::find_named(std::string_view canonical) const {
  const auto row = by_name_.find(hash_of(canonical), [&](std::uint32_t candidate) {
    return profiles_.has_key(rows_[candidate].name, NameField::username, canonical);
  });
  return row ? std::optional(rows_[*row].id) : std::nullopt;
}

std::optional<std::uint32_t> ActorNames::row_of(const UserId& id) const {
  return by_id_.find(hash_of(id),
                     [&](std::uint32_t candidate) { return rows_[candidate].id == id; });
}

std::string_view ActorNames::name(const UserId& id) const {
  const auto row = row_of(id);
  return row ? profiles_.view(rows_[*row].name).username : std::string_view{};
}

Position ActorNames::named(const UserId& id) const {
  const auto row = row_of(id);
  return row ? rows_[*row].named : Position{0};
}

std::optional<KeyNo> ActorNames::key(const UserId& id) const {
  const auto row = row_of(id);
  return row ? std::optional(rows_[*row].key) : std::nullopt;
}

}  // namespace rolecall
