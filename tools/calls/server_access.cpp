#include "tools/calls/server_access.hpp"

#include <cstdio>
#include <cstdlib>

#include "tools/calls/profiles.hpp"
#include "tools/load/server_address.hpp"
#include "tools/secret_file.hpp"

namespace rolecall {
namespace {

std::string in_environment(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? "" : text;
}

// Whatever else says who one is comes before what is kept of the server; but of a profile that is
// named the key is meant too, and that of the environment may be for another server.
Result<std::optional<ServerAccess>> with_flags(const Common& common, ServerAccess access) {
  if (!common.ca.empty()) access.ca_file = common.ca;
  if (common.profile.empty() || !common.api_key_file.empty()) {
    auto key = api_key_given(common.api_key_file);
    if (!key) return key.error();
    if (*key) access.api_key = **std::move(key);
  }
  if (common.opens_empty) return std::optional(std::move(access));
  if (std::string_view(access.api_key).empty()) {
    return Error{Errc::unauthenticated, "",
                 access.url +
                     " wants an API key: in ROLECALL_API_KEY, by --api-key-file FILE, or "
                     "`rolecall login " +
                     access.url + "`"};
  }
  return std::optional(std::move(access));
}

Result<std::optional<ServerAccess>> by_profile(const Common& common, const std::string& name) {
  if (!is_profile_name(name)) {
    return invalid("--profile", "must be letters, digits, dots, dashes and underscores, 1 to 64");
  }
  const auto access = read_profile(name);
  if (!access) return access.error();
  return with_flags(common, *access);
}

Result<std::optional<ServerAccess>> by_url(const Common& common, const std::string& url) {
  if (const auto parsed = load::parse_server_url(url); !parsed) {
    return invalid("--server", parsed.error().detail);
  }
  ServerAccess access = profile_of_server(url).value_or(ServerAccess());
  access.url = url;
  return with_flags(common, std::move(access));
}

// What no flag says: the environment, then where one is logged in.
Result<std::optional<ServerAccess>> by_default(const Common& common) {
  const std::string server = in_environment("ROLECALL_SERVER");
  const std::string profile = in_environment("ROLECALL_PROFILE");
  if (!server.empty()) return by_url(common, server);
  if (!profile.empty()) return by_profile(common, profile);
  const bool names_folder = !common.master_key.empty();
  if (names_folder || !has_profile(default_profile)) return std::optional<ServerAccess>();
  std::error_code failed;
  if (std::filesystem::exists(common.data, failed)) {
    return invalid("", "you are logged in to a server, and " + common.data.string() +
                           " is here too: say --profile " + default_profile + " or --data " +
                           common.data.string());
  }
  return by_profile(common, default_profile);
}

}  // namespace

Result<std::optional<SecretText>> api_key_given(const std::string& file) {
  if (!file.empty()) {
    const auto text = read_secret_file("--api-key-file", file);
    if (!text) return text.error();
    return std::optional<SecretText>(std::in_place, *text);
  }
  const std::string text = in_environment("ROLECALL_API_KEY");
  if (text.empty()) return std::optional<SecretText>();
  return std::optional<SecretText>(std::in_place, text);
}

Result<std::optional<ServerAccess>> server_asked(const Common& common) {
  const int given = (common.is_data_given ? 1 : 0) + (common.server.empty() ? 0 : 1) +
                    (common.profile.empty() ? 0 : 1);
  if (given > 1) return invalid("", "give one of --data, --server and --profile");
  if (!common.server.empty()) return by_url(common, common.server);
  if (!common.profile.empty()) return by_profile(common, common.profile);
  if (!common.is_data_given) return by_default(common);
  if (!common.ca.empty() || !common.api_key_file.empty()) {
    return invalid("", "--ca and --api-key-file are for a server, not for --data");
  }
  return std::optional<ServerAccess>();
}

}  // namespace rolecall
