// A user in the words of Graph OLAP.
#pragma once

#include "api/json/writer.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::graph_olap {

// {username, email, display_name, role, is_active, created_at, updated_at, last_login_at,
// role_changed_at, role_changed_by}; absent values are null. `role_changed_by` is a username.
void append_user(JsonWriter& json, const UserAt& user);

}  // namespace rolecall::graph_olap
