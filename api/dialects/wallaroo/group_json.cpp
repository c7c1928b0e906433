#include "api/dialects/wallaroo/group_json.hpp"

#include <algorithm>
#include <memory>

#include "api/elements.hpp"
#include "api/json/members.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::wallaroo {
namespace {

void append_empty(JsonWriter& json, std::string_view name, bool is_object) {
  json.key(name);
  json.raw(is_object ? "{}" : "[]");
}

std::string_view key_of(const View& view, GroupNo group) {
  const Groups& groups = view.state().groups();
  return groups.name_key(groups.at(group, view.at()).value().name);
}

}  // namespace

void append_group(JsonWriter& json, const View& view, GroupNo group, bool brief) {
  const Groups& groups = view.state().groups();
  const std::string name(groups.name_text(groups.at(group, view.at()).value().name));
  json.begin_object();
  append_id(json, "id", groups.id(group));
  json.member("name", std::string_view(name));
  json.member("path", std::string_view("/" + name));
  json.member("subGroupCount", 0);
  append_empty(json, "subGroups", false);
  if (!brief) {
    append_empty(json, "attributes", true);
    append_empty(json, "realmRoles", false);
    append_empty(json, "clientRoles", true);
  }
  json.key("access");
  json.begin_object();
  for (const std::string_view right :
       {"view", "viewMembers", "manage", "manageMembers", "manageMembership"}) {
    json.member(right, true);
  }
  json.end_object();
  json.end_object();
}

GroupName group_at(std::string_view path) {
  return {std::string(path.starts_with('/') ? path.substr(1) : path)};
}

GroupSearch GroupSearch::read(Parameters& parameters) {
  GroupSearch search;
  search.text_ = canonical_key(parameters.text("search").value_or(""));
  search.exact_ = parameters.flag("exact");
  search.nobody_ = !parameters.text("q").value_or("").empty();  // no group has attributes
  return search;
}

std::vector<GroupNo> GroupSearch::among(const View& view, std::vector<GroupNo> groups) const {
  if (nobody_) return {};
  std::erase_if(groups, [&](GroupNo group) {
    const std::string_view key = key_of(view, group);
    if (text_.empty()) return false;
    return exact_ ? key != text_ : key.find(text_) == key.npos;
  });
  std::sort(groups.begin(), groups.end(),
            [&](GroupNo a, GroupNo b) { return key_of(view, a) < key_of(view, b); });
  return groups;
}

void answer_groups(const View& view, std::vector<GroupNo> groups, const Slice& slice, bool brief,
                   Response& response) {
  const std::size_t begin = std::min(slice.first, groups.size());
  const std::size_t count = std::min(slice.max, groups.size() - begin);
  Elements elements{count, {}, groups.size() * sizeof(GroupNo)};
  elements.append = [view, begin, brief,
                     kept = std::make_shared<const std::vector<GroupNo>>(std::move(groups))](
                        std::string& out, std::size_t index) {
    JsonWriter json(out);
    append_group(json, view, (*kept)[begin + index], brief);
  };
  answer_elements(response, "[", std::move(elements), "]");
  response.position = view.at();
}

void answer_group_count(const View& view, std::size_t count, Response& response) {
  JsonWriter json(response.body);
  json.begin_object();
  json.member("count", count);
  json.end_object();
  response.position = view.at();
}

}  // namespace rolecall::wallaroo
