#include "bench/history.hpp"

#include <utility>

#include <boost/endian/conversion.hpp>

#include "engine/state/hash.hpp"
#include "tools/load/population.hpp"

namespace rolecall {
namespace {

constexpr std::int64_t first_time_us = 1'767'225'600'000'000;  // 2026-01-01
constexpr std::uint32_t users_per_group = 500;

// A UUIDv7 as of `n` milliseconds after the first time, its random part made of `n` and `kind`.
Uuid uuid(std::uint32_t kind, std::uint64_t n) {
  using boost::endian::store_big_u64;
  const std::uint64_t ms = static_cast<std::uint64_t>(first_time_us) / 1000 + n;
  Uuid id;
  store_big_u64(id.bytes.data(), ms << 16 | 0x7000 | kind);
  store_big_u64(id.bytes.data() + 8,
                hash_of(kind, static_cast<std::uint32_t>(n)) >> 2 | std::uint64_t{1} << 63);
  return id;
}

// One up or down, so that there are holders of each at any time.
Role other_role(Role role) {
  switch (role) {
    case Role::viewer:
      return Role::analyst;
    case Role::analyst:
      return Role::viewer;
    case Role::admin:
      return Role::ops;
    case Role::ops:
      return Role::admin;
  }
  return role;
}

}  // namespace

UserId user_id(std::uint64_t n) { return UserId(uuid(0, n)); }
GroupId group_id(std::uint64_t n) { return GroupId(uuid(1, n)); }
EventId event_id(std::uint64_t n) { return EventId(uuid(2, n)); }

History::History(std::uint32_t users, std::uint32_t role_changes)
    : users_(users),
      role_changes_(role_changes),
      groups_(users / users_per_group + 1),
      group_revisions_(groups_) {}

std::optional<Recorded> History::next() {
  if (position_ == size()) return std::nullopt;
  if (position_ < groups_) return create_group();
  if (created_ < users_ && (due_.empty() || random_() % 2 == 0)) return create_user();
  return change_user();
}

Recorded History::stamped(Event event, UserNo user, Revision revision) {
  Recorded recorded;
  recorded.position = Position{++position_};
  recorded.id = event_id(position_);
  recorded.time = {first_time_us + static_cast<std::int64_t>(position_) * 1000};
  recorded.recorded_at = recorded.time;
  recorded.user_no = user;
  recorded.revision = revision;
  recorded.actor = {ActorKind::user, user_id(0), {}};
  recorded.channel = Channel::native;
  recorded.request = RequestId(recorded.id);
  recorded.correlation = recorded.request;
  recorded.event = std::move(event);
  return recorded;
}

Recorded History::create_group() {
  const std::uint64_t group = position_;
  group_revisions_[group] = Revision{1};
  return stamped(GroupCreated{group_id(group), "Team " + std::to_string(group)}, {}, Revision{1});
}

Recorded History::create_user() {
  const std::uint32_t user = created_++;
  Person one = person(user);
  const Role role = user == 0 ? Role::ops : one.role;
  if (user != 0) due_.push_back({user, 2});
  Recorded recorded = stamped(UserCreated{user_id(user),
                                          {std::move(one.username),
                                           std::move(one.email),
                                           std::move(one.display),
                                           std::move(one.first),
                                           std::move(one.last),
                                           {},
                                           {}},
                                          {role, Channel::native, {}},
                                          true},
                              UserNo{user}, Revision{1});
  recorded.key = KeyNo{user + 1};
  return recorded;
}

Recorded History::change_user() {
  const std::size_t i = random_() % due_.size();
  const Due due = due_[i];
  if (due.revision < role_changes_ + 2) {
    ++due_[i].revision;
    return change_role(due);
  }
  due_[i] = due_.back();
  due_.pop_back();
  if (due.user % 2 == 0) return add_member(due.user);
  return stamped(UserDeactivated{user_id(due.user)}, UserNo{due.user}, Revision{due.revision});
}

Recorded History::change_role(Due due) {
  const std::uint32_t user = due.user;
  const Role first = person(user).role;
  const Role before = due.revision % 2 == 0 ? first : other_role(first);
  Recorded recorded = stamped(RoleAssigned{user_id(user),
                                           {before, Channel::native, {}},
                                           {other_role(before), Channel::native, {}},
                                           {}},
                              UserNo{user}, Revision{due.revision});
  recorded.reason = "ticket " + std::to_string(100'000 + user % 900'000);
  recorded.key = KeyNo{user + 1};
  return recorded;
}

Recorded History::add_member(std::uint32_t user) {
  const std::uint32_t group = user % groups_;
  group_revisions_[group] = rolecall::next(group_revisions_[group]);
  return stamped(MemberAdded{group_id(group), user_id(user), MemberRole::user}, UserNo{user},
                 group_revisions_[group]);
}

}  // namespace rolecall
