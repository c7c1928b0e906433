// Graph OLAP's words for roles.
#pragma once

#include "api/role_vocabulary.hpp"

namespace rolecall::graph_olap {

inline constexpr RoleVocabulary role_vocabulary(Channel::graph_olap,
                                                {"analyst", "analyst", "admin", "ops"});

}  // namespace rolecall::graph_olap
