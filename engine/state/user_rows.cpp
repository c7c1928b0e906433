#include "engine/state/user_rows.hpp"

#include <algorithm>
#include <cassert>

#include "engine/state/count_until.hpp"

namespace rolecall {

UserRows::UserRows(std::size_t events_max)
    : rows_(events_max), versions_(events_max + 1), keys_(events_max) {
  versions_.append_zeroed(1);
}

UserRows::Packed UserRows::pack(const UserVersion& version) {
  const Packed state =
      number(version.from) << 24 | static_cast<Packed>(version.role_is_bound) << 23 |
      static_cast<Packed>(version.role) << 20 | static_cast<Packed>(version.status) << 16 |
      static_cast<Packed>(version.role_word);
  assert(unpack(state, number(version.revision), version.profile) == version);
  return state;
}

UserVersion UserRows::unpack(Packed state, std::uint32_t revision, ProfileRef profile) {
  return {.from = Position{state >> 24},
          .role = static_cast<Role>(state >> 20 & 7),
          .role_is_bound = (state >> 23 & 1) != 0,
          .status = static_cast<Status>(state >> 16 & 15),
          .role_word = static_cast<WordNo>(state & 0xffff),
          .revision = Revision{revision},
          .profile = profile};
}

UserNo UserRows::add(const UserId& id, KeyNo key, const UserVersion& first) {
  const UserNo user{size()};
  assert(keys_.size() == rows_.size());
  keys_.append(key);
  rows_.append(id, pack(first), VersionNo{0}, first.profile);
  // A row says revision 1. A stream that began before the creation, with an invitation or as a
  // named actor, is further: then the creation is a version too.
  if (first.revision != Revision{1}) change(user, first, 0);
  count_.store(size(), std::memory_order_release);
  return user;
}

void UserRows::change(UserNo user, const UserVersion& version, UserAspects changed) {
  assert(number(user) < size());
  std::atomic<VersionNo>& newest = rows_[number(user)].newest;
  const VersionLinks links = links_behind(versions_, newest);
  unsigned changed_by_jump = changed;
  if (links.jump != links.older) {
    const Version& last = versions_[links.older];
    changed_by_jump |= last.changed_by_jump | versions_[last.links.jump].changed_by_jump;
  }
  push_version(versions_, newest,
               Version{pack(version), links, number(version.revision), version.profile, changed,
                       static_cast<UserAspects>(changed_by_jump)});
}

std::uint32_t UserRows::count_at(Position at) const {
  return count_until(at, count_, [&](std::uint32_t i) { return first_of(rows_[i]).from; });
}

std::optional<UserVersion> UserRows::at(UserNo user, Position position) const {
  const Row& row = rows_[number(user)];
  if (const Version* version = version_at(versions_, row.newest, position)) {
    assert(version->from() <= position);
    return unpack(*version);
  }
  const UserVersion first = first_of(row);
  return first.from <= position ? std::optional(first) : std::nullopt;
}

UserVersion UserRows::since(UserNo user, UserAspect aspect, Position position) const {
  const Row& row = rows_[number(user)];
  VersionNo v = number_at(row, position);
  while (v != 0) {
    const Version& version = versions_[v];
    if ((version.changed_by_jump & bits(aspect)) == 0) {
      v = version.links.jump;
    } else if ((version.changed & bits(aspect)) == 0) {
      v = version.links.older;
    } else {
      assert(version.from() <= position);
      return unpack(version);
    }
  }
  return first_of(row);
}

// Profiles are numbered in the order in which they were made; an erased user has none.
bool UserRows::had_profile(UserNo user, ProfileRef profile, Position at) const {
  const Row& row = rows_[number(user)];
  const VersionNo v = first_reached(versions_, row.newest, [&](const Version& version) {
    return version.from() <= at && version.profile != ProfileRef{0} &&
           number(version.profile) <= number(profile);
  });
  if (v != 0) return versions_[v].profile == profile;
  const UserVersion first = first_of(row);
  return first.from <= at && first.profile == profile;
}

void UserRows::append_positions(UserNo user, const PositionRange& range,
                                std::vector<Position>& positions) const {
  const Row& row = rows_[number(user)];
  const Position created = first_of(row).from;
  const std::size_t begin = positions.size();
  if (range.after < created && created <= range.at) positions.push_back(created);
  // Where the creation is a version too, it is the oldest one.
  rolecall::append_positions(versions_, row.newest,
                             {range.at, std::max(range.after, created), range.limit}, positions);
  if (positions.size() - begin > range.limit) positions.pop_back();
}

UserVersion UserRows::newest(UserNo user) const {
  return *at(user, Position{limits::position_max});
}

Status UserRows::last_present_status(UserNo user) const {
  Status status = Status::active;
  history(user, Position{limits::position_max}, [&](const UserVersion& version) {
    status = version.status;
    return !is_present(status);
  });
  return status;
}

}  // namespace rolecall
