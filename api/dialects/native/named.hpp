// Whom or what a text names that may be an id or a name. An id comes first; where nobody has that
// id it is a name, since names from before may look like one.
#pragma once

#include <optional>
#include <string_view>

#include "engine/result.hpp"
#include "engine/types/refs.hpp"
#include "projections/model/view.hpp"

namespace rolecall::native {

// A user or group as a filter names it: of an id that nobody has the name is left, which nobody has
// either, or its bearer.
UserRef user_ref(const View& view, std::string_view text);
GroupRef group_ref(const View& view, std::string_view text);

// Whoever did something or to whom it was done, by then: a user, removed ones too, who was invited,
// or an imported actor. Of a name: the user who has it then, else the last one who was removed
// under it, else the actor. Nothing: nobody.
std::optional<UserId> find_anyone(const View& view, std::string_view text);
// A group that there was by then, deleted ones only by their id.
std::optional<GroupId> find_group(const View& view, std::string_view text);

// Whom a call means that gives power, such as a key. A text that is one user's id and another's
// name is refused rather than decided.
Result<UserRef> user_to_empower(const ReadModel& model, std::string_view text);

}  // namespace rolecall::native
