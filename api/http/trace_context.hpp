// Which trace a request is part of: W3C Trace Context (https://www.w3.org/TR/trace-context/).
#pragma once

#include <string_view>

namespace rolecall {

// The trace id in the value of a `traceparent` header, 32 digits in lower case; a part of the
// value. Empty: the value is not valid. Of later versions that counts which is as in version 00.
std::string_view trace_id_of(std::string_view traceparent);

}  // namespace rolecall
