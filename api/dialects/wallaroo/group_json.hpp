// Groups as Keycloak represents them: all at the top level, each with its name as its path.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/dialects/wallaroo/paging.hpp"
#include "api/http/response.hpp"
#include "api/json/writer.hpp"
#include "engine/types/refs.hpp"
#include "projections/model/view.hpp"

namespace rolecall::wallaroo {

// {id, name, path, subGroupCount, subGroups, attributes, realmRoles, clientRoles, access}. `brief`:
// without attributes and roles, of which a group has none.
void append_group(JsonWriter& json, const View& view, GroupNo group, bool brief);

// The group of a path, "/name", or of a name.
GroupName group_at(std::string_view path);

// What a list of groups is asked for.
class GroupSearch {
 public:
  // The parameters `search`, `exact` and `q`. Wrong ones fail the parameters.
  static GroupSearch read(Parameters& parameters);

  // Those of them that are meant, by name.
  std::vector<GroupNo> among(const View& view, std::vector<GroupNo> groups) const;

 private:
  std::string text_;  // canonical; empty: any
  bool exact_ = false;
  bool nobody_ = false;
};

// The answer with that part of these groups. The view's model must outlive it.
void answer_groups(const View& view, std::vector<GroupNo> groups, const Slice& slice, bool brief,
                   Response& response);
// {"count"}
void answer_group_count(const View& view, std::size_t count, Response& response);

}  // namespace rolecall::wallaroo
