// The first user, API keys and passwords.
#include "tests/property/model_rules.hpp"

namespace rolecall::test::model {

Result<Answer> Model::Rules::on(const Bootstrap& c) const {
  if (!m.now().users.empty()) return refusal(Errc::conflict);
  if (!is_good(c.profile)) return refusal(Errc::invalid_argument);
  const Answer created = create(c.profile, {Role::ops, Channel::native, {}}, true, 1);
  m.keys[c.key] = {*created.user, m.head() + 1, 0, at_most_for(*created.user)};
  ++m.edit_user(*created.user).revision;
  return about_user<ApiKeyIssued>(*created.user, fact());
}

Result<Answer> Model::Rules::on(const IssueApiKey& c) const {
  const auto owner = m.find(m.now(), c.owner);
  if (!owner) return refusal(Errc::not_found);
  if (!is_self_or_may_reach(*owner)) return refusal(Errc::forbidden);
  const bool is_self = is_bound() && request.actor.user == m.user_id(*owner);
  const auto acting = m.keys.find(request.actor.credential);
  if (is_self && acting != m.keys.end() && acting->second.expires_at) {
    const bool ends_by_then = c.expires_at && *c.expires_at <= *acting->second.expires_at;
    if (!ends_by_then) return refusal(Errc::forbidden);
  }
  if (user(*owner).status != Status::active) return refusal(Errc::conflict);
  if (c.expires_at && *c.expires_at <= now) return refusal(Errc::invalid_argument);
  if (m.keys.contains(c.key)) return refusal(Errc::already_exists);
  m.keys[c.key] = {*owner, m.head() + 1, 0, at_most_for(*owner), c.expires_at};
  ++m.edit_user(*owner).revision;
  return about_user<ApiKeyIssued>(*owner, fact());
}

Result<Answer> Model::Rules::on(const RevokeApiKey& c) const {
  const auto key = m.keys.find(c.key);
  if (key == m.keys.end()) return refusal(Errc::not_found);
  const std::size_t owner = key->second.owner;
  const bool does_more = key->second.at_most > at_most();
  const bool may = does_more ? may_reach(user(owner).rank()) : is_self_or_may_reach(owner);
  if (!may) return refusal(Errc::forbidden);
  if (key->second.revoked != 0) return nothing(owner, {});
  key->second.revoked = m.head() + 1;
  ++m.edit_user(owner).revision;
  return about_user<ApiKeyRevoked>(owner, fact());
}

Result<Answer> Model::Rules::on(const SetPassword& c) const {
  const auto found = m.find(m.now(), c.user);
  if (!found) return refusal(Errc::not_found);
  if (!is_self_or_may_reach(*found)) return refusal(Errc::forbidden);
  if (!c.expected.is_met_by(Revision{user(*found).revision})) {
    return refusal(Errc::precondition_failed);
  }
  m.edit_user(*found).password = Password{m.head() + 1, at_most_for(*found)};
  ++m.edit_user(*found).revision;
  return about_user<PasswordSet>(*found, fact());
}

}  // namespace rolecall::test::model
