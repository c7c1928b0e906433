// What a route refuses, as an error.
#pragma once

#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

// Of a problem as RFC 9457 has it; of another text the status says all there is.
Error error_of_refusal(int status, std::string_view body);

}  // namespace rolecall
