// Whom a verb is about, and as of when: its flags, read as the routes read their parameters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/view_parameter.hpp"
#include "engine/result.hpp"
#include "engine/types/uuid.hpp"
#include "projections/model/view.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

// The parameters of a verb, as those of a request. Valid as long as `options`.
std::vector<NamedText> flags_of(const ReadOptions& options);

// What --as-of says: a position, or a time, which means the last event by then; nothing: now.
Result<View> view_asked(const ReadModel& model, const std::optional<std::string>& as_of);

// The user or group that the subject is, by id or by the name had at the moment of --cursor, else
// of --as-of; of users also the last one who was removed under it. Fails with not_found, and with
// invalid_argument where the moment is none.
Result<UserId> user_asked(const ReadModel& model, const ReadOptions& options);
Result<GroupId> group_asked(const ReadModel& model, const ReadOptions& options);

}  // namespace rolecall
