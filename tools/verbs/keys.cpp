// rolecall keys issue USER, list, revoke ID: API keys.
#include "engine/types/uuid.hpp"
#include "tools/calls/answers.hpp"
#include "tools/changes/issued_secret.hpp"
#include "tools/exit_code.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string issuer_of(const value& key) {
  std::string name = text_at(key, "/issued_by/name");
  return name == "-" ? text_at(key, "/issued_by/kind") : name;
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
  return run_read(options, {"v1", "api-keys"}, format_keys);
}

int run_keys_revoke(const ChangeOptions& options) {
  if (!CredentialId::parse(options.subjects.front())) {
    return fail(invalid("key", "must be the id of an API key"));
  }
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return run_change(**backend, options,
                    {.method = Method::del,
                     .path = {"v1", "api-keys", options.subjects.front()},
                     .body = object_of(options.members)},
                    {}, "Revoked.");
}

int run_keys_issue(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return issue_api_key_by(
      **backend, options,
      {.method = Method::post, .path = {"v1", "api-keys"}, .body = object_of(options.members)});
}

}  // namespace rolecall
