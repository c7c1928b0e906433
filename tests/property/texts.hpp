// The rules of texts and words, written down a second time. Names fold by a table of the few
// letters the tests use.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/events/profile.hpp"
#include "engine/types/channel.hpp"
#include "engine/types/role.hpp"

namespace rolecall::test::model {

std::string fold(std::string_view name);

// Username, first and last name by which a user is found: where neither of the latter is there, the
// display name stands for them, what is behind its first space for the last name.
std::array<std::string, 3> names_of(const Profile& profile);

bool is_good_text(std::string_view text);
bool is_good_name(std::string_view name);
bool is_good_unique_name(std::string_view name);  // of users and groups
bool is_good_email(std::string_view email);
bool is_good(const Profile& profile);

}  // namespace rolecall::test::model
