// Keycloak's realm roles: the two highest ranks have words, the others none.
#pragma once

#include "api/role_vocabulary.hpp"

namespace rolecall::wallaroo {

inline constexpr RoleVocabulary role_vocabulary(Channel::wallaroo, {"", "", "admin", "ops"});

}  // namespace rolecall::wallaroo
