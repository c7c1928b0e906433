#include "api/http/conditional.hpp"

#include <algorithm>

namespace rolecall {
namespace {

// Whether a list of entity tags has this one, by the weak comparison; ours have no comma in them.
bool has_tag(std::string_view list, std::string_view etag) {
  if (list == "*") return true;
  while (!list.empty()) {
    std::string_view tag = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), tag.size() + 1));
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t')) tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() == etag.size() + 2 && tag.front() == '"' && tag.back() == '"' &&
        tag.substr(1, etag.size()) == etag) {
      return true;
    }
  }
  return false;
}

}  // namespace

void not_modified_if_known(const Request& request, Response& response) {
  const bool is_read = request.method == Method::get || request.method == Method::head;
  if (!is_read || response.status != 200 || response.etag.empty()) return;
  const auto header = request.header("if-none-match");
  if (!header || !has_tag(*header, response.etag)) return;
  response.status = 304;
  response.body.clear();
}

}  // namespace rolecall
