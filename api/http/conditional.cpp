#include "api/http/conditional.hpp"

#include <algorithm>
#include <utility>

namespace rolecall {
namespace {

constexpr std::size_t tags_most = 32;

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

// A tag off the front of `rest`; nothing: there is none.
std::optional<EntityTag> take_tag(std::string_view& rest) {
  EntityTag tag;
  tag.is_weak = rest.starts_with("W/");
  if (tag.is_weak) rest.remove_prefix(2);
  if (!rest.starts_with('"')) return std::nullopt;
  const auto end = rest.find('"', 1);
  if (end == rest.npos) return std::nullopt;
  tag.text = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  return tag;
}

}  // namespace

std::optional<std::vector<EntityTag>> parse_entity_tags(std::string_view list) {
  std::vector<EntityTag> tags;
  for (skip_blanks(list); !list.empty(); skip_blanks(list)) {
    if (list.front() == ',') {  // an element may be empty (RFC 9110, 5.6.1.2)
      list.remove_prefix(1);
      continue;
    }
    const auto tag = take_tag(list);
    skip_blanks(list);
    const bool is_whole = list.empty() || list.front() == ',';
    if (!tag || !is_whole || tags.size() == tags_most) return std::nullopt;
    tags.push_back(*tag);
  }
  return tags.empty() ? std::nullopt : std::optional(std::move(tags));
}

void not_modified_if_known(const Request& request, Response& response) {
  const bool is_read = request.method == Method::get || request.method == Method::head;
  if (!is_read || response.status != 200 || response.etag.empty()) return;
  const auto header = request.header("if-none-match");
  if (!header) return;
  // By the weak comparison: a tag that is weak is meant too.
  const auto tags = parse_entity_tags(*header);
  const bool is_known =
      *header == "*" || (tags && std::any_of(tags->begin(), tags->end(), [&](const EntityTag& tag) {
                           return tag.text == response.etag;
                         }));
  if (!is_known) return;
  response.status = 304;
  response.body.clear();
}

}  // namespace rolecall
