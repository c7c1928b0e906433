#include "tools/import/person_parser.hpp"

#include <algorithm>

#include "api/http/body.hpp"
#include "api/http/request.hpp"
#include "api/json/json_text.hpp"
#include "api/spreadsheet_cell.hpp"
#include "engine/events/proto.hpp"
#include "tools/people/people_format.hpp"
#include "tools/plain_text.hpp"

namespace rolecall {
namespace {

Error not_a_role() { return invalid("role", "must be viewer, analyst, admin or ops"); }

// In brackets, since attributes may be as deep in an object of NDJSON.
Result<std::string> parse_attributes(std::string_view cell) {
  const auto parsed = parse_json("[" + std::string(cell) + "]");
  const auto* const values = parsed ? parsed->if_array() : nullptr;
  if (values == nullptr || values->size() != 1 || !values->front().is_object()) {
    return invalid("attributes", "is not a JSON object");
  }
  return compact_json(cell);
}

// Of a column: whether it can be shown at all.
Result<void> check_column_name(std::string_view name) {
  if (name.empty()) return invalid("", "has no name");
  if (!is_utf8(name)) return invalid("", "has a name that is not UTF-8; save the file as UTF-8");
  if (name != in_one_line(name)) return invalid("", "has a control character in its name");
  return {};
}

Result<void> set_column(CreateUser& person, std::size_t column, std::string_view text) {
  if (column == role_column) {
    const auto role = parse_role(text);
    if (!role) return not_a_role();
    person.role.role = *role;
    return {};
  }
  if (column == active_column) {  // spreadsheets write TRUE and FALSE
    person.active = equal_without_case(text, "true");
    if (person.active || equal_without_case(text, "false")) return {};
    return invalid("active", "must be true or false");
  }
  std::string& value = person.profile.*profile_members[column].value;
  if (profile_members[column].name != "attributes") {
    value = text;
    return {};
  }
  auto attributes = parse_attributes(text);
  if (!attributes) return attributes.error();
  value = *std::move(attributes);
  return {};
}

}  // namespace

Result<CreateUser> parse_person(std::string_view json) {
  const auto value = parse_json(json);
  if (!value) return invalid("", value.error().detail);
  const auto* const object = value->if_object();
  if (object == nullptr) return invalid("", "is not a JSON object");
  Members members(*object);
  CreateUser person;
  for (const ProfileMember& member : profile_members) {
    std::string& text = person.profile.*member.value;
    if (member.name != "attributes") {
      text = members.optional_text(member.name).value_or("");
    } else if (members.optional_object(member.name) != nullptr) {
      text = compact_member(*object, json, member.name);
    }
  }
  const auto role = members.optional_text("role");
  person.active = members.optional_flag("active").value_or(true);
  if (const auto error = members.done()) return *error;
  if (role) {
    const auto parsed = parse_role(*role);
    if (!parsed) return not_a_role();
    person.role.role = *parsed;
  }
  return person;
}

Result<PersonColumns> PersonColumns::parse(std::span<const std::string> header) {
  PersonColumns parsed;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string& name = header[i];
    if (auto named = check_column_name(name); !named) {
      return invalid("column " + std::to_string(i + 1), named.error().detail);
    }
    const auto found = std::ranges::find(people_columns, name);
    const auto column = static_cast<std::size_t>(found - people_columns.begin());
    if (column == people_columns.size()) return invalid(name, "is not a column of people");
    if (std::ranges::find(parsed.columns_, column) != parsed.columns_.end()) {
      return invalid(name, "is the name of two columns");
    }
    parsed.columns_.push_back(column);
  }
  if (std::ranges::find(header, "username") == header.end()) {
    return invalid("username", "is not among the columns");
  }
  return parsed;
}

Result<CreateUser> PersonColumns::person(std::span<const std::string> cells) const {
  if (cells.size() != columns_.size()) {
    return invalid("", "has " + std::to_string(cells.size()) + " cells where the header has " +
                           std::to_string(columns_.size()));
  }
  CreateUser person;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const auto set = set_column(person, columns_[i], without_our_apostrophe(cells[i]));
    if (!set) return set.error();
  }
  return person;
}

}  // namespace rolecall
