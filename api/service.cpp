#include "api/service.hpp"

#include <algorithm>
#include <ctime>
#include <utility>
#include <variant>

#include "engine/writer/current_secrets.hpp"

namespace rolecall {
namespace {

// For the day on which somebody was seen: no rule goes by it, so the cheapest clock will do.
Day today() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return day_of({std::int64_t{now.tv_sec} * 1'000'000});
}

Error refused() { return {Errc::unauthenticated, "", "this API key is not valid"}; }

// It counts no longer since the removal; a start erases what a crash leaves here.
void erase_password(const State& state, EventSecrets& passwords, const Outcome& removal) {
  const auto request = password_request(state, removal.user, previous(removal.position));
  if (request) passwords.erase({removal.user, *request});
}

}  // namespace

Service::Service(Directory& directory, ClientSecrets& secrets, GuessThrottle::Now now)
    : directory_(directory), secrets_(secrets), guesses_(std::move(now)) {}

// All are there until none works any more: a job of one may go on in another.
Service::~Service() {
  directory_.head_watch().close();
  directory_.stop_writing();
  secrets_.stop();
  for (Pool* const pool : {&pools_.guesses, &pools_.passwords, &pools_.scans, &pools_.computing,
                           &pools_.log, &pools_.feeds}) {
    pool->stop();
  }
}

// One answer for unknown, wrong, revoked and expired keys: it tells nothing about which.
Result<Caller> Service::caller_of(const CredentialId& id) {
  const State& state = model().state();
  const Position head = state.head();
  const auto no = state.api_keys().find(id, head);
  if (!no) return refused();
  const IssuedApiKey key = state.api_keys().at(*no, head);
  const bool has_expired = key.expires_at && *key.expires_at <= model().clock().now();
  if (key.is_revoked() || has_expired) return refused();
  const auto owner = state.users().at(key.owner, head);
  if (!owner || owner->status != Status::active) return refused();
  directory_.model().last_activity().seen(key.owner, *no, today());
  return Caller{state.users().id(key.owner), id, key.capability,
                std::min(owner->role, key.at_most)};
}

Result<Caller> Service::caller_of(const UserId& id, Channel dialect) {
  const State& state = model().state();
  const Position head = state.head();
  const auto user = state.find_user(id, head);
  const auto version = user ? state.users().at(*user, head) : std::nullopt;
  if (!version || version->status != Status::active) {
    return Error{Errc::unauthenticated, "", "this user is not an active one"};
  }
  Role role = version->role;
  if (takes_passwords(dialect)) {
    // Whoever was removed and restored since has none, and what was got by it has ended.
    const auto password = state.password_sets().find(*user, head);
    if (!password) return Error{Errc::unauthenticated, "", "this user has no password"};
    role = std::min(role, password->at_most);
  }
  directory_.model().last_activity().seen(*user, today());
  return Caller{id, {}, Capability::manage, role};
}

Result<CredentialId> Service::verify(std::string_view api_key) const {
  const auto key = parse_api_key(api_key);
  if (!key || !secrets_.api_keys->check(*key)) return refused();
  return key->id;
}

void Service::submit(CommandRequest request, Writer::Answer answer) {
  if (std::holds_alternative<RemoveUser>(request.command) && !request.dry_run) {
    answer = [this, answer = std::move(answer)](Result<Outcome> outcome) {
      if (outcome) erase_password(model().state(), *secrets_.passwords, *outcome);
      answer(std::move(outcome));
    };
  }
  directory_.writer().submit(std::move(request), std::move(answer));
}

}  // namespace rolecall
