#include "tools/export/export_people.hpp"

#include "api/json/json_text.hpp"
#include "tools/calls/answers.hpp"

namespace rolecall {
namespace {

// `text`: the user as it was answered; attributes are taken from it as they are written.
CreateUser person_of(const boost::json::object& user, std::string_view text) {
  CreateUser person;
  for (const ProfileMember& member : profile_members) {
    const auto* const value = user.if_contains({member.name.data(), member.name.size()});
    if (value == nullptr || value->is_null()) continue;
    person.profile.*member.value =
        value->is_string() ? std::string(value->get_string().c_str(), value->get_string().size())
                           : compact_member(user, text, member.name);
  }
  person.role.role = parse_role(user.at("role").as_string()).value_or(default_role);
  person.active = user.at("active").as_bool();
  return person;
}

}  // namespace

Result<void> visit_people(Backend& backend, const CallParameters& moment,
                          const std::function<bool(const CreateUser&)>& visit) {
  return visit_rows(backend, {"v1", "users"}, "users", moment,
                    [&](const boost::json::value& user, std::string_view text) {
                      return visit(person_of(user.as_object(), text));
                    });
}

}  // namespace rolecall
