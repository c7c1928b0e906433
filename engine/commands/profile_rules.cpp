#include "engine/commands/profile_rules.hpp"

#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

Error taken(std::string field) {
  std::string detail = "another user has this " + field;
  return {Errc::already_exists, std::move(field), std::move(detail)};
}

Result<void> check_member(std::string_view member, std::string_view value) {
  if (member == "attributes") return check_text(value, limits::attributes_max_bytes, member);
  if (member == "username") return check_name(value, member);
  if (value.empty()) return {};
  if (member == "email") return check_email(value, member);
  if (member == "external_id" && value.size() > limits::external_id_max_bytes) {
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

Result<void> check_names_free(const Overlay& now, const UserId& id, const Profile& profile) {
  const auto holder = now.user_named(canonical_key(profile.username));
  if (holder && holder->id != id) return taken("username");
  if (profile.email.empty()) return {};
  const auto addressee = now.user_with_email(canonical_key(profile.email));
  if (addressee && addressee->id != id) return taken("email");
  return {};
}

Result<void> check_role_word(const RoleGrant& role) {
  return check_text(role.native_word, limits::role_word_max_bytes, "role");
}

}  // namespace rolecall
