// Which server a verb is for, and by whose API key.
#pragma once

#include <optional>
#include <string>

#include "engine/result.hpp"
#include "tools/calls/server_backend.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

// Nothing: it is for the data folder. The errors name the flag, or the variable of the environment.
Result<std::optional<ServerAccess>> server_asked(const Common& common);

// That of --api-key-file, else of ROLECALL_API_KEY; nothing: neither is there.
Result<std::optional<SecretText>> api_key_given(const std::string& file);

}  // namespace rolecall
