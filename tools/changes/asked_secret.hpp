// A secret from a file, a terminal or a pipe: never from the command line, which others can see.
#pragma once

#include <string>
#include <string_view>

#include "engine/result.hpp"
#include "engine/secrets/secret.hpp"

namespace rolecall {

// The first line of the file; where none is named, what is typed at a terminal, unseen and twice
// the same if it is new, or the first line of standard input. `prompt`: e.g. "New password". The
// errors name the flag.
enum class Typed : std::uint8_t { once, twice };
Result<SecretText> asked_secret(const std::string& flag, const std::string& file,
                                std::string_view prompt, Typed typed = Typed::twice);

}  // namespace rolecall
