#include "tools/calls/profiles.hpp"

#include <cstdlib>
#include <unistd.h>

#include <boost/json/parse.hpp>

#include "api/json/writer.hpp"
#include "engine/storage/durable_file.hpp"
#include "tools/load/server_address.hpp"
#include "tools/secret_file.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

constexpr std::string_view extension = ".json";

std::filesystem::path file_of(const std::string& name) {
  return profile_folder() / (name + std::string(extension));
}

std::string text_of(const ServerAccess& access) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("server", std::string_view(access.url));
  json.member("api_key", std::string_view(access.api_key));
  if (!access.ca_file.empty()) json.member("ca", std::string_view(access.ca_file));
  json.end_object();
  return text + "\n";
}

}  // namespace

bool is_profile_name(std::string_view name) {
  constexpr std::size_t name_max_bytes = 64;
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= name_max_bytes && name.front() != '.' &&
         name.find_first_not_of(allowed) == name.npos;
}

std::filesystem::path profile_folder() {
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  const char* const home = std::getenv("HOME");
  std::filesystem::path folder;
  if (config != nullptr && *config != '\0') {
    folder = config;
  } else if (home != nullptr && *home != '\0') {
    folder = std::filesystem::path(home) / ".config";
  } else {
    return {};
  }
  return folder / "rolecall" / "profiles";
}

Result<ServerAccess> read_profile(const std::string& name) {
  if (!has_profile(name)) {
    return Error{Errc::not_found, "--profile",
                 "there is no profile " + name + "; `rolecall login` makes it"};
  }
  const auto text = read_secret_file("--profile", file_of(name));
  if (!text) return text.error();
  boost::json::error_code failed;
  const auto value = boost::json::parse(*text, failed);
  const auto* const members = failed ? nullptr : value.if_object();
  if (members == nullptr || !members->contains("server") || !members->contains("api_key")) {
    return invalid("--profile", "has a damaged file: log in again");
  }
  const std::string ca = text_at(value, "/ca");
  return ServerAccess{text_at(value, "/server"), SecretText(text_at(value, "/api_key")),
                      ca == "-" ? "" : ca};
}

bool has_profile(const std::string& name) {
  std::error_code failed;
  return !profile_folder().empty() && std::filesystem::exists(file_of(name), failed);
}

std::optional<ServerAccess> profile_of_server(const std::string& url) {
  const auto wanted = load::parse_server_url(url);
  std::optional<ServerAccess> found;
  std::error_code failed;
  for (const auto& file : std::filesystem::directory_iterator(profile_folder(), failed)) {
    if (file.path().extension() != extension) continue;
    const auto access = read_profile(file.path().stem());
    const auto address = access ? load::parse_server_url(access->url) : wanted;
    if (!access || !address || !wanted || !(*address == *wanted)) continue;
    if (found) return std::nullopt;
    found = *access;
  }
  return found;
}

Result<void> write_profile(const std::string& name, const ServerAccess& access) {
  const std::filesystem::path folder = profile_folder();
  if (folder.empty()) return invalid("", "neither HOME nor XDG_CONFIG_HOME is set");
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{Errc::unavailable, "", folder.string() + ": " + failed.message()};
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  return replace_file(file_of(name), text_of(access));
}

Result<void> remove_profile(const std::string& name) {
  if (::unlink(file_of(name).c_str()) != 0) return file_error(file_of(name));
  return {};
}

}  // namespace rolecall
