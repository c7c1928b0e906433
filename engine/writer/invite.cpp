#include "engine/writer/invite.hpp"

#include <cassert>
#include <utility>

#include "engine/secrets/credentials.hpp"
#include "engine/types/uuid_v7.hpp"
#include "engine/writer/current_secrets.hpp"

namespace rolecall {

void invite(EventSecrets& tokens, const State& state, CommandRequest request, Submit submit,
            std::function<void(const Result<NewInvitation>&)> answer) {
  assert(!request.request.is_nil());
  UserId invited;
  if (const auto* renewal = std::get_if<RenewInvitation>(&request.command)) {
    invited = renewal->invitation;
  } else {
    assert(std::holds_alternative<InviteUser>(request.command));
    invited = UserId(request.fresh_id = new_uuid());
  }
  ApiKey token = new_api_key();
  token.id = CredentialId(invited);
  const SecretKey key{invited, request.request};
  tokens.put(key, std::string(bytes_of(hash_of(token.secret))),
             [&tokens, &state, token, key, request = std::move(request), submit = std::move(submit),
              answer = std::move(answer)](const Result<void>& stored) {
               if (!stored) return answer(stored.error());
               submit(request,
                      [&tokens, &state, token, key, answer](const Result<Outcome>& outcome) {
                        tidy(tokens, key, outcome, [&](Position before) {
                          return invitation_request(state, UserId(key.owner), before);
                        });
                        if (!outcome) return answer(outcome.error());
                        answer(NewInvitation{*outcome, format_invitation_token(token)});
                      });
             });
}

Result<bool> is_token(const EventSecrets& tokens, const State& state, const ApiKey& token) {
  const UserId invited(token.id);
  const auto request = invitation_request(state, invited, state.head());
  if (!request) return is_hash_of(std::string_view(), token.secret);
  const auto hash = tokens.find({invited, *request});
  if (!hash) return hash.error();
  return is_hash_of(hash->value_or(""), token.secret);
}

}  // namespace rolecall
