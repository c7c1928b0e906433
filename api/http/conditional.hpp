// If-Match and If-None-Match (RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/http/request.hpp"
#include "api/http/response.hpp"

namespace rolecall {

struct EntityTag {
  std::string_view text;  // without its quotes
  bool is_weak = false;
};
// A list of entity tags, separated by commas, at most 32; nothing: it is none. `*` is none either.
std::optional<std::vector<EntityTag>> parse_entity_tags(std::string_view list);

// Turns a 200 to a GET or HEAD into a 304 where the client has that ETag already.
void not_modified_if_known(const Request& request, Response& response);

}  // namespace rolecall
