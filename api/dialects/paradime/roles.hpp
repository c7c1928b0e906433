// Paradime's words for roles, its account types.
#pragma once

#include "api/role_vocabulary.hpp"

namespace rolecall::paradime {

inline constexpr std::array other_role_words{
    RoleVocabulary::Other{"SANDBOX_USER", Role::viewer},
    RoleVocabulary::Other{"ANALYST", Role::analyst},
    RoleVocabulary::Other{"BILLING_ADMIN", Role::analyst},
    RoleVocabulary::Other{"SECURITY_ADMIN", Role::analyst},
    RoleVocabulary::Other{"WORKSPACE_SETTINGS_ADMIN", Role::analyst},
    RoleVocabulary::Other{"WORKSPACE_ADMIN", Role::admin},
};

inline constexpr RoleVocabulary role_vocabulary(Channel::paradime,
                                                {"BUSINESS", "DEVELOPER", "ADMIN", "ADMIN"},
                                                other_role_words);

}  // namespace rolecall::paradime
