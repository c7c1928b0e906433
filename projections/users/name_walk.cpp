#include "projections/users/name_walk.hpp"

#include <algorithm>
#include <array>

#include "projections/indexes/name_order.hpp"

namespace rolecall {

std::string_view NameWalk::name(ProfileRef profile, std::size_t field) const {
  thread_local std::string scratch;
  return state_.profiles().unfolded_key(profile, fields_[field], scratch);
}

bool NameWalk::has_prefix(ProfileRef profile, std::size_t field) const {
  return starts_with_folded(name(profile, field), prefix_);
}

bool NameWalk::matches(const UserVersion& version) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (has_prefix(version.profile, i)) return true;
  }
  return false;
}

// The order the indexes are merged by: name, then profile, then field.
bool NameWalk::is_before(const Place& a, const Place& b) const {
  const auto order = compare_folded(name(a.profile, a.field), name(b.profile, b.field));
  if (order != 0) return order < 0;
  return a.profile != b.profile ? number(a.profile) < number(b.profile) : a.field < b.field;
}

// A cursor's profile comes from outside: it must once have been that user's.
bool NameWalk::continue_behind(const Cursor& cursor) {
  if (cursor.field >= fields_.size() || cursor.last >= state_.users().count_at(at_)) return false;
  const Place place{ProfileRef{cursor.profile}, cursor.field};
  const UserNo user{static_cast<std::uint32_t>(cursor.last)};
  if (place.profile == ProfileRef{0} || !state_.users().had_profile(user, place.profile, at_)) {
    return false;
  }
  place_ = place;
  return true;
}

void NameWalk::run(const Visit& visit) {
  while (step(visit)) {
  }
}

NameTree::Cursor NameWalk::seek(std::size_t field) const {
  const NameTree& tree = model_.users_by(fields_[field]);
  if (!place_) return tree.seek(prefix_);
  const std::uint32_t passed = field <= place_->field ? 1 : 0;
  return tree.seek(name(place_->profile, place_->field), number(place_->profile) + passed);
}

// The entries of one index from a place on, and the name it stands at.
struct NameWalk::Front {
  NameTree::Cursor cursor;
  std::string_view name;
  bool done = true;

  static bool is_before(const Front& a, const Front& b) {
    if (a.done || b.done) return b.done && !a.done;
    const auto order = compare_folded(a.name, b.name);
    return order != 0 ? order < 0 : a.cursor.reference() < b.cursor.reference();
  }
};

// Reads the name a front has come to; it is done behind the last one with the prefix.
void NameWalk::arrive(Front& front, std::size_t field) const {
  front.done = front.cursor.done();
  if (front.done) return;
  front.name = name(ProfileRef{front.cursor.reference()}, field);
  front.done = !starts_with_folded(front.name, prefix_);
}

// Some entries inside one epoch; true: there are more.
bool NameWalk::step(const Visit& visit) {
  std::array<Front, ReadModel::prefix_fields.size()> fronts;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    fronts[i].cursor = seek(i);
    arrive(fronts[i], i);
  }
  for (std::size_t looked_at = 0; looked_at < step_entries; ++looked_at) {
    const auto least = std::ranges::min_element(fronts, Front::is_before);
    if (least->done) return false;
    const auto field = static_cast<std::size_t>(least - fronts.begin());
    const Place here{ProfileRef{least->cursor.reference()}, field};
    place_ = here;
    least->cursor.next();
    arrive(*least, field);
    const UserNo user = state_.profiles().owner(here.profile);
    const auto version = state_.users().at(user, at_);
    if (!version || !stands_for(here, user, *version)) continue;
    const Cursor behind{at_, number(user), number(here.profile), static_cast<std::uint8_t>(field)};
    if (!visit(user, *version, behind)) return false;
  }
  return true;
}

// Whether this entry is the one at which the walk meets the user: of a name the user has at this
// position, and the first of those with the prefix.
bool NameWalk::stands_for(const Place& entry, UserNo user, const UserVersion& version) const {
  if (entry_of(user, version, entry.field) != entry.profile) return false;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i == entry.field || !has_prefix(version.profile, i)) continue;
    if (is_before({entry_of(user, version, i), i}, entry)) return false;
  }
  return true;
}

// The profile that brought the name the user has at this position: only that one is in the index.
ProfileRef NameWalk::entry_of(UserNo user, const UserVersion& version, std::size_t field) const {
  return state_.users().since(user, aspect_of(fields_[field]), version.from).profile;
}

}  // namespace rolecall
