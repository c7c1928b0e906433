// The dialect of Wallaroo, and of Keycloak's Admin API underneath it: /realms, /admin/realms,
// /v1/api and /v1/graphql, each also below /auth. Every realm's name is that of the one directory.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "api/http/body.hpp"
#include "api/http/router.hpp"
#include "api/service.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::wallaroo {

// `service` must outlive the dialects: each path has its own shape of errors.
std::vector<Dialect> dialects(Service& service);

// One family each, below `base`: "" or "/auth".
std::vector<Route> token_routes(Service& service, const std::string& base);
std::vector<Route> session_routes(Service& service, const std::string& base);
std::vector<Route> realm_routes(Service& service, const std::string& base);
std::vector<Route> realm_admin_routes(Service& service, const std::string& base);
std::vector<Route> user_routes(Service& service, const std::string& base);
std::vector<Route> user_list_routes(Service& service, const std::string& base);
std::vector<Route> user_part_routes(Service& service, const std::string& base);
std::vector<Route> role_routes(Service& service, const std::string& base);
std::vector<Route> group_routes(Service& service, const std::string& base);
std::vector<Route> membership_routes(Service& service, const std::string& base);
std::vector<Route> event_routes(Service& service, const std::string& base);
std::vector<Route> invite_routes(Service& service, const std::string& base);
std::vector<Route> workspace_routes(Service& service, const std::string& base);
std::vector<Route> graphql_routes(Service& service, const std::string& base);

// The present user whose id is in the path.
std::optional<UserAt> user_in_path(const View& view, const Request& request);
Problem no_such_user();
// The id in the path; nil names nobody, as an unknown one does.
UserId user_id_in_path(const Request& request);

// An API key as a client proves itself with it, by HTTP Basic or in the form (RFC 6749, 2.3.1): its
// first part, `rck_` with the id, is the client, the rest the secret. Empty: it does not.
std::string client_key(const Request& request, const Request& form);

// Refuses members of a representation of which this dialect keeps nothing, unless they are empty.
void refuse_unkept(Members& members, const boost::json::object& body,
                   std::initializer_list<std::string_view> names);

// OAuth's {error, error_description}, Keycloak's {error} or {errorMessage}, Wallaroo's {code, msg,
// error}, Hasura's {errors: [{message, extensions: {path, code}}]}.
void token_error_shape(const Problem& problem, RequestId request, Response& response);
void keycloak_error_shape(const Problem& problem, RequestId request, Response& response);
// The same of a command about the user of the path: what is not found is that one.
void user_error_shape(const Problem& problem, RequestId request, Response& response);
// The same of the group of the path.
void group_error_shape(const Problem& problem, RequestId request, Response& response);
void wallaroo_error_shape(const Problem& problem, RequestId request, Response& response);
void hasura_error_shape(const Problem& problem, RequestId request, Response& response);

}  // namespace rolecall::wallaroo

namespace rolecall {

// schema.graphql: all that can be asked at /v1/graphql.
std::string_view wallaroo_schema_text();

}  // namespace rolecall
