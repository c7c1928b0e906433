// The personal data of one user: what is sealed in the log and what erasure destroys.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

// The members, in the order of their numbers in the sealed message (FORMAT.md).
struct Profile {
  std::string username;
  std::string email;
  std::string display_name;
  std::string first_name;
  std::string last_name;
  std::string external_id;
  std::string attributes;  // a JSON object, serialised

  bool operator==(const Profile&) const = default;  // empty means absent
};

// The same members where only some are meant: a change. Engaged and empty means "becomes absent".
struct ProfilePatch {
  std::optional<std::string> username{};
  std::optional<std::string> email{};
  std::optional<std::string> display_name{};
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  std::optional<std::string> external_id{};
  std::optional<std::string> attributes{};

  bool operator==(const ProfilePatch&) const = default;
};

// One row per member: all code that must visit every member goes through this table.
struct ProfileMember {
  std::string_view name;
  std::string Profile::*value;
  std::optional<std::string> ProfilePatch::*change;
};

inline constexpr std::array<ProfileMember, 7> profile_members{{
    {"username", &Profile::username, &ProfilePatch::username},
    {"email", &Profile::email, &ProfilePatch::email},
    {"display_name", &Profile::display_name, &ProfilePatch::display_name},
    {"first_name", &Profile::first_name, &ProfilePatch::first_name},
    {"last_name", &Profile::last_name, &ProfilePatch::last_name},
    {"external_id", &Profile::external_id, &ProfilePatch::external_id},
    {"attributes", &Profile::attributes, &ProfilePatch::attributes},
}};

// Overwrites in `profile` what `change` names.
inline void apply_patch(Profile& profile, const ProfilePatch& change) {
  for (const ProfileMember& member : profile_members) {
    if (const auto& value = change.*member.change) profile.*member.value = *value;
  }
}

}  // namespace rolecall
