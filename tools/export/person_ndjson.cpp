#include "tools/export/person_ndjson.hpp"

#include "api/json/writer.hpp"
#include "tools/people/people_format.hpp"

namespace rolecall {

void append_ndjson(std::string& out, const CreateUser& person) {
  JsonWriter json(out);
  json.begin_object();
  for (const ProfileMember& member : profile_members) {
    const std::string_view text = person.profile.*member.value;
    if (text.empty()) continue;
    json.key(member.name);
    member.name == "attributes" ? json.raw(text) : json.value(text);
  }
  json.member(people_columns[role_column], name_of(person.role.role));
  json.member(people_columns[active_column], person.active);
  json.end_object();
  out += '\n';
}

}  // namespace rolecall
