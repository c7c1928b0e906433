#include "api/dialects/paradime/field_rights.hpp"

#include <algorithm>

#include "api/auth.hpp"

namespace rolecall::paradime {

std::string_view refusal_of(const Caller& caller, const graphql::Field& field) {
  bool is_declared = false;
  for (const FieldRight& one : field_rights) {
    if (one.field != field.name) continue;
    is_declared = true;
    const auto is_asked = [&](const graphql::Field& part) { return part.name == one.part; };
    const bool counts = one.part.empty() || std::ranges::any_of(field.selection, is_asked);
    if (counts && check_right(caller, one.right)) return one.refusal;
  }
  return is_declared ? std::string_view() : "this is for nobody";
}

}  // namespace rolecall::paradime
