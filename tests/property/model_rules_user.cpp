// Users: creating them, their profile, role and status.
#include <algorithm>

#include "tests/property/model_rules.hpp"

namespace rolecall::test::model {
namespace {

bool shows_already(const User& user, const AssignRole& asked) {
  const auto& [grant, as_shown] = asked.role;
  if (user.role.given_in == grant.given_in && !user.role.native_word.empty()) {
    if (user.role.native_word != grant.native_word) return false;
  } else if (as_shown ? (as_shown->by_word & set_of(user.role.role)) == 0
                      : user.role.role != grant.role) {
    return false;
  }
  if (as_shown) return true;  // whoever asks knows of no end
  return asked.valid_until.has_value() == user.bound.has_value() &&
         (!user.bound || *asked.valid_until == user.bound->valid_until);
}

}  // namespace

Result<Answer> Model::Rules::on(const CreateUser& c) const {
  if (!may_write()) return refusal(Errc::forbidden);
  if (!is_good(c.profile)) return refusal(Errc::invalid_argument);
  if (!may_reach(c.role.role)) return refusal(Errc::forbidden);
  if (names_taken({}, c.profile)) return refusal(Errc::already_exists);
  if (c.active && !has_seat()) return refusal(Errc::no_seat);
  std::vector<std::size_t> joined;
  for (const GroupRef& ref : c.groups) {
    const auto found = m.find(m.now(), ref);
    if (!found) return refusal(Errc::invalid_argument);
    if (std::find(joined.begin(), joined.end(), *found) == joined.end()) joined.push_back(*found);
  }
  Answer answer = create(c.profile, c.role, c.active, 1);
  const std::size_t created = *answer.user;
  if (c.sets_password) {
    m.edit_user(created).password = Password{m.head() + 1, at_most_for({})};
    ++m.edit_user(created).revision;
    answer = about_user<PasswordSet>(created, fact());
  }
  for (const std::size_t group : joined) {
    Group& changed = m.edit_group(group);
    changed.members.push_back({created, MemberRole::user, m.head() + 1});
    ++changed.revision;
    answer.position = about_group<MemberAdded>(group, created).position;
  }
  return answer;
}

Result<Answer> Model::Rules::on(const ChangeProfile& c) const {
  const auto found = changeable(c.user, c.expected);
  if (!found) return found.error();
  const Profile before = user(*found).profile;
  Profile after = before;
  apply_patch(after, c.change);
  if (after == before) return nothing(*found, {});
  if (!is_good(after)) return refusal(Errc::invalid_argument);
  if (names_taken(*found, after, user(*found).profile)) return refusal(Errc::already_exists);
  User& changed = m.edit_user(*found);
  for (std::size_t i = 0; i < changed.name_since.size(); ++i) {
    if (fold(names_of(before)[i]) != fold(names_of(after)[i])) changed.name_since[i] = m.head() + 1;
  }
  changed.profile = after;
  changed.profile_since = m.head() + 1;
  ++changed.revision;
  return about_user<UserProfileChanged>(*found, fact());
}

Result<Answer> Model::Rules::on(const AssignRole& c) const {
  const auto found = changeable(c.user, c.expected);
  if (!found) return found.error();
  const RoleGrant current = user(*found).role;
  RoleGrant role = c.role.grant;
  const Role rank = user(*found).rank();
  if (c.role.as_shown && (c.role.as_shown->alike & set_of(rank)) != 0) {
    role.role = std::max(role.role, rank);
  }
  if ((c.only_from & set_of(user(*found).rank())) == 0) return nothing(*found, {});
  if (!may_reach(role.role)) return refusal(Errc::forbidden);
  if (shows_already(user(*found), c)) return nothing(*found, {});
  if (c.valid_until && *c.valid_until <= now) return refusal(Errc::invalid_argument);
  const bool stays_top = role.role == Role::ops && !c.valid_until;
  if (!stays_top && is_last_top(*found)) return refusal(Errc::conflict);
  User& changed = m.edit_user(*found);
  const RoleGrant fallback = changed.bound ? changed.bound->fallback : current;
  changed.bound.reset();
  if (c.valid_until) changed.bound = Bound{m.head() + 1, *c.valid_until, fallback};
  changed.role = role;
  ++changed.revision;
  Fact f = fact();
  f.from = current.role;
  f.to = role.role;
  f.until = c.valid_until;
  return about_user<RoleAssigned>(*found, std::move(f));
}

// The writer's own, see Model::expire_roles().
Result<Answer> Model::Rules::on(const ExpireRole&) const { return refusal(Errc::forbidden); }

Result<Answer> Model::Rules::on(const DeactivateUser& c) const {
  const auto found = m.find(m.now(), c.user);
  if (!found) return refusal(Errc::not_found);
  if (!is_self_or_may_reach(*found)) return refusal(Errc::forbidden);
  if (!c.expected.is_met_by(Revision{user(*found).revision})) {
    return refusal(Errc::precondition_failed);
  }
  if (user(*found).status == Status::deactivated) return nothing(*found, {});
  if (is_last_top(*found)) return refusal(Errc::conflict);
  return change_status<UserDeactivated>(*found, Status::deactivated);
}

Result<Answer> Model::Rules::on(const ActivateUser& c) const {
  const auto found = changeable(c.user, c.expected);
  if (!found) return found.error();
  if (user(*found).status == Status::active) return nothing(*found, {});
  if (!has_seat()) return refusal(Errc::no_seat);
  return change_status<UserReactivated>(*found, Status::active);
}

// One after the other, by somebody who loses no rank on the way; if one is refused, none is done.
Result<Answer> Model::Rules::on(const UpdateUser& c) const {
  const auto found = changeable(c.user, c.expected);
  if (!found) return found.error();
  if (c.role && !may_reach(c.role->grant.role)) return refusal(Errc::forbidden);
  const std::uint64_t before = m.head();
  CommandRequest unbound = request;
  unbound.actor = {ActorKind::op, {}, {}};
  const Rules rules{m, unbound, now};
  Result<Answer> answer = nothing(*found, {});
  if (c.active == false) answer = rules.on(DeactivateUser{c.user, {}});
  if (answer && c.role) answer = rules.on(AssignRole{c.user, *c.role, {}});
  if (answer && c.active == true) answer = rules.on(ActivateUser{c.user, {}});
  if (answer && c.change) {
    answer = rules.on(ChangeProfile{c.user, c.change(user(*found).profile), {}});
  }
  if (!answer) {
    m.take_back_to(before);
    return answer;
  }
  if (c.sets_password) {
    m.edit_user(*found).password = Password{m.head() + 1, at_most_for(*found)};
    ++m.edit_user(*found).revision;
    about_user<PasswordSet>(*found, fact());
  }
  for (std::uint64_t i = before; i < m.head(); ++i) m.facts[i].actor = request.actor;
  return Answer{m.head() > before, m.head(), *found, {}};
}

Result<Answer> Model::Rules::on(const RemoveUser& c) const {
  const auto found = changeable(c.user, c.expected);
  if (!found) return found.error();
  if (is_last_top(*found)) return refusal(Errc::conflict);
  for (std::size_t i = 0; i < m.now().groups.size(); ++i) {
    if (!group(i).alive) continue;
    for (std::size_t place = 0; place < group(i).members.size(); ++place) {
      if (group(i).members[place].user != *found || !group(i).members[place].role) continue;
      Group& changed = m.edit_group(i);
      changed.members[place].role.reset();
      ++changed.revision;
      about_group<MemberRemoved>(i, *found);
    }
  }
  for (const CredentialId& key : m.api_keys_of(*found)) {
    m.keys[key].revoked = m.head() + 1;
    ++m.edit_user(*found).revision;
    about_user<ApiKeyRevoked>(*found, fact());
  }
  m.edit_user(*found).password.reset();
  return change_status<UserRemoved>(*found, Status::removed);
}

Result<Answer> Model::Rules::on(const RestoreUser& c) const {
  const auto found = m.find_any(c.user);
  if (!found) return refusal(Errc::not_found);
  const User& gone = user(*found);
  if (!may_reach(gone.rank())) return refusal(Errc::forbidden);
  if (!c.expected.is_met_by(Revision{gone.revision})) {
    return refusal(Errc::precondition_failed);
  }
  if (is_present(gone.status)) return nothing(*found, {});
  if (gone.status == Status::erased) return refusal(Errc::conflict);
  if (names_taken(*found, gone.profile)) return refusal(Errc::already_exists);
  if (gone.last_present == Status::active && !has_seat()) return refusal(Errc::no_seat);
  return change_status<UserRestored>(*found, gone.last_present);
}

}  // namespace rolecall::test::model
