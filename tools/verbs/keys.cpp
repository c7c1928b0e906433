// rolecall keys issue USER, list, revoke ID: API keys, in the hands of the operator.
#include "api/dialects/native/named.hpp"
#include "tools/exit_code.hpp"
#include "tools/issued_key.hpp"
#include "tools/local_request.hpp"
#include "tools/opened_directory.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string issuer_of(const value& key) {
  std::string name = text_at(key, "/issued_by/name");
  return name.empty() ? text_at(key, "/issued_by/kind") : name;
}

std::string format_keys(const value& body) {
  static constexpr Column columns[] = {
      {"USER", [](const value& key) { return text_at(key, "/user/username"); }},
      {"CAPABILITY", [](const value& key) { return text_at(key, "/capability"); }},
      {"ACTS AS AT MOST", [](const value& key) { return text_at(key, "/acts_as_at_most"); }},
      {"ISSUED BY", [](const value& key) { return issuer_of(key); }},
      {"ISSUED", [](const value& key) { return time_at(key, "/created_at"); }},
      {"EXPIRES", [](const value& key) { return time_at(key, "/expires_at"); }},
      {"REVOKED", [](const value& key) { return time_at(key, "/revoked_at"); }},
      {"LAST USED", [](const value& key) { return text_at(key, "/last_used_on"); }},
      {"ID", [](const value& key) { return text_at(key, "/id"); }},
  };
  return format_table(columns, body.at("api_keys").as_array());
}

}  // namespace

int run_keys_list(const ReadOptions& options) {
  return run_local_request(options, {"v1", "api-keys"}, format_keys);
}

int run_keys_revoke(const KeysRevokeOptions& options) {
  const auto id = CredentialId::parse(options.key);
  if (!id) return fail(invalid("key", "must be the id of an API key"));
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  CommandRequest request;
  request.command = RevokeApiKey{*id};
  request.actor.kind = ActorKind::op;
  request.channel = Channel::cli;
  const auto outcome = (*opened)->directory.writer().execute(std::move(request));
  if (!outcome) return fail(outcome.error());
  return exit_ok;
}

int run_keys_issue(const KeysIssueOptions& options) {
  IssueApiKey command;
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
  const auto owner = native::user_to_empower((*opened)->directory.model(), options.user);
  if (!owner) return fail(owner.error());
  command.owner = *owner;
  CommandRequest request;
  request.command = std::move(command);
  request.actor.kind = ActorKind::op;
  request.channel = Channel::cli;
  return issue_and_print(**opened, std::move(request), options.common);
}

}  // namespace rolecall
