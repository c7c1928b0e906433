#include "engine/events/shown_profile.hpp"

#include <utility>

namespace rolecall {
namespace {

bool has_first_or_last(const Profile& profile) {
  return !profile.first_name.empty() || !profile.last_name.empty();
}

}  // namespace

ShownNames shown_names(std::string_view first, std::string_view last,
                       std::string_view display_name) {
  if (!first.empty() || !last.empty()) return {first, last};
  const auto space = display_name.find(' ');
  if (space == std::string_view::npos) return {display_name, {}};
  return {display_name.substr(0, space), display_name.substr(space + 1)};
}

Profile shown_profile(Profile stored) {
  Profile profile = std::move(stored);
  if (!has_first_or_last(profile)) {
    const auto [first, last] = shown_names({}, {}, profile.display_name);
    profile.first_name = first;
    profile.last_name = last;
    if (profile.display_name.empty()) profile.display_name = profile.username;
  } else if (profile.display_name.empty()) {
    profile.display_name = profile.first_name;
    if (!profile.first_name.empty() && !profile.last_name.empty()) profile.display_name += ' ';
    profile.display_name += profile.last_name;
  }
  return profile;
}

ProfilePatch change_as_shown(const Profile& stored, const ProfilePatch& asked) {
  const Profile shown = shown_profile(stored);
  ProfilePatch change;
  for (const ProfileMember& member : profile_members) {
    const auto& value = asked.*member.change;
    if (value && *value != shown.*member.value) change.*member.change = value;
  }
  if (!has_first_or_last(stored) && (change.first_name || change.last_name)) {
    if (!change.first_name) change.first_name = shown.first_name;
    if (!change.last_name) change.last_name = shown.last_name;
  }
  return change;
}

std::function<ProfilePatch(const Profile& stored)> as_shown(ProfilePatch asked) {
  return
      [asked = std::move(asked)](const Profile& stored) { return change_as_shown(stored, asked); };
}

}  // namespace rolecall
