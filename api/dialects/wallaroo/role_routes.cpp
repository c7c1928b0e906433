// Keycloak's realm roles: admin and ops. A user holds one or none; granting never takes rank away,
// and revoking the one held leaves the default role, which has no word here.
#include <algorithm>
#include <array>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/paging.hpp"
#include "api/dialects/wallaroo/roles.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/view_parameter.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::wallaroo {
namespace {

struct RealmRole {
  std::string_view name;
  Role role;
  std::string_view id;  // of our own making, once and for all
};
constexpr std::array<RealmRole, 2> realm_roles{{
    {"admin", Role::admin, "5f1c6d5e-0c1a-4b7e-9d53-6a0e5d3f0a01"},
    {"ops", Role::ops, "5f1c6d5e-0c1a-4b7e-9d53-6a0e5d3f0a02"},
}};

const RealmRole* find_role(std::string_view name) {
  const auto found = std::find_if(realm_roles.begin(), realm_roles.end(),
                                  [&](const RealmRole& one) { return one.name == name; });
  return found == realm_roles.end() ? nullptr : &*found;
}

Problem no_such_role() { return Problem(Error{Errc::not_found, "", "Could not find role"}); }

void append_role(JsonWriter& json, const RealmRole& role, std::string_view realm) {
  json.begin_object();
  json.member("id", role.id);
  json.member("name", role.name);
  json.member("composite", false);
  json.member("clientRole", false);
  json.member("containerId", realm);
  json.end_object();
}

// Those of the realm's roles that `shows` means.
template <class Shows>
void append_roles(JsonWriter& json, std::string_view realm, Shows shows) {
  json.begin_array();
  for (const RealmRole& role : realm_roles) {
    if (shows(role)) append_role(json, role, realm);
  }
  json.end_array();
}

// The realm has had the same roles at any moment.
void list_roles(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Slice slice = slice_of(parameters);
  const std::string_view search = parameters.text("search").value_or("");
  parameters.flag("briefRepresentation");  // they have one form
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  reply.response.position = view.at();
  JsonWriter json(reply.response.body);
  std::size_t place = 0;
  append_roles(json, request.capture("realm"), [&](const RealmRole& role) {
    if (role.name.find(search) == role.name.npos) return false;
    const std::size_t here = place++;
    return here >= slice.first && here - slice.first < slice.max;
  });
}

void get_role(Service& service, const Request& request, Reply& reply) {
  const RealmRole* const role = find_role(request.capture("role"));
  if (!role) return reply.refuse(no_such_role());
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  reply.response.position = view.at();
  JsonWriter json(reply.response.body);
  append_role(json, *role, request.capture("realm"));
}

void list_role_users(Service& service, const Request& request, Reply& reply) {
  const RealmRole* const role = find_role(request.capture("role"));
  if (!role) return reply.refuse(no_such_role());
  Parameters parameters(request);
  const Slice slice = slice_of(parameters);
  const bool brief = parameters.flag("briefRepresentation");
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  UserFilter filter;
  filter.roles = set_of(role->role);
  answer_in(service.pools().computing, request, reply,
            [=](Response& response) { return answer_users(view, filter, slice, brief, response); });
}

// ---- of one user ------------------------------------------------------------------------------

enum class RoleMapping : std::uint8_t { held, available, all };

template <RoleMapping mapping>
void list_mappings(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  parameters.flag("briefRepresentation");
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto user = user_in_path(view, request);
  if (!user) return reply.refuse(no_such_user());
  const RoleGrant role_held = user->role();
  const std::string_view held = role_vocabulary.word_of(role_held);
  reply.response.position = view.at();
  JsonWriter json(reply.response.body);
  if constexpr (mapping == RoleMapping::all) {
    json.begin_object();
    json.key("realmMappings");
  }
  append_roles(json, request.capture("realm"), [&](const RealmRole& role) {
    return (role.name == held) == (mapping != RoleMapping::available);
  });
  if constexpr (mapping == RoleMapping::all) json.end_object();
}

// The roles that the body names, by name or id. Nothing: the request has been refused.
std::optional<std::vector<const RealmRole*>> take_roles(const Request& request, Reply& reply) {
  const auto body = read_json(request);
  if (!body) return reply.refuse(body.error()), std::nullopt;
  const auto* const array = body->if_array();
  if (!array) return reply.refuse(Problem(400, "The body must be an array of roles")), std::nullopt;
  std::vector<const RealmRole*> roles;
  for (const boost::json::value& element : *array) {
    const auto* const object = element.if_object();
    const auto* const name = object ? object->if_contains("name") : nullptr;
    const auto* const id = object ? object->if_contains("id") : nullptr;
    const RealmRole* role = name && name->is_string() ? find_role(name->get_string()) : nullptr;
    for (const RealmRole& one : realm_roles) {
      if (!name && id && id->is_string() && std::string_view(id->get_string()) == one.id)
        role = &one;
    }
    if (!role) return reply.refuse(no_such_role()), std::nullopt;
    roles.push_back(role);
  }
  return roles;
}

void assign(Service& service, const Request& request, Reply& reply, AskedRole role,
            RoleSet only_from) {
  AssignRole command{UserId::parse(request.capture("id")).value_or(UserId{}), std::move(role), {}};
  command.only_from = only_from;
  execute(service, reply, command_of(request, Channel::wallaroo, std::move(command)),
          &render_no_content, &user_error_shape);
}

void grant_roles(Service& service, const Request& request, Reply& reply) {
  const auto roles = take_roles(request, reply);
  if (!roles) return;
  AskedRole highest = role_vocabulary.without_word(default_role);
  for (const RealmRole* role : *roles) {
    if (role->role > highest.grant.role) highest = *role_vocabulary.parse(role->name);
  }
  RoleSet lower = 0;
  const auto end = static_cast<unsigned>(highest.grant.role);
  for (unsigned rank = 1; !roles->empty() && rank < end; ++rank) {
    lower |= set_of(static_cast<Role>(rank));
  }
  assign(service, request, reply, highest, lower);
}

void revoke_roles(Service& service, const Request& request, Reply& reply) {
  const auto roles = take_roles(request, reply);
  if (!roles) return;
  RoleSet revoked = 0;
  for (const RealmRole* role : *roles) revoked |= set_of(role->role);
  assign(service, request, reply, role_vocabulary.without_word(default_role), revoked);
}

}  // namespace

std::vector<Route> role_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string realm = base + "/admin/realms/{realm}";
  const std::string mappings = realm + "/users/{id}/role-mappings";
  return {
      {Method::get, realm + "/roles", read, Kind::read, handler(service, &list_roles)},
      {Method::get, realm + "/roles/{role}", read, Kind::read, handler(service, &get_role)},
      {Method::get, realm + "/roles/{role}/users", read, Kind::read,
       handler(service, &list_role_users)},
      {Method::get, mappings, read, Kind::read, handler(service, &list_mappings<RoleMapping::all>)},
      {Method::get, mappings + "/realm", read, Kind::read,
       handler(service, &list_mappings<RoleMapping::held>)},
      {Method::get, mappings + "/realm/composite", read, Kind::read,
       handler(service, &list_mappings<RoleMapping::held>)},
      {Method::get, mappings + "/realm/available", read, Kind::read,
       handler(service, &list_mappings<RoleMapping::available>)},
      {Method::post, mappings + "/realm", manage, Kind::command, handler(service, &grant_roles)},
      {Method::del, mappings + "/realm", manage, Kind::command, handler(service, &revoke_roles)},
  };
}

}  // namespace rolecall::wallaroo
