// Names, profiles and roles by chance, from small pools, so that they often collide.
#pragma once

#include <string>

#include "engine/events/profile.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"
#include "tests/property/random.hpp"

namespace rolecall::test::model {

Uuid random_id(Random& random);
std::string random_name(Random& random);
std::string random_username(Random& random);
std::string random_email(Random& random);
std::string random_prefix(Random& random);
Profile random_profile(Random& random);
ProfilePatch random_patch(Random& random);
RoleGrant random_grant(Random& random);
AskedRole random_asked_role(Random& random);

// By so much the clock of the tests moves at a time, more or less.
inline constexpr std::int64_t tick_us = 1'000'000;
// From `first` to `last` ticks behind `from`, sometimes a microsecond off.
Timestamp random_moment(Random& random, Timestamp from, int first, int last);

}  // namespace rolecall::test::model
