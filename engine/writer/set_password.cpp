#include "engine/writer/set_password.hpp"

#include <cassert>
#include <utility>

#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"
#include "engine/types/uuid_v7.hpp"
#include "engine/wait_for.hpp"
#include "engine/writer/current_secrets.hpp"

namespace rolecall {
namespace {

// Whom the command is about; who is only named is then fixed. Nothing: nobody.
std::optional<UserId> take_owner(const State& state, CommandRequest& request) {
  const auto guard = state.enter();
  auto* const set = std::get_if<SetPassword>(&request.command);
  auto* const update = std::get_if<UpdateUser>(&request.command);
  if (set || update) {
    assert(set || update->sets_password);
    UserRef& named = set ? set->user : update->user;
    const auto user = state.find_user(named, state.head());
    if (!user) return std::nullopt;
    const UserId id = state.users().id(*user);
    named = id;
    return id;
  }
  const auto& creation = std::get<CreateUser>(request.command);
  assert(creation.sets_password);
  request.fresh_id = new_uuid();
  // As decide() has it: who acted under that name in imported history becomes the user.
  const auto actor = state.actors().find_named(canonical_key(creation.profile.username));
  if (actor && !state.find_user(*actor, state.head())) request.fresh_id = *actor;
  return UserId(request.fresh_id);
}

}  // namespace

Result<std::string> hash_new_password(std::string_view password) {
  if (password.size() < limits::password_min_bytes) {
    return invalid("password", "is shorter than 8 bytes");
  }
  if (password.size() > limits::password_max_bytes) {
    return invalid("password", "is longer than 1024 bytes");
  }
  auto hash = hash_password(password);
  if (!hash) return Error{Errc::unavailable, "", "no memory to hash the password"};
  return *std::move(hash);
}

void set_password(EventSecrets& passwords, const State& state, CommandRequest request,
                  std::string hash, Submit submit, Writer::Answer answer) {
  assert(!request.request.is_nil());
  const auto owner = take_owner(state, request);
  if (!owner) return answer(Error{Errc::not_found, "", "there is no such user"});
  const SecretKey key{*owner, request.request};
  passwords.put(
      key, std::move(hash),
      [&passwords, &state, key, request = std::move(request), submit = std::move(submit),
       answer = std::move(answer)](const Result<void>& stored) {
        if (!stored) return answer(stored.error());
        submit(request, [&passwords, &state, key, answer](const Result<Outcome>& outcome) {
          tidy(passwords, key, outcome,
               [&](Position before) { return password_request(state, UserId(key.owner), before); });
          answer(outcome);
        });
      });
}

Result<Outcome> set_password(Writer& writer, EventSecrets& passwords, const State& state,
                             CommandRequest request, std::string_view password) {
  auto hash = hash_new_password(password);
  if (!hash) return hash.error();
  if (request.request.is_nil()) request.request = RequestId(new_uuid());
  return wait_for<Outcome>([&](const auto& answer) {
    set_password(passwords, state, std::move(request), *std::move(hash), submit_to(writer), answer);
  });
}

Result<std::optional<std::string>> password_hash_of(const EventSecrets& passwords,
                                                    const State& state, const UserId& user) {
  const auto request = password_request(state, user, state.head());
  if (!request) return std::optional<std::string>();
  return passwords.find({user, *request});
}

}  // namespace rolecall
