// The native dialect as OpenAPI 3.1, as it is in this repository.
#pragma once

#include <string_view>

namespace rolecall {

std::string_view openapi_text();  // api/dialects/native/openapi.json

}  // namespace rolecall
