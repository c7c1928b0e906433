#include "engine/commands/profile_rules.hpp"

#include <algorithm>

#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

// How many arrays and objects of a JSON text are within each other at most.
std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_string = !in_string;
    if (in_string) {
      if (c == '\\') ++i;
      continue;
    }
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if ((c == '}' || c == ']') && depth != 0) --depth;
  }
  return deepest;
}

Result<void> check_attributes(std::string_view json, std::string_view member) {
  if (const auto checked = check_text(json, limits::attributes_max_bytes, member); !checked) {
    return checked;
  }
  if (depth_of(json) <= limits::attributes_depth_max) return {};
  return invalid(std::string(member), "has more than 16 levels of objects and arrays");
}

}  // namespace

Error taken(std::string field) {
  std::string detail = "another user has this " + field;
  return {Errc::already_exists, std::move(field), std::move(detail)};
}

Result<void> check_member(std::string_view member, std::string_view value) {
  if (member == "attributes") return check_attributes(value, member);
  if (member == "username") return check_unique_name(value, member);
  if (value.empty()) return {};
  if (member == "email") return check_email(value, member);
  if (member != "external_id") return check_person_name(value, member);
  if (value.size() > limits::external_id_max_bytes) {
    return invalid(std::string(member), "is longer than 255 bytes");
  }
  return check_name(value, member);
}

Result<void> check_profile(const Profile& profile) {
  for (const ProfileMember& member : profile_members) {
    const auto checked = check_member(member.name, profile.*member.value);
    if (!checked) return checked;
  }
  return {};
}

Result<void> check_names_free(const Overlay& now, const UserId& id, const Profile& profile,
                              const Profile& held) {
  const auto holder = now.user_named(canonical_key(profile.username));
  if (holder && holder->id != id) return taken("username");
  if (profile.email.empty() || !now.email_rule().is_unique) return {};
  const std::string key = canonical_key(profile.email);
  if (key == canonical_key(held.email)) return {};
  for (const UserNow& other : now.users_with_email(key)) {
    if (other.id != id) return taken("email");
  }
  return {};
}

Result<void> check_role_word(const RoleGrant& role) {
  return check_text(role.native_word, limits::role_word_max_bytes, "role");
}

}  // namespace rolecall
