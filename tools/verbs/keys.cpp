// rolecall keys issue USER: an API key for a user, given out by the operator.
#include "api/dialects/native/exchange.hpp"
#include "tools/exit_code.hpp"
#include "tools/issued_key.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

int run_keys_issue(const KeysIssueOptions& options) {
  IssueApiKey command;
  command.owner = native::user_ref(options.user);
  const auto capability = parse_capability(options.capability);
  if (!capability) return fail(invalid("--capability", "must be read or manage"));
  command.capability = *capability;
  if (!options.expires_at.empty()) {
    command.expires_at = parse_timestamp(options.expires_at);
    if (!command.expires_at) return fail(invalid("--expires-at", "must be an RFC 3339 time"));
  }
  // A folder made here would have no users to issue a key to.
  std::error_code failed;
  if (!std::filesystem::exists(options.common.data, failed)) {
    return fail({Errc::not_found, "", options.common.data.string() + ": there is no data folder"});
  }
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  CommandRequest request;
  request.command = std::move(command);
  request.actor.kind = ActorKind::op;
  request.channel = Channel::cli;
  return issue_and_print(**opened, std::move(request), options.common.json);
}

}  // namespace rolecall
