// If-None-Match (RFC 9110, section 13.1.2).
#pragma once

#include "api/http/request.hpp"
#include "api/http/response.hpp"

namespace rolecall {

// Turns a 200 to a GET or HEAD into a 304 where the client has that ETag already.
void not_modified_if_known(const Request& request, Response& response);

}  // namespace rolecall
