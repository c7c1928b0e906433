// A directory as naive as it can be: after every event a copy of everything, rules written down a
// second time, queries that look at each user. What the real one is compared with.
//
// It knows users and groups by their index in order of creation; the ids that the writer mints are
// told to it afterwards. Names fold by a table of the few letters the tests use.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/writer.hpp"
#include "engine/events/event.hpp"
#include "projections/users/user_filter.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::model {

std::string fold(std::string_view name);

struct User {
  Profile profile;
  RoleGrant role;
  Status status = Status::active;
  Status last_present = Status::active;
  std::uint32_t revision = 1;
  std::uint64_t profile_since = 0;            // position of the last event about the profile
  std::array<std::uint64_t, 3> name_since{};  // of username, first and last name: since they are so
};

struct Member {
  std::size_t user = 0;
  std::optional<MemberRole> role;  // nothing: no longer
  std::uint64_t since = 0;
};

struct Group {
  std::string name;
  bool alive = true;
  std::uint32_t revision = 1;
  std::uint64_t name_since = 0;
  std::vector<Member> members;  // in order of first joining
};

// Everything at one position.
struct World {
  std::vector<std::shared_ptr<const User>> users;
  std::vector<std::shared_ptr<const Group>> groups;
};

// What the log has at one position.
struct Fact {
  EventType type{};
  std::optional<std::size_t> user;
  std::optional<std::size_t> group;
  std::uint32_t revision = 0;
  Timestamp time;
  Actor actor;
  Channel channel{};
  std::string reason;
  std::optional<Role> from;  // where a role has changed
  std::optional<Role> to;
};

struct ApiKey {
  std::size_t owner = 0;
  std::uint64_t issued = 0;
  std::uint64_t revoked = 0;  // 0: not
};

struct Answer {
  bool changed = false;
  std::uint64_t position = 0;
  std::optional<std::size_t> user;
  std::optional<std::size_t> group;
};

class Model {
 public:
  // What the command must answer when the writer's clock shows `clock`.
  Result<Answer> execute(const CommandRequest& request, Timestamp clock);
  // The ids under which the writer created what the last commands created.
  void name_user(std::size_t user, const UserId& id);
  void name_group(std::size_t group, const GroupId& id);

  // What no command does yet. `fact` says when, and gets type, user and revision.
  void remove(std::size_t user, Fact fact);
  void restore(std::size_t user, Fact fact);
  // The names go from every moment; replay finds the key destroyed.
  void erase(std::size_t user, Fact fact);
  bool may_restore(std::size_t user) const;

  std::uint64_t head() const { return facts.size(); }
  const World& now() const { return worlds.back(); }
  const UserId& user_id(std::size_t user) const { return user_ids.at(user); }
  const GroupId& group_id(std::size_t group) const { return group_ids.at(group); }

  // Present users and living groups only.
  std::optional<std::size_t> find(const World& world, const UserRef& ref) const;
  std::optional<std::size_t> find(const World& world, const GroupRef& ref) const;
  static std::optional<std::size_t> find_email(const World& world, std::string_view email);

  std::vector<World> worlds{{}};  // by position
  std::vector<Fact> facts;        // of position index + 1
  std::vector<UserId> user_ids;   // nil: not told yet
  std::vector<GroupId> group_ids;
  std::map<CredentialId, ApiKey> keys;

 private:
  struct Deciding;
  User& edit_user(std::size_t user);
  Group& edit_group(std::size_t group);
  void record(Fact fact);
  void change_status(std::size_t user, Status status, Fact fact, EventType type);
  Timestamp last_time() const { return facts.empty() ? Timestamp{} : facts.back().time; }

  World next_;  // what the next fact leads to
  std::map<UserId, std::size_t> user_index_;
  std::map<GroupId, std::size_t> group_index_;
};

template <class E>
EventType type_of() {
  return rolecall::type_of(Event(E{}));
}

// ---- what a query must answer (model_query.cpp) ------------------------------------------------

std::optional<Role> role_shown(const User& user);

// Indexes of users in order; nothing: the filter names no living group.
std::optional<std::vector<std::size_t>> list_users(const Model& model, const World& world,
                                                   const UserFilter& filter, UserOrder order);
std::optional<Counts::ByClass> count_users(const Model& model, const World& world,
                                           const UserFilter& filter);
// Living groups by name, or those of a member by first joining, latest first; nothing: no such
// user.
std::optional<std::vector<std::size_t>> list_groups(const Model& model, const World& world,
                                                    std::string_view prefix,
                                                    const std::optional<UserRef>& member);
// Present members, latest first joined first.
std::vector<Member> list_members(const World& world, std::size_t group);
// The bytes whose SHA-256 is the state hash.
std::string hashed_state(const Model& model, std::uint64_t position);

}  // namespace rolecall::model
