// Users as CSV, as Connect exports them.
#pragma once

#include <vector>

#include "api/http/response.hpp"
#include "projections/model/view.hpp"

namespace rolecall::posit_connect {

// A row of names, then one for each of them: the members of append_user() (user_json.hpp), absent
// ones empty.
void answer_users_as_csv(const View& view, std::vector<UserNo> users, bool has_byte_order_mark,
                         Response& response);

}  // namespace rolecall::posit_connect
