// Groups and their members.
#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/named.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "projections/groups/group_query.hpp"

namespace rolecall::native {
namespace {

Problem no_such_group() { return Problem(Error{Errc::not_found, "", "there is no such group"}); }

// The group of the path at a position; refuses where there is none.
std::optional<GroupNo> group_by_id(const View& view, const Request& request, Reply& reply) {
  const auto id = group_in_path(request);
  const auto group = id ? find_living_group(view, *id) : std::nullopt;
  if (!group) reply.refuse(no_such_group());
  return group;
}

// The same of a path that has its name, in any case.
std::optional<GroupNo> group_by_name(const View& view, const Request& request, Reply& reply) {
  const auto group = find_living_group(view, GroupName{std::string(request.capture("name"))});
  if (!group) reply.refuse(no_such_group());
  return group;
}

void create_group(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  CreateGroup command{std::string(change.members().text("name"))};
  change.execute(service, reply, std::move(command), render_group(service, 201));
}

void rename_group(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  RenameGroup command{change.group(), std::string(change.members().text("name")),
                      change.expected()};
  change.execute(service, reply, std::move(command), render_group(service));
}

void delete_group(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const DeleteGroup command{change.group(), change.expected()};
  change.execute(service, reply, command, render_no_content);
}

template <auto find>
void get_group(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  if (const auto group = find(view, request, reply)) answer_group(view, *group, reply.response);
}

void list_all_groups(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const ReadPoint point = read_point(parameters, model);
  GroupFilter filter;
  filter.prefix = parameters.text("q").value_or("");
  if (const auto user = parameters.text("user")) {
    filter.member = user_ref(point.view, *user);
  }
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto page = list_groups(point.view, filter, limit, point.after);
  if (!page) return reply.refuse(page.error());
  answer_list(point.view, reply.response, "groups", page->next, [&](JsonWriter& json) {
    for (const GroupNo group : page->groups) append_group(json, point.view, group);
  });
}

void list_all_members(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const ReadPoint point = read_point(parameters, model);
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto group = group_by_id(point.view, request, reply);
  if (!group) return;
  const auto page = list_members(point.view, *group, limit, point.after);
  if (!page) return reply.refuse(page.error());
  answer_list(point.view, reply.response, "members", page->next, [&](JsonWriter& json) {
    for (const Membership& membership : page->members) {
      append_member(json, point.view, membership);
    }
  });
}

void get_member(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const View view = read_view(parameters, model);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto group = group_by_id(view, request, reply);
  if (!group) return;
  const auto user = user_in_path(request, "user");
  const auto membership = user ? find_membership(view, *group, *user) : std::nullopt;
  if (!membership) {
    return reply.refuse(
        Problem(Error{Errc::not_found, "", "the user is not a member of the group"}));
  }
  JsonWriter json(reply.response.body);
  append_member(json, view, *membership);
  reply.response.position = view.at();
}

Render render_member(Service& service) {
  return [&service](const Outcome& outcome, Response& response) {
    const View view(service.model(), outcome.position);
    const GroupNo group = view.state().groups().find(outcome.group).value();
    JsonWriter json(response.body);
    append_member(json, view, find_membership(view, group, outcome.user).value());
  };
}

void put_member(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  PutMember command{change.group(), change.user("user"), MemberRole::user, change.expected()};
  if (const auto text = change.members().optional_text("role")) {
    if (const auto role = parse_member_role(*text)) {
      command.role = *role;
    } else {
      change.members().fail("role", "must be user or owner");
    }
  }
  change.execute(service, reply, command, render_member(service));
}

void remove_member(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const RemoveMember command{change.group(), change.user("user"), change.expected()};
  change.execute(service, reply, command, render_no_content);
}

}  // namespace

std::vector<Route> group_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  return {
      {Method::post, "/v1/groups", manage, Kind::command, handler(service, &create_group)},
      {Method::get, "/v1/groups", read, Kind::read, handler(service, &list_all_groups)},
      {Method::get, "/v1/groups/by-name/{name}", read, Kind::read,
       handler(service, &get_group<group_by_name>)},
      {Method::get, "/v1/groups/{id}", read, Kind::read, handler(service, &get_group<group_by_id>)},
      {Method::patch, "/v1/groups/{id}", manage, Kind::command, handler(service, &rename_group)},
      {Method::del, "/v1/groups/{id}", manage, Kind::command, handler(service, &delete_group)},
      {Method::get, "/v1/groups/{id}/members", read, Kind::read,
       handler(service, &list_all_members)},
      {Method::get, "/v1/groups/{id}/members/{user}", read, Kind::read,
       handler(service, &get_member)},
      {Method::put, "/v1/groups/{id}/members/{user}", manage, Kind::command,
       handler(service, &put_member)},
      {Method::del, "/v1/groups/{id}/members/{user}", manage, Kind::command,
       handler(service, &remove_member)},
  };
}

}  // namespace rolecall::native
