#include "api/dialects/posit_connect/user_csv.hpp"

#include <memory>
#include <string>
#include <utility>

#include "api/csv.hpp"
#include "api/dialects/posit_connect/roles.hpp"
#include "api/elements.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::posit_connect {
namespace {

constexpr std::string_view header =
    "guid,username,email,first_name,last_name,user_role,created_time,updated_time,active_time,"
    "confirmed,locked";

// Without its end.
void append_row(std::string& out, const UserAt& user) {
  const Profile profile = user.shown_profile();
  const RoleGrant role = user.role();
  const auto active = user.last_active_at();
  out += user.id().text();
  for (const std::string_view text :
       {std::string_view(profile.username), std::string_view(profile.email),
        std::string_view(profile.first_name), std::string_view(profile.last_name),
        role_vocabulary.word_of(role)}) {
    out += ',';
    append_csv_cell(out, text);
  }
  out += ',' + to_text(user.created_at());
  out += ',' + to_text(user.described_at());
  out += ',' + (active ? to_text(*active) : std::string());
  out += ",true";
  out += user.is_active() ? ",false" : ",true";
}

}  // namespace

void answer_users_as_csv(const View& view, std::vector<UserNo> users, bool has_byte_order_mark,
                         Response& response) {
  Elements rows{users.size() + 1, {}, users.size() * sizeof(UserNo), csv_line_end};
  rows.append = [view, kept = std::make_shared<const std::vector<UserNo>>(std::move(users))](
                    std::string& out, std::size_t index) {
    if (index == 0) {
      out += header;
    } else {
      append_row(out, UserAt(view, (*kept)[index - 1]));
    }
  };
  answer_elements(response, has_byte_order_mark ? csv_byte_order_mark : "", std::move(rows),
                  csv_line_end);
  response.content_type = "text/csv; charset=utf-8";
  response.position = view.at();
}

}  // namespace rolecall::posit_connect
