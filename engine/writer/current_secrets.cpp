#include "engine/writer/current_secrets.hpp"

namespace rolecall {

std::optional<RequestId> password_request(const State& state, const UserId& user, Position at) {
  const auto guard = state.enter();
  const auto no = state.find_user(user, at);
  const auto set = no ? state.password_sets().find(*no, at) : std::nullopt;
  return set ? std::optional(set->request) : std::nullopt;
}

std::optional<RequestId> invitation_request(const State& state, const UserId& invited,
                                            Position at) {
  const auto guard = state.enter();
  const auto no = state.invitations().find(invited);
  const auto version = no ? state.invitations().at(*no, at) : std::nullopt;
  return version ? std::optional(version->request) : std::nullopt;
}

void tidy(EventSecrets& secrets, const SecretKey& key, const Result<Outcome>& outcome,
          const std::function<std::optional<RequestId>(Position)>& former) {
  if (!outcome) {
    if (outcome.error().code != Errc::unavailable) secrets.erase(key);
    return;
  }
  const auto request = former(previous(outcome->position));
  if (request && *request != key.request) secrets.erase({key.owner, *request});
}

Result<void> keep_current(ClientSecrets& secrets, const State& state) {
  const Position head = state.head();
  const auto api_keys = secrets.api_keys->keep_only([&](CredentialId id) {
    const auto guard = state.enter();
    return state.api_keys().find(id, head).has_value();
  });
  if (!api_keys) return api_keys;
  const auto tokens = secrets.invitation_tokens->keep_only(
      [&](const Uuid& owner) { return invitation_request(state, UserId(owner), head); });
  if (!tokens) return tokens;
  return secrets.passwords->keep_only(
      [&](const Uuid& owner) { return password_request(state, UserId(owner), head); });
}

}  // namespace rolecall
