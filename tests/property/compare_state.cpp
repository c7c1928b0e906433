// What the state says of each thing there is, one by one.
#include <algorithm>

#include "engine/state/state_hash.hpp"
#include "projections/groups/group_query.hpp"
#include "tests/property/commands.hpp"
#include "tests/property/comparing.hpp"
#include "tests/property/model_query.hpp"
#include "tests/property/texts.hpp"

namespace rolecall::test::model {
namespace {

// By whom an address can be accepted at a moment: not before the position's own time, or several
// could.
void compare_open_invitation(const State& state, const World& world, std::uint64_t position,
                             const std::string& email, Random& random) {
  const Timestamp own = position == 0 ? Timestamp{} : state.time_of(Position{position});
  const Timestamp moment = random_moment(random, own, 0, 20);
  if (moment < own) return;
  const auto open = Model::open_invitations(world, email, moment);
  RC_ASSERT(open.size() <= 1);
  const auto found = state.invitations().find_open(fold(email), Position{position}, moment);
  same("open invitation of " + email, position,
       open.empty() ? std::nullopt : std::optional(open.front()),
       found ? std::optional<std::size_t>(number(*found)) : std::nullopt);
}

void compare_lookups(const Subject& s, std::uint64_t position, Random& random) {
  const ReadModel& read = s.directory.model();
  const State& state = read.state();
  const Position at{position};
  const World& world = s.model.worlds[position];
  const UserRef user = random_user(random, s.model);
  const auto expected = s.model.find(world, user);
  same("user by ref", position, expected, index(state.find_user(user, at)));
  const std::string name = random_username(random);
  same("user " + name, position, s.model.find(world, UserRef(Username{name})),
       index(state.find_user(UserRef(Username{name}), at)));
  const std::string email = random_email(random);
  same("user " + email, position, Model::find_email(world, email),
       index(state.find_email(fold(email), at)));
  compare_open_invitation(state, world, position, email, random);
  const GroupRef group = random_group(random, s.model);
  const auto group_expected = s.model.find(world, group);
  same("group by ref", position, group_expected, index(find_living_group(View(read, at), group)));
  if (!expected || !group_expected || s.model.user_id(*expected).is_nil()) return;
  const auto membership =
      find_membership(View(read, at), GroupNo{static_cast<std::uint32_t>(*group_expected)},
                      s.model.user_id(*expected));
  std::optional<MemberRole> role;
  for (const Member& member : world.groups[*group_expected]->members) {
    if (member.user == *expected) role = member.role;
  }
  RC_ASSERT(role == (membership ? std::optional(membership->role) : std::nullopt));
}

void compare_bound(const State& state, UserNo no, const UserVersion& version, const User& user,
                   std::uint64_t position) {
  RC_ASSERT(version.role_is_bound == user.bound.has_value());
  if (!user.bound) return;
  const auto grant = *state.bound_roles().find(no, Position{position});
  RC_ASSERT(grant.user == no);
  same("grant", position, user.bound->granted_at, number(grant.granted_at));
  same("end of a role", position, user.bound->valid_until.us, grant.valid_until.us);
  RC_ASSERT(state.interned_words().grant(grant.fallback, grant.fallback_word) ==
            user.bound->fallback);
}

void compare_user(const Subject& s, std::size_t i, std::uint64_t position) {
  const State& state = s.directory.model().state();
  const User& user = *s.model.worlds[position].users[i];
  const UserNo no{static_cast<std::uint32_t>(i)};
  const auto version = *state.users().at(no, Position{position});
  RC_ASSERT(state.users().id(no) == s.model.user_id(i));
  RC_ASSERT(version.status == user.status);
  RC_ASSERT(state.interned_words().grant(version.role, version.role_word) == user.role);
  same("revision of user", position, user.revision, number(version.revision));
  compare_bound(state, no, version, user, position);
  const auto password = state.password_sets().find(no, Position{position});
  RC_ASSERT(password.has_value() == user.password.has_value());
  if (password) {
    RC_ASSERT(number(password->at) == user.password->set_at);
    RC_ASSERT(password->at_most == user.password->at_most);
  }
  if (!(state.profiles().view(version.profile).copy() == user.profile)) {
    RC_FAIL("profile of user " + std::to_string(i) + " at " + std::to_string(position));
  }
}

void compare_group(const Subject& s, std::size_t i, std::uint64_t position) {
  const State& state = s.directory.model().state();
  const Group& group = *s.model.worlds[position].groups[i];
  const GroupNo no{static_cast<std::uint32_t>(i)};
  const auto version = *state.groups().at(no, Position{position});
  RC_ASSERT(state.groups().id(no) == s.model.group_id(i) && version.alive == group.alive);
  same("group name", position, group.name, std::string(state.groups().name_text(version.name)));
  same("revision of group", position, group.revision, number(version.revision));
  const auto have = [&](auto wanted) {
    return std::count_if(group.members.begin(), group.members.end(), wanted);
  };
  same("members", position, have([](const Member& m) { return m.role.has_value(); }),
       static_cast<std::ptrdiff_t>(version.members));
  same("owners", position, have([](const Member& m) { return m.role == MemberRole::owner; }),
       static_cast<std::ptrdiff_t>(version.owners));
}

void compare_invitation(const Subject& s, std::size_t i, std::uint64_t position) {
  const State& state = s.directory.model().state();
  const Invitations& invitations = state.invitations();
  const Invitation& invitation = *s.model.worlds[position].invitations[i];
  const InvitationNo no{static_cast<std::uint32_t>(i)};
  const auto version = *invitations.at(no, Position{position});
  RC_ASSERT(invitations.id(no) == s.model.invitation_id(i));
  RC_ASSERT(invitations.find(s.model.invitation_id(i)) == no);
  RC_ASSERT(version.status == invitation.status);
  RC_ASSERT(state.interned_words().grant(version.role, version.role_word) == invitation.role);
  RC_ASSERT(version.inviter.has_value() == invitation.inviter.has_value());
  if (version.inviter) RC_ASSERT(number(*version.inviter) == *invitation.inviter);
  same("revision of invitation", position, invitation.revision, number(version.revision));
  same("end of invitation", position, invitation.expires_at.us, version.expires_at.us);
  same("address of invitation", position, invitation.email, invitations.addressee(no).copy().email);
  for (int off = -1; off <= 1; ++off) {
    const Timestamp moment{invitation.expires_at.us + off};
    RC_ASSERT(version.status_at(moment) == invitation.status_at(moment));
  }
}

// What only the writer asks, and only of the newest state.
void compare_counts(const Subject& s) {
  const State& state = s.directory.model().state();
  const auto& users = s.model.now().users;
  const auto count = [&](auto wanted) { return std::count_if(users.begin(), users.end(), wanted); };
  same("active users", s.model.head(),
       count([](const auto& user) { return user->status == Status::active; }),
       std::ptrdiff_t{state.active_users()});
  same("lasting top", s.model.head(),
       count([](const auto& user) { return user->is_lasting_top(); }),
       std::ptrdiff_t{state.lasting_top()});
  State::Expiries expiries;
  for (std::size_t i = 0; i < users.size(); ++i) {
    if (!users[i]->bound || users[i]->status == Status::erased) continue;
    expiries.emplace(users[i]->bound->valid_until, UserNo{static_cast<std::uint32_t>(i)});
  }
  RC_ASSERT(state.expiries() == expiries);
}

}  // namespace

void compare_at(const Subject& s, std::uint64_t position, Random& random) {
  for (int i = 0; i < 8; ++i) compare_users(s, position, random);
  for (int i = 0; i < 3; ++i) compare_groups(s, position, random);
  for (int i = 0; i < 3; ++i) compare_lookups(s, position, random);
  compare_history(s, position, random);
  compare_role_changes(s, position, random);
  compare_times(s, random);
}

void compare_all(const Subject& s, std::uint64_t position) {
  const State& state = s.directory.model().state();
  const Position at{position};
  const World& world = s.model.worlds[position];
  same("users", position, world.users.size(), std::size_t{state.users().count_at(at)});
  for (std::size_t i = 0; i < world.users.size(); ++i) compare_user(s, i, position);
  same("groups", position, world.groups.size(), std::size_t{state.groups().count_at(at)});
  for (std::size_t i = 0; i < world.groups.size(); ++i) compare_group(s, i, position);
  same("invitations", position, world.invitations.size(),
       std::size_t{state.invitations().count_at(at)});
  for (std::size_t i = 0; i < world.invitations.size(); ++i) compare_invitation(s, i, position);
  for (const auto& [id, key] : s.model.keys) {
    const auto found = state.api_keys().find(id, at);
    RC_ASSERT(found.has_value() == (key.issued <= position));
    if (!found) continue;
    const IssuedApiKey issued = state.api_keys().at(*found, at);
    RC_ASSERT(issued.is_revoked() == (key.revoked != 0 && key.revoked <= position));
    RC_ASSERT(issued.at_most == key.at_most);
  }
  if (position == s.model.head()) compare_counts(s);
  Sha256 sha;
  sha.add(hashed_state(s.model, position));
  RC_ASSERT(sha.finish() == state_hash(state, at));
  compare_all_events(s, position);
}

}  // namespace rolecall::test::model
