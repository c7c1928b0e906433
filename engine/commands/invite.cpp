#include "engine/commands/invite.hpp"

#include <cassert>

namespace rolecall {

Result<NewInvitation> invite(Writer& writer, Credentials& tokens, CommandRequest request) {
  assert(std::holds_alternative<InviteUser>(request.command) ||
         std::holds_alternative<RenewInvitation>(request.command));
  const auto outcome = writer.execute(std::move(request));
  if (!outcome) return outcome.error();
  ApiKey token = new_api_key();
  token.id = CredentialId(outcome->user);
  if (const auto stored = tokens.put(token); !stored) return stored.error();
  return NewInvitation{*outcome, format_invitation_token(token)};
}

}  // namespace rolecall
