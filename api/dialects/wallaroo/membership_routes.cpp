// The groups of one of Keycloak's users: list, count, join, leave.
#include <string>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/group_json.hpp"
#include "api/view_parameter.hpp"
#include "projections/groups/group_query.hpp"

namespace rolecall::wallaroo {
namespace {

GroupId group_in_path(const Request& request) {
  return GroupId::parse(request.capture("group")).value_or(GroupId{});
}

void list_groups_of_user(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const GroupSearch search = GroupSearch::read(parameters);
  const Slice slice = slice_of(parameters, whole_list);
  const bool brief = parameters.optional_flag("briefRepresentation").value_or(true);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (!user_in_path(view, request)) return reply.refuse(no_such_user());
  answer_in(
      service.pools().computing, request, reply,
      [id = user_id_in_path(request), search, slice, brief,
       view](Response& response) -> std::optional<Problem> {
        answer_groups(view, search.among(view, all_groups(view, {"", id})), slice, brief, response);
        return std::nullopt;
      });
}

void count_groups_of_user(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const GroupSearch search = GroupSearch::read(parameters);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (!user_in_path(view, request)) return reply.refuse(no_such_user());
  answer_in(
      service.pools().computing, request, reply,
      [id = user_id_in_path(request), search, view](Response& response) -> std::optional<Problem> {
        const auto groups = search.among(view, all_groups(view, {"", id}));
        answer_group_count(view, groups.size(), response);
        return std::nullopt;
      });
}

// Keycloak knows of no owners: whoever is one stays it.
void join_group(Service& service, const Request& request, Reply& reply) {
  const PutMember command{
      group_in_path(request), user_id_in_path(request), MemberRole::user, {}, IfMember::keeps_role};
  execute(service, reply, command_of(request, Channel::wallaroo, command), &render_no_content);
}

void leave_group(Service& service, const Request& request, Reply& reply) {
  const RemoveMember command{group_in_path(request), user_id_in_path(request), {}, false};
  execute(service, reply, command_of(request, Channel::wallaroo, command), &render_no_content);
}

}  // namespace

std::vector<Route> membership_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string groups = base + "/admin/realms/{realm}/users/{id}/groups";
  return {
      {Method::get, groups, read, Kind::read, handler(service, &list_groups_of_user)},
      {Method::get, groups + "/count", read, Kind::read, handler(service, &count_groups_of_user)},
      {Method::put, groups + "/{group}", manage, Kind::command, handler(service, &join_group)},
      {Method::del, groups + "/{group}", manage, Kind::command, handler(service, &leave_group)},
  };
}

}  // namespace rolecall::wallaroo
