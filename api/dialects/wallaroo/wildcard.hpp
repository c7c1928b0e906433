// Patterns with stars, as Keycloak takes them.
#pragma once

#include <string_view>

namespace rolecall::wallaroo {

// Whether it is all of the text, `*` standing for any text. Takes at most the product of both
// lengths.
bool matches(std::string_view text, std::string_view pattern);

}  // namespace rolecall::wallaroo
