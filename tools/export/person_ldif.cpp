#include "tools/export/person_ldif.hpp"

#include <algorithm>

#include <sodium.h>

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr std::size_t line_max_columns = 76;

// SAFE-STRING of RFC 2849, and no space at the end.
bool is_safe(std::string_view value) {
  if (value.empty()) return true;
  if (std::string_view(" :<").find(value.front()) != std::string_view::npos) return false;
  if (value.back() == ' ') return false;
  return is_ascii(value) && value.find_first_of(std::string_view("\0\r\n", 3)) == value.npos;
}

std::string base64(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the zero at the end
  return text;
}

// A line goes on behind a line end and a space.
void append_folded(std::string& out, std::string_view line) {
  out += line.substr(0, line_max_columns);
  line.remove_prefix(std::min(line.size(), line_max_columns));
  while (!line.empty()) {
    const std::string_view part = line.substr(0, line_max_columns - 1);
    out += "\n ";
    out += part;
    line.remove_prefix(part.size());
  }
  out += '\n';
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  std::string line(name);
  if (is_safe(value)) {
    line += ": ";
    line += value;
  } else {
    line += ":: ";
    line += base64(value);
  }
  append_folded(out, line);
}

void append_if_present(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) append_attribute(out, name, value);
}

// A value in a distinguished name (RFC 4514, section 2.4). Names have no space at either end, and
// no zero.
std::string escaped(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool special = std::string_view("\"+,;<>\\").find(name[i]) != std::string_view::npos;
    if (special || (i == 0 && name[i] == '#')) text += '\\';
    text += name[i];
  }
  return text;
}

std::string common_name(const Profile& profile) {
  if (!profile.display_name.empty()) return profile.display_name;
  if (profile.first_name.empty() && profile.last_name.empty()) return profile.username;
  if (profile.first_name.empty()) return profile.last_name;
  if (profile.last_name.empty()) return profile.first_name;
  return profile.first_name + ' ' + profile.last_name;
}

constexpr bool is_letter(char c) { return fold_ascii(c) >= 'a' && fold_ascii(c) <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// attribute=value, the attribute a word or an object identifier.
bool is_relative_name(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos || equals + 1 == text.size()) return false;
  const std::string_view attribute = text.substr(0, equals);
  const auto in_word = [](char c) { return is_letter(c) || is_digit(c) || c == '-'; };
  const auto in_oid = [](char c) { return is_digit(c) || c == '.'; };
  if (is_letter(attribute[0])) return std::ranges::all_of(attribute, in_word);
  return is_digit(attribute[0]) && std::ranges::all_of(attribute, in_oid);
}

}  // namespace

bool is_distinguished_name(std::string_view text) {
  if (!check_text(text, text.size(), "") || text.find_first_of("\n\t") != text.npos) return false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at == text.size() || text[at] == ',' || text[at] == '+') {
      if (!is_relative_name(text.substr(begin, at - begin))) return false;
      begin = at + 1;
    } else if (text[at] == '\\') {
      if (++at == text.size()) return false;
    }
  }
  return true;
}

void append_ldif_header(std::string& out) { out += "version: 1\n"; }

void append_ldif(std::string& out, const CreateUser& person, std::string_view base) {
  const Profile& profile = person.profile;
  const std::string name = common_name(profile);
  out += '\n';
  append_attribute(out, "dn", "uid=" + escaped(profile.username) + ',' + std::string(base));
  for (const char* const object_class :
       {"top", "person", "organizationalPerson", "inetOrgPerson"}) {
    append_attribute(out, "objectClass", object_class);
  }
  append_attribute(out, "uid", profile.username);
  append_attribute(out, "cn", name);
  append_attribute(out, "sn", profile.last_name.empty() ? name : profile.last_name);
  append_if_present(out, "givenName", profile.first_name);
  append_if_present(out, "displayName", profile.display_name);
  append_if_present(out, "mail", profile.email);
  append_if_present(out, "employeeNumber", profile.external_id);
  append_attribute(out, "employeeType", name_of(person.role.role));
  if (!person.active) append_attribute(out, "employeeType", name_of(Status::deactivated));
}

}  // namespace rolecall
