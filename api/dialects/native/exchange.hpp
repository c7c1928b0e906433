// What the native handlers share: from a request to a command or a query, and back to an answer.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/auth.hpp"
#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "api/json/body.hpp"
#include "api/json/writer.hpp"
#include "api/parameters.hpp"
#include "api/service.hpp"
#include "engine/commands/command.hpp"
#include "projections/cursor.hpp"
#include "projections/users/user_filter.hpp"

namespace rolecall::native {

// Which state a read is of: that of its cursor, else the newest.
struct ReadPoint {
  Position at{};
  std::optional<Cursor> after;
};
ReadPoint read_point(Parameters& parameters, const ReadModel& model);

// The parameters `limit` of a list, and those that filter users.
std::size_t page_limit(Parameters& parameters);
UserFilter user_filter(Parameters& parameters);

// A user or group as a filter names it: its id or its name.
UserRef user_ref(std::string_view text);
GroupRef group_ref(std::string_view text);

// Those of the path; one that is no id at all names nothing, as an unknown one does.
Parsed<UserId> user_in_path(const Request& request, std::string_view capture);
Parsed<GroupId> group_in_path(const Request& request);

// Runs `work` in the background; what it refuses becomes the answer.
using Work = std::function<std::optional<Problem>(Response&)>;
void answer_in_background(Service& service, const Request& request, Reply& reply, Work work);

// The answer to a change: the user or group as it then was, with its revision as ETag.
void answer_user(const ReadModel& model, const UserId& user, Position at, Response& response);
void answer_group(const ReadModel& model, const GroupId& group, Position at, Response& response);

// {"<name>": [...], "next_cursor": ..., "position": N}; `append` writes the elements.
void answer_list(Response& response, std::string_view name, Position at,
                 const std::optional<Cursor>& next, const std::function<void(JsonWriter&)>& append);

}  // namespace rolecall::native
