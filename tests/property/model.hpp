// A directory as naive as it can be: after every event a copy of everything, rules written down a
// second time (model_rules.hpp), queries that look at each user (model_query.hpp). What the real
// one is compared with.
//
// Apart from tests/support/naive_state.hpp: that one folds events and knows no rules; this one
// knows what the rules make of a command, and is told no event, so that a wrong one cannot mislead
// it.
//
// The ids that the writer mints are told to it afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/writer/writer.hpp"
#include "tests/property/world.hpp"

namespace rolecall::test::model {

// The index of what a dry run would have created.
inline constexpr std::size_t not_created = static_cast<std::size_t>(-1);

struct Answer {
  bool changed = false;
  std::uint64_t position = 0;
  std::optional<std::size_t> user{};
  std::optional<std::size_t> group{};
  std::optional<std::size_t> invitation{};
  std::vector<Fact> planned{};  // of a dry run
};

class Model {
 public:
  explicit Model(std::optional<std::uint32_t> seats = {}) : seats_(seats) {}

  // What the command must answer when the writer's clock shows `clock`.
  Result<Answer> execute(const CommandRequest& request, Timestamp clock);
  // What the writer does by itself when its clock shows `clock`.
  void expire_roles(Timestamp clock);
  // The names go from every moment; replay finds the key destroyed. No command does it yet. `fact`
  // says when, and gets type, user and revision.
  void erase(std::size_t user, Fact fact);

  // The ids under which the writer created what the last commands created.
  void name_user(std::size_t user, const UserId& id);
  void name_group(std::size_t group, const GroupId& id);
  void name_invitation(std::size_t invitation, const UserId& id);
  // The order, which is free, in which the events from `first` on end a removed user's memberships.
  void order_removals(std::uint64_t first, const std::vector<std::size_t>& groups);

  std::uint64_t head() const { return facts.size(); }
  const World& now() const { return worlds.back(); }
  Timestamp last_time() const { return facts.empty() ? Timestamp{} : facts.back().time; }
  const UserId& user_id(std::size_t user) const { return user_ids.at(user); }
  const GroupId& group_id(std::size_t group) const { return group_ids.at(group); }
  const UserId& invitation_id(std::size_t i) const { return invitation_ids.at(i); }
  // Whom a fact is about; nil: nobody.
  UserId subject(const Fact& fact) const;

  // Present users and living groups only.
  std::optional<std::size_t> find(const World& world, const UserRef& ref) const;
  std::optional<std::size_t> find(const World& world, const GroupRef& ref) const;
  // Of present users; find_email: nobody, where several share it.
  static std::vector<std::size_t> holders_of_email(const World& world, std::string_view email);
  static std::optional<std::size_t> find_email(const World& world, std::string_view email);
  // Removed and erased ones too, of all that have ever been.
  std::optional<std::size_t> find_any(const UserId& id) const;
  std::optional<std::size_t> find_invitation(const UserId& id) const;
  // Open at `moment`. One at most, unless that is before the world's own time.
  static std::vector<std::size_t> open_invitations(const World& world, std::string_view email,
                                                   Timestamp moment);

  std::vector<World> worlds{{}};  // by position
  std::vector<Fact> facts;        // of position index + 1
  std::vector<UserId> user_ids;   // nil: not told yet
  std::vector<GroupId> group_ids;
  std::vector<UserId> invitation_ids;
  std::map<CredentialId, ApiKey> keys;
  // Those of that user that are not revoked, oldest first.
  std::vector<CredentialId> api_keys_of(std::size_t user) const;

 private:
  struct Rules;
  Result<Answer> decide(const CommandRequest& request, Timestamp clock);
  // Decides, and takes it all back.
  Result<Answer> rehearse(const CommandRequest& request, Timestamp clock);
  void take_back_to(std::uint64_t position);
  User& edit_user(std::size_t user);
  Group& edit_group(std::size_t group);
  Invitation& edit_invitation(std::size_t invitation);
  void record(Fact fact);

  std::optional<std::uint32_t> seats_;
  World next_;  // what the next fact leads to
  std::map<UserId, std::size_t> user_index_;
  std::map<UserId, std::size_t> invitation_index_;
};

}  // namespace rolecall::test::model
