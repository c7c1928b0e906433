// A user in the words of Posit Connect.
#pragma once

#include "api/json/writer.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::posit_connect {

// {guid, username, email, first_name, last_name, user_role, created_time, updated_time,
// active_time, confirmed, locked}: the same wherever the user is shown, since the client compares.
// `updated_time` moves by changes of profile and role, not by locking nor in groups.
void append_user(JsonWriter& json, const UserAt& user);

// The same and `id`, which the call before v1 for oneself has beside it: here it is the guid.
void append_current_user(JsonWriter& json, const UserAt& user);

// What an update answers: {email, username, first_name, last_name, user_role, updated_time}.
void append_updated(JsonWriter& json, const UserAt& user);

}  // namespace rolecall::posit_connect
