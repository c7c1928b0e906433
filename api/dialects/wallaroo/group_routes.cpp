// Keycloak's groups: list, count, get, create, rename, delete, members.
#include <string>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/group_json.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/view_parameter.hpp"
#include "projections/groups/group_query.hpp"

namespace rolecall::wallaroo {
namespace {

Problem no_such_group() {
  return Problem(Error{Errc::not_found, "", "Could not find group by id"});
}

// Nil names none, as an unknown one does.
GroupId id_in_path(const Request& request) {
  return GroupId::parse(request.capture("id")).value_or(GroupId{});
}

void list_groups(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const GroupSearch search = GroupSearch::read(parameters);
  const Slice slice = slice_of(parameters, whole_list);
  const bool brief = parameters.optional_flag("briefRepresentation").value_or(true);
  for (const std::string_view shape : {"populateHierarchy", "subGroupsCount"}) {
    parameters.flag(shape);  // of what is not there
  }
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [search, slice, brief, view](Response& response) -> std::optional<Problem> {
              answer_groups(view, search.among(view, all_groups(view, {})), slice, brief, response);
              return std::nullopt;
            });
}

void count_groups(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const GroupSearch search = GroupSearch::read(parameters);
  parameters.flag("top");  // as all are
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [search, view](Response& response) -> std::optional<Problem> {
              answer_group_count(view, search.among(view, all_groups(view, {})).size(), response);
              return std::nullopt;
            });
}

void get_group(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto group = find_living_group(view, id_in_path(request));
  if (!group) return reply.refuse(no_such_group());
  JsonWriter json(reply.response.body);
  append_group(json, view, *group, false);
  reply.response.position = view.at();
}

// No group is below another.
void list_children(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  GroupSearch::read(parameters);
  slice_of(parameters);
  for (const std::string_view shape : {"briefRepresentation", "subGroupsCount"}) {
    parameters.flag(shape);  // of what is not there
  }
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (!find_living_group(view, id_in_path(request))) return reply.refuse(no_such_group());
  reply.response.body = "[]";
  reply.response.position = view.at();
}

void list_members(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Slice slice = slice_of(parameters);
  const bool brief = parameters.flag("briefRepresentation");
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (!find_living_group(view, id_in_path(request))) return reply.refuse(no_such_group());
  UserFilter filter;
  filter.group = id_in_path(request);
  answer_in(service.pools().computing, request, reply,
            [=](Response& response) { return answer_users(view, filter, slice, brief, response); });
}

// The name in a representation, all that is kept of it.
std::string take_name(Members& members, const boost::json::object& body) {
  refuse_unkept(
      members, body,
      {"description", "parentId", "attributes", "realmRoles", "clientRoles", "subGroups"});
  return std::string(members.text("name"));
}

void create_group(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CreateGroup command{take_name(members, *body)};
  // With an id Keycloak moves the group of that id to the top level.
  if (members.optional_text("id")) members.fail("id", "is given by the directory");
  if (members.error()) return reply.refuse(*members.error());
  const Render render = [place = base_url(request) + std::string(request.path)](
                            const Outcome& outcome, Response& response) {
    response.status = 201;
    response.location = place + "/" + outcome.group.text();
  };
  execute(service, reply, command_of(request, Channel::wallaroo, std::move(command)), render,
          &group_error_shape);
}

void rename_group(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  RenameGroup command{id_in_path(request), take_name(members, *body), {}};
  if (members.error()) return reply.refuse(*members.error());
  execute(service, reply, command_of(request, Channel::wallaroo, std::move(command)),
          &render_no_content, &group_error_shape);
}

void delete_group(Service& service, const Request& request, Reply& reply) {
  const DeleteGroup command{id_in_path(request), {}};
  execute(service, reply, command_of(request, Channel::wallaroo, command), &render_no_content,
          &group_error_shape);
}

}  // namespace

std::vector<Route> group_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string groups = base + "/admin/realms/{realm}/groups";
  return {
      {Method::get, groups, read, Kind::read, handler(service, &list_groups)},
      {Method::post, groups, manage, Kind::command, handler(service, &create_group)},
      {Method::get, groups + "/count", read, Kind::read, handler(service, &count_groups)},
      {Method::get, groups + "/{id}", read, Kind::read, handler(service, &get_group)},
      {Method::put, groups + "/{id}", manage, Kind::command, handler(service, &rename_group)},
      {Method::del, groups + "/{id}", manage, Kind::command, handler(service, &delete_group)},
      {Method::get, groups + "/{id}/children", read, Kind::read, handler(service, &list_children)},
      {Method::get, groups + "/{id}/members", read, Kind::read, handler(service, &list_members)},
  };
}

}  // namespace rolecall::wallaroo
