// What the native handlers share: from a request to a command or a query, and back to an answer.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/http/body.hpp"
#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "api/http/router.hpp"
#include "api/json/writer.hpp"
#include "api/parameters.hpp"
#include "api/service.hpp"
#include "api/view_parameter.hpp"
#include "engine/commands/command.hpp"
#include "projections/model/cursor.hpp"
#include "projections/users/user_at.hpp"
#include "projections/users/user_filter.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::native {

// Which state a read is of: that of `as_of`, else the newest. Fails, for the session to ask again,
// while `min_position` has not been reached.
View read_view(Parameters& parameters, const ReadModel& model, std::string_view as_of = "as_of");
// The same of a list: that of its cursor comes first. The cursors of a walk as of a position are of
// that position.
struct ReadPoint {
  View view;
  std::optional<Cursor> after{};
};
ReadPoint read_point(Parameters& parameters, const ReadModel& model,
                     std::string_view as_of = "as_of");

// A parameter of words, as a set; untouched where it is absent.
template <class Set, class Parse>
void read_set(Parameters& parameters, std::string_view name, Set& set, Parse parse) {
  const auto words = parameters.words(name);
  if (words.empty()) return;
  set = 0;
  for (const std::string_view one : words) {
    if (const auto value = parse(one)) {
      set |= set_of(*value);
    } else {
      parameters.fail(name, "has an unknown word");
    }
  }
}

// The parameters `limit` of a list, and those that filter users.
std::size_t page_limit(Parameters& parameters);
UserFilter user_filter(Parameters& parameters, const View& view);
StatusSet status_set(Parameters& parameters);  // present users where the request does not say
std::optional<Timestamp> time_parameter(Parameters& parameters, std::string_view name);

// Those of the path; one that is no id at all names nothing, as an unknown one does.
Parsed<UserId> user_in_path(const Request& request, std::string_view capture);
Parsed<GroupId> group_in_path(const Request& request);
Parsed<CredentialId> api_key_in_path(const Request& request);

// The answer to a change: the user or group as it then was, with its revision as ETag.
void answer_user(const UserAt& user, Response& response, bool tells_bounded_credentials = false);
void answer_group(const View& view, GroupNo group, Response& response);

// A page of users, with what continues it; `count`: of all pages, where it is known.
void answer_page(const View& view, const UserPage& page, Response& response,
                 std::optional<std::uint32_t> count = {});

// A cursor as it is given out; empty: there is none.
std::string cursor_text(const ReadModel& model, const std::optional<Cursor>& cursor);

// Lines of JSON have no registered type, but two names.
bool is_ndjson(std::string_view type);
// The one that the request's Accept has, else application/x-ndjson.
std::string_view accepted_ndjson(const Request& request);

// {"<name>": [...], "count": N, "next_cursor": ..., "position": N}; `append` writes the elements.
void answer_list(const View& view, Response& response, std::string_view name,
                 const std::optional<Cursor>& next, const std::function<void(JsonWriter&)>& append,
                 std::optional<std::uint32_t> count = {});

}  // namespace rolecall::native
