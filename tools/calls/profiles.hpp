// Where `rolecall login` keeps how one is known at a server: a file for each profile, mode 0600,
// in $XDG_CONFIG_HOME/rolecall/profiles (default: ~/.config).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/result.hpp"
#include "tools/calls/server_backend.hpp"

namespace rolecall {

inline constexpr const char* default_profile = "default";

// 1 to 64 letters, digits, dots, dashes and underscores, no dot at the beginning.
bool is_profile_name(std::string_view name);

// Empty: neither HOME nor XDG_CONFIG_HOME says where.
std::filesystem::path profile_folder();

// `not_found`: there is no such profile; `invalid_argument`: its file is damaged, or others may
// read it.
Result<ServerAccess> read_profile(const std::string& name);
bool has_profile(const std::string& name);
// The one profile that is of that server; nothing: none is, or several are.
std::optional<ServerAccess> profile_of_server(const std::string& url);

// Takes the place of one of that name.
Result<void> write_profile(const std::string& name, const ServerAccess& access);
// `not_found`: there is none.
Result<void> remove_profile(const std::string& name);

}  // namespace rolecall
