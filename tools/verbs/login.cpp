// rolecall login URL, logout: how one is known at a server, kept for later verbs.
#include <cstdio>

#include "api/json/writer.hpp"
#include "tools/calls/answers.hpp"
#include "tools/calls/profiles.hpp"
#include "tools/calls/server_access.hpp"
#include "tools/changes/asked_secret.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/plain_text.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

Result<SecretText> api_key_for(const LoginOptions& options) {
  const auto given = api_key_given(options.api_key_file);
  if (!given) return given.error();
  if (*given) return **given;
  return asked_secret("--api-key-file", "", "API key", Typed::once);
}

Result<void> check_name(const std::string& profile) {
  if (is_profile_name(profile)) return {};
  return invalid("--profile", "must be letters, digits, dots, dashes and underscores, 1 to 64");
}

}  // namespace

int run_login(const LoginOptions& options) {
  if (const auto checked = check_name(options.profile); !checked) return fail(checked.error());
  const auto key = api_key_for(options);
  if (!key) return fail(key.error());
  std::error_code failed;
  const std::string ca =
      options.ca.empty() ? "" : std::filesystem::absolute(options.ca, failed).string();
  const ServerAccess access{options.url, *key, ca};
  const auto server = ServerBackend::make(access);
  if (!server) return fail(server.error());
  const auto me = get_json(**server, {"v1", "me"});
  if (!me) return fail(me.error());
  if (const auto kept = write_profile(options.profile, access); !kept) return fail(kept.error());
  const std::string username = in_one_line(text_at(*me, "/username"));
  const std::string role = text_at(*me, "/role");
  if (options.json) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.member("profile", std::string_view(options.profile));
    json.member("server", std::string_view(options.url));
    json.member("username", std::string_view(username));
    json.member("role", std::string_view(role));
    json.end_object();
    return print(text + "\n");
  }
  return print("Logged in " + (*server)->place() + " as " + username + " (role " + role + ")\n");
}

int run_logout(const LoginOptions& options) {
  if (const auto checked = check_name(options.profile); !checked) return fail(checked.error());
  if (!has_profile(options.profile)) {
    return fail({Errc::not_found, "--profile", "there is no profile " + options.profile});
  }
  if (const auto gone = remove_profile(options.profile); !gone) return fail(gone.error());
  std::fprintf(stderr,
               "The profile %s is gone; its API key is still good: see `rolecall keys revoke`\n",
               options.profile.c_str());
  return exit_ok;
}

}  // namespace rolecall
