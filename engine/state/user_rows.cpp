#include "engine/state/user_rows.hpp"

#include <cassert>

#include "engine/state/count_until.hpp"

namespace rolecall {

UserRows::UserRows(std::size_t events_max)
    : rows_(events_max), versions_(events_max + 1), keys_(events_max) {
  versions_.append_zeroed(1);
}

UserRows::Packed UserRows::pack(const UserVersion& version) {
  return number(version.from) << 24 | static_cast<Packed>(version.role_is_bound) << 23 |
         static_cast<Packed>(version.role) << 20 | static_cast<Packed>(version.status) << 16 |
         static_cast<Packed>(version.role_word);
}

UserVersion UserRows::unpack(Packed state, std::uint32_t revision, ProfileRef profile) {
  return {.from = Position{state >> 24},
          .role = static_cast<Role>(state >> 20 & 7),
          .role_is_bound = (state >> 23 & 1) != 0,
          .status = static_cast<Status>(state >> 16 & 15),
          .role_word = static_cast<RoleWordNo>(state & 0xffff),
          .revision = Revision{revision},
          .profile = profile};
}

UserNo UserRows::add(const UserId& id, KeyNo key, const UserVersion& first) {
  const UserNo user{size()};
  keys_.append(key);
  rows_.append(id, pack(first), VersionNo{0}, first.profile);
  // A row says revision 1. A stream that began before the creation, with an invitation or as a
  // named actor, is further: then the creation is a version too.
  if (first.revision != Revision{1}) change(user, first);
  count_.store(size(), std::memory_order_release);
  return user;
}

void UserRows::change(UserNo user, const UserVersion& version) {
  push_version(versions_, rows_[number(user)].newest,
               Version{pack(version), 0, number(version.revision), version.profile});
}

std::uint32_t UserRows::count_at(Position at) const {
  return count_until(at, count_, [&](std::uint32_t i) { return first_of(rows_[i]).from; });
}

std::optional<UserVersion> UserRows::at(UserNo user, Position position) const {
  const Row& row = rows_[number(user)];
  if (const Version* version = version_at(versions_, row.newest, position)) {
    return unpack(version->state, version->revision, version->profile);
  }
  const UserVersion first = first_of(row);
  return first.from <= position ? std::optional(first) : std::nullopt;
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
