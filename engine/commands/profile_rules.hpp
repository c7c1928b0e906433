// What the personal data of a user must be like, whoever brings it.
#pragma once

#include "engine/commands/decide.hpp"

namespace rolecall {

// The refusal of a name that another user has.
Error taken(std::string field);

// One member of a profile, by its name; empty means absent.
Result<void> check_member(std::string_view member, std::string_view value);
Result<void> check_profile(const Profile& profile);

// Only `id` itself may hold these names already.
// `held`: what the user has already, and keeps also where others share it.
Result<void> check_names_free(const Overlay& now, const UserId& id, const Profile& profile,
                              const Profile& held = {});

Result<void> check_role_word(const RoleGrant& role);

}  // namespace rolecall
