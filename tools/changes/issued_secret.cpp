#include "tools/changes/issued_secret.hpp"

#include <cstdio>

#include "engine/secrets/api_key.hpp"
#include "tools/calls/server_access.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/plain_text.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

// The flags with which another verb works on the same directory.
std::string flags_of_place(const Common& common) {
  const auto access = server_asked(common);
  if (access && *access) {
    return common.profile.empty() ? " --server " + (*access)->url : " --profile " + common.profile;
  }
  std::string flags = " --data " + common.data.string();
  if (!common.master_key.empty()) flags += " --master-key " + common.master_key.string();
  return flags;
}

// {user: {id, username, role}, api_key} of a bootstrap; {key: {user: {id, username}, …}, api_key}.
struct Issued {
  explicit Issued(const value& answer)
      : api_key(text_at(answer, "/api_key")),
        owner(answer.as_object().contains("user") ? answer.at("user")
                                                  : answer.at("key").at("user")),
        capability(answer.as_object().contains("key") ? text_at(answer, "/key/capability")
                                                      : "manage") {}

  std::string api_key;
  value owner;
  std::string capability;
};

std::string how_to_go_on(const Issued& issued, const Common& common) {
  const std::string place = flags_of_place(common);
  const auto parsed = parse_api_key(issued.api_key);
  return "The user and the API key exist all the same, but nobody has seen the key. For another:\n"
         "  rolecall keys issue " +
         text_at(issued.owner, "/id") + " --capability " + issued.capability + place +
         "\nand to take back the one that is lost:\n"
         "  rolecall keys revoke " +
         (parsed ? parsed->id.text() : "ID") + place;
}

void tell_owner(Backend& backend, const value& owner) {
  const std::string id = text_at(owner, "/id");
  const auto user = owner.as_object().contains("role") ? Result<value>(owner)
                                                       : get_json(backend, {"v1", "users", id});
  std::fprintf(stderr, "For %s (id %s, role %s). This API key is shown only once:\n",
               in_one_line(text_at(owner, "/username")).c_str(), id.c_str(),
               user ? text_at(*user, "/role").c_str() : "-");
}

// Does the call, unless it is only to be tried. `code`: where there is nothing to print.
std::optional<CallAnswer> answer_with_secret(Backend& backend, const ChangeOptions& options,
                                             const Call& call, int& code) {
  if (options.dry_run) {
    code = run_change(backend, options, call, {});
    return std::nullopt;
  }
  Call wanted = call;
  wanted.if_revision = options.if_revision;
  auto answer = backend.call(wanted);
  if (answer) return *std::move(answer);
  code = fail(answer.error());
  return std::nullopt;
}

}  // namespace

int issue_api_key_by(Backend& backend, const ChangeOptions& options, const Call& call) {
  int code = exit_ok;
  const auto answer = answer_with_secret(backend, options, call, code);
  if (!answer) return code;
  const auto body = json_of(*answer);
  if (!body) return fail(body.error());
  const Issued issued(*body);
  if (!options.common.json) tell_owner(backend, issued.owner);
  return print((options.common.json ? answer->body : issued.api_key) + "\n",
               how_to_go_on(issued, options.common));
}

int invite_by(Backend& backend, const ChangeOptions& options, const Call& call) {
  int code = exit_ok;
  const auto answer = answer_with_secret(backend, options, call, code);
  if (!answer) return code;
  const auto body = json_of(*answer);
  if (!body) return fail(body.error());
  const std::string id = text_at(*body, "/invitation/id");
  if (!options.common.json) {
    std::fprintf(stderr, "Invitation %s of %s, until %s. This token is shown only once:\n",
                 id.c_str(), in_one_line(text_at(*body, "/invitation/email")).c_str(),
                 time_at(*body, "/invitation/expires_at").c_str());
  }
  return print((options.common.json ? answer->body : text_at(*body, "/token")) + "\n",
               "The invitation stands all the same, but nobody has seen its token. For another:\n"
               "  rolecall invitations renew " +
                   id + flags_of_place(options.common));
}

}  // namespace rolecall
