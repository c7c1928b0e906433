// Connect's words for roles.
#pragma once

#include "api/role_vocabulary.hpp"

namespace rolecall::posit_connect {

inline constexpr RoleVocabulary role_vocabulary(Channel::posit_connect,
                                                {"viewer", "publisher", "administrator",
                                                 "administrator"});

}  // namespace rolecall::posit_connect
