// What a caller needs for each root field of the schema, as routes declare it for themselves.
#pragma once

#include <array>
#include <string_view>

#include "api/graphql/request.hpp"
#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall::paradime {

struct FieldRight {
  std::string_view field;
  std::string_view part;  // of a query's answer, for which it counts; empty: for the whole field
  Right right;
  std::string_view refusal;  // what a caller is told who has it not
};

inline constexpr std::string_view needs_manage = "this needs a key that is a User Management Admin";

inline constexpr std::array<FieldRight, 7> field_rights{{
    {"listUsers", "activeUsers", Right::needs(Capability::read, Role::viewer), ""},
    {"listUsers", "invitedUsers", Right::needs(Capability::read, Role::admin),
     "invitations need the role admin or ops"},
    {"listWorkspaces", "workspaces", Right::needs(Capability::read, Role::viewer), ""},
    {"getAuditLogs", "auditLogs", Right::needs(Capability::read, Role::admin),
     "the audit log needs the role admin or ops"},
    // Whom it may be done to is decided by rank.
    {"inviteUser", "", Right::needs(Capability::manage, Role::viewer), needs_manage},
    {"updateUserAccountType", "", Right::needs(Capability::manage, Role::viewer), needs_manage},
    {"disableUser", "", Right::needs(Capability::manage, Role::viewer), needs_manage},
}};

// Why the caller may not have that field, with all that is asked of it; empty: may. A field without
// a declared right is nobody's.
std::string_view refusal_of(const Caller& caller, const graphql::Field& field);

}  // namespace rolecall::paradime
