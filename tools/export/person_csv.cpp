#include "tools/export/person_csv.hpp"

#include "api/csv.hpp"
#include "tools/people/people_format.hpp"

namespace rolecall {

void append_csv_header(std::string& out) {
  for (std::size_t i = 0; i < people_columns.size(); ++i) {
    if (i != 0) out += ',';
    out += people_columns[i];
  }
  out += csv_line_end;
}

void append_csv(std::string& out, const CreateUser& person) {
  for (const ProfileMember& member : profile_members) {
    append_csv_cell(out, person.profile.*member.value);
    out += ',';
  }
  out += name_of(person.role.role);
  out += person.active ? ",true" : ",false";
  out += csv_line_end;
}

}  // namespace rolecall
