#include "tests/property/model_rules.hpp"

#include <algorithm>

namespace rolecall::test::model {

Role Model::Rules::at_most() const {
  if (!is_bound()) return Role::ops;
  if (!request.actor.credential.is_nil()) return m.keys.at(request.actor.credential).at_most;
  if (request.channel != Channel::wallaroo) return Role::ops;
  const auto actor = m.find_any(request.actor.user);
  return actor && user(*actor).password ? user(*actor).password->at_most : Role::viewer;
}

Role Model::Rules::at_most_for(std::optional<std::size_t> owner) const {
  if (!is_bound()) return Role::ops;
  const auto actor = m.find_any(request.actor.user);
  if (actor && actor == owner) return at_most();
  return std::min(at_most(), actor ? user(*actor).role.role : Role::viewer);
}

std::optional<Role> Model::Rules::rank() const {
  const auto actor = m.find(m.now(), UserRef(request.actor.user));
  if (!actor || user(*actor).status != Status::active) return std::nullopt;
  return std::min(user(*actor).role.role, at_most());
}

bool Model::Rules::is_self_or_may_reach(std::size_t i) const {
  return (is_bound() && request.actor.user == m.user_id(i)) || may_reach(user(i).rank());
}

bool Model::Rules::is_last_top(std::size_t i) const {
  const auto& users = m.now().users;
  const RoleGrant& lasting = user(i).bound ? user(i).bound->fallback : user(i).role;
  if (user(i).status != Status::active || lasting.role != Role::ops) return false;
  for (std::size_t other = 0; other < users.size(); ++other) {
    if (other != i && user(other).is_lasting_top()) return false;
  }
  return true;
}

// Nothing: nobody who could lose the right to invite.
std::optional<std::size_t> Model::Rules::inviter() const {
  return is_bound() ? m.find_any(request.actor.user) : std::nullopt;
}

bool Model::Rules::has_seat() const {
  const auto& users = m.now().users;
  return !m.seats_ || std::count_if(users.begin(), users.end(), [](const auto& u) {
                        return u->status == Status::active;
                      }) < *m.seats_;
}

bool Model::Rules::email_taken(std::optional<std::size_t> by, const std::string& email) const {
  if (!m.now().emails_are_unique || email.empty()) return false;
  const auto holders = holders_of_email(m.now(), email);
  return std::ranges::any_of(holders, [&](std::size_t holder) { return holder != by; });
}

bool Model::Rules::names_taken(std::optional<std::size_t> by, const Profile& p,
                               const Profile& held) const {
  const auto named = m.find(m.now(), UserRef(Username{p.username}));
  if (named && named != by) return true;
  return fold(p.email) != fold(held.email) && email_taken(by, p.email);
}

Result<Answer> Model::Rules::on(const SetEmailUniqueness& c) const {
  if (!may_reach(Role::ops)) return refusal(Errc::forbidden);
  if (!c.expected.is_met_by(Revision{m.now().revision})) {
    return refusal(Errc::precondition_failed);
  }
  if (c.unique == m.now().emails_are_unique) return nothing({}, {});
  m.next_.emails_are_unique = c.unique;
  Fact f = fact();
  f.type = type_of<EmailUniquenessChanged>();
  f.revision = ++m.next_.revision;
  m.record(std::move(f));
  return Answer{true, m.head()};
}

Result<std::size_t> Model::Rules::changeable(const UserRef& ref, const Expected& expected) const {
  return changeable(m.find(m.now(), ref), expected);
}

Result<std::size_t> Model::Rules::changeable(std::optional<std::size_t> found,
                                             const Expected& expected) const {
  if (!found || !is_present(user(*found).status)) return refusal(Errc::not_found);
  if (!may_reach(user(*found).rank())) return refusal(Errc::forbidden);
  if (!expected.is_met_by(Revision{user(*found).revision})) {
    return refusal(Errc::precondition_failed);
  }
  return *found;
}

Result<std::size_t> Model::Rules::changeable(const GroupRef& ref, const Expected& expected) const {
  if (!may_write()) return refusal(Errc::forbidden);
  const auto found = m.find(m.now(), ref);
  if (!found) return refusal(Errc::not_found);
  if (!expected.is_met_by(Revision{group(*found).revision})) {
    return refusal(Errc::precondition_failed);
  }
  return *found;
}

Result<std::size_t> Model::Rules::changeable_invitation(const UserId& id,
                                                        const Expected& expected) const {
  if (!may_write()) return refusal(Errc::forbidden);
  const auto found = m.find_invitation(id);
  if (!found) return refusal(Errc::not_found);
  if (!may_reach(invitation(*found).role.role)) return refusal(Errc::forbidden);
  if (!expected.is_met_by(Revision{invitation(*found).revision})) {
    return refusal(Errc::precondition_failed);
  }
  return *found;
}

Fact Model::Rules::fact() const {
  Fact fact;
  fact.time = std::max(now, m.last_time());
  fact.recorded_at = now;
  fact.actor = request.actor;
  fact.channel = request.channel;
  fact.reason = request.reason;
  return fact;
}

Answer Model::Rules::create(const Profile& profile, const RoleGrant& role, bool active,
                            std::uint32_t first) const {
  User created;
  created.profile = profile;
  created.role = role;
  created.status = created.last_present = active ? Status::active : Status::deactivated;
  created.revision = first;
  created.profile_since = m.head() + 1;
  created.name_since.fill(m.head() + 1);
  m.next_.users.push_back(std::make_shared<User>(created));
  m.user_ids.emplace_back();
  return about_user<UserCreated>(m.next_.users.size() - 1, fact());
}

}  // namespace rolecall::test::model
