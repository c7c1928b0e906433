// A log in memory that is given events as they come, also such as no command makes; and the
// directory that follows from it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/events/codec.hpp"
#include "projections/directory/directory.hpp"
#include "tests/support/memory_keys.hpp"
#include "tests/support/memory_log.hpp"

namespace rolecall::test {

inline constexpr Timestamp first_time{1'700'000'000'000'000};

class WrittenLog {
 public:
  // Numbers, revisions, keys and times are what a writer would give them: a second per event.
  Position add(Event event, Actor actor = {ActorKind::op, {}, {}}, std::string reason = {}) {
    const UserId user = user_of(event);
    const GroupId group = group_of(event);
    Recorded recorded;
    recorded.id = EventId(id(3, number(log.last())));
    recorded.time = {first_time.us + static_cast<std::int64_t>(number(log.last())) * 1'000'000};
    recorded.recorded_at = recorded.time;
    recorded.actor = actor;
    recorded.channel = Channel::native;
    recorded.request = recorded.correlation = RequestId(id(4, number(log.last())));
    recorded.reason = std::move(reason);
    if (!user.is_nil()) {
      const auto no = static_cast<std::uint32_t>(numbers_.size());
      recorded.user_no = UserNo{numbers_.try_emplace(user, no).first->second};
    }
    recorded.revision = Revision{++revisions_[group.is_nil() ? Uuid(user) : Uuid(group)]};
    std::optional<SubjectKey> key;
    if (needs_seal(event, recorded.reason)) {
      if (!user_keys.contains(user)) user_keys[user] = keys.issue()->no;
      recorded.key = user_keys[user];
      key = *keys.key(recorded.key);
    }
    recorded.event = std::move(event);
    const auto bytes = encode(recorded, key ? &*key : nullptr);
    EXPECT_TRUE(bytes.has_value()) << bytes.error().detail;
    EXPECT_EQ(log.append({&*bytes, 1}), Append::stored);
    return log.last();
  }

  UserId add_user(Profile profile, Role role = Role::viewer, bool active = true) {
    const UserId user(id(1, numbers_.size() + 1));
    add(UserCreated{user, std::move(profile), {role, Channel::native, {}}, active});
    return user;
  }
  UserId add_user(std::string username, std::string first = {}, std::string last = {}) {
    Profile profile;
    profile.username = std::move(username);
    profile.first_name = std::move(first);
    profile.last_name = std::move(last);
    return add_user(std::move(profile));
  }
  GroupId add_group(std::string name) {
    const GroupId group(id(2, number(log.last()) + 1));
    add(GroupCreated{group, std::move(name)});
    return group;
  }
  void rename(const UserId& user, const std::string& from, const std::string& to) {
    UserProfileChanged change{user, {}, {}};
    change.from.username = from;
    change.to.username = to;
    add(std::move(change));
  }
  void assign(const UserId& user, Role from, Role to, Actor actor = {ActorKind::op, {}, {}}) {
    add(RoleAssigned{user, {from, Channel::native, {}}, {to, Channel::native, {}}, {}}, actor);
  }

  static Uuid id(std::uint8_t kind, std::uint64_t n) {
    Uuid id;
    id.bytes[6] = 0x70;
    id.bytes[7] = kind;
    for (std::size_t i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<std::uint8_t>(n >> 8 * i);
    return id;
  }

  MemoryLog log;
  MemoryKeys keys;
  std::map<UserId, KeyNo> user_keys;

 private:
  std::map<UserId, std::uint32_t> numbers_;
  std::map<Uuid, std::uint32_t> revisions_;
};

// Of what is written before the first query.
class WrittenDirectory : public testing::Test {
 protected:
  const Directory& directory() {
    if (!directory_) {
      directory_.emplace(written.log, written.keys);
      const auto replayed = directory_->replay();
      EXPECT_TRUE(replayed.has_value()) << replayed.error().detail;
    }
    return *directory_;
  }
  const ReadModel& model() { return directory().model(); }
  Position head() { return model().head(); }

  std::string username(UserNo user, Position at) {
    const auto version = model().state().users().at(user, at);
    return std::string(model().state().profiles().view(version->profile).username);
  }

  WrittenLog written;

 private:
  std::optional<Directory> directory_;
};

}  // namespace rolecall::test
