// The names a user is shown with where the profile has none, and what a change of them means.
//
// Display name: first and last name, else the username. First and last name, where there is
// neither: the display name, divided at its first space.
#pragma once

#include <functional>
#include <string_view>

#include "engine/events/profile.hpp"

namespace rolecall {

// First and last name as they are shown: by these a user is found and listed, too.
struct ShownNames {
  std::string_view first;
  std::string_view last;
};
ShownNames shown_names(std::string_view first, std::string_view last,
                       std::string_view display_name);

Profile shown_profile(Profile stored);

// What a request means that comes from whoever was shown this profile, and sends back some members
// of it: a member that is as shown is no change, above all if it is derived. Who changes one of two
// derived names means the other one too.
ProfilePatch change_as_shown(const Profile& stored, const ProfilePatch& asked);
// The same, of the profile that is stored when it is decided (commands/command.hpp).
std::function<ProfilePatch(const Profile& stored)> as_shown(ProfilePatch asked);

}  // namespace rolecall
