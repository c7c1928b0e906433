// Wallaroo's workspaces: groups, by a small number each. Always POST.
#include <string>
#include <vector>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/workspaces.hpp"
#include "api/elements.hpp"
#include "api/json/members.hpp"
#include "api/parameters.hpp"
#include "api/view_parameter.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::wallaroo {
namespace {

// The group of a workspace's number; nil names none, as an unknown number does.
GroupId take_workspace(Members& members, const State& state) {
  const auto id = members.optional_integer("workspace_id");
  if (!id) members.fail("workspace_id", "is missing");
  return id ? group_of_workspace(state, *id) : GroupId{};
}

// By user_id or email, or by both, which then are of one user; nil names nobody.
UserId take_user(Members& members, const State& state) {
  const auto id = members.optional_text("user_id");
  const auto email = members.optional_text("email");
  if (!id && !email) members.fail("email", "is missing");
  const UserId by_id = id ? UserId::parse(*id).value_or(UserId{}) : UserId{};
  if (!email) return by_id;
  const auto user = state.find_email(canonical_key(*email), state.head());
  const UserId by_email = user ? state.users().id(*user) : UserId{};
  if (id && by_id != by_email) members.fail("email", "is not that of the user of user_id");
  return by_email;
}

void create_workspace(Service& service, const Request& request, Reply& reply) {
  const Render render = [&service](const Outcome& outcome, Response& response) {
    const State& state = service.model().state();
    JsonWriter json(response.body);
    json.begin_object();
    json.member("workspace_id", workspace_id(state.groups().find(outcome.group).value()));
    json.end_object();
  };
  execute_known_body(service, request, reply, Channel::wallaroo, render, [&](Members& members) {
    return CreateGroup{std::string(members.text("workspace_name")), caller_of(request).user};
  });
}

struct Workspace {
  GroupNo group;
  UserId creator;
};

void append_workspace(JsonWriter& json, const View& view, const Workspace& workspace) {
  const Groups& groups = view.state().groups();
  const GroupNo group = workspace.group;
  json.begin_object();
  json.member("id", workspace_id(group));
  json.member("name", groups.name_text(groups.at(group, view.at()).value().name));
  append_time(json, "created_at", view.state().time_of(groups.created(group)));
  append_id(json, "created_by", workspace.creator);
  json.member("archived", false);
  for (const auto* list : {"models", "pipelines"}) {  // of which a directory has none
    json.key(list);
    json.begin_array();
    json.end_array();
  }
  json.end_object();
}

// Those of one member by the time of joining, latest first; all of them by name.
Result<std::vector<Workspace>> find_workspaces(const Directory& directory, const View& view,
                                               const std::optional<UserId>& member) {
  GroupFilter filter;
  if (member) filter.member = *member;
  const auto page = list_groups(view, filter, SIZE_MAX, {});
  if (!page) return Error{Errc::not_found, "user_id", page.error().detail};
  std::vector<Workspace> found;
  for (const GroupNo group : page->groups) {
    const auto creator = creator_of(directory, group);
    if (!creator) return creator.error();
    found.push_back({group, *creator});
  }
  return found;
}

void list_workspaces(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  std::optional<UserId> member;
  if (const auto id = members.optional_text("user_id")) {
    member = UserId::parse(*id).value_or(UserId{});
  }
  if (const auto error = members.done()) return reply.refuse(*error);
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().scans, request, reply,
            [&service, member, view](Response& response) -> std::optional<Problem> {
              auto found = find_workspaces(service.directory(), view, member);
              if (!found) return Problem(found.error());
              Elements elements{found->size(), {}, found->size() * sizeof(Workspace)};
              elements.append =
                  [view, kept = std::make_shared<const std::vector<Workspace>>(*std::move(found))](
                      std::string& out, std::size_t index) {
                    JsonWriter json(out);
                    append_workspace(json, view, (*kept)[index]);
                  };
              answer_elements(response, "{\"workspaces\":[", std::move(elements), "]}");
              response.position = view.at();
              return std::nullopt;
            });
}

void list_workspace_users(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  const GroupId workspace = take_workspace(members, service.model().state());
  if (const auto error = members.done()) return reply.refuse(*error);
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [workspace, view](Response& response) -> std::optional<Problem> {
              const auto group = find_living_group(view, workspace);
              if (!group) return Problem(Error{Errc::not_found, "", "there is no such workspace"});
              auto found = all_members(view, *group);
              Elements elements{found.size(), {}, found.size() * sizeof(Membership)};
              elements.append = [view, kept = std::make_shared<const std::vector<Membership>>(
                                           std::move(found))](std::string& out, std::size_t index) {
                const Membership& member = (*kept)[index];
                JsonWriter json(out);
                json.begin_object();
                append_id(json, "user_id", view.state().users().id(member.user));
                json.member("user_type",
                            member.role == MemberRole::owner ? "OWNER" : "COLLABORATOR");
                json.end_object();
              };
              answer_elements(response, "{\"users\":[", std::move(elements), "]}");
              response.position = view.at();
              return std::nullopt;
            });
}

void add_user(Service& service, const Request& request, Reply& reply) {
  const Render render = [](const Outcome&, Response& response) { response.body = "{}"; };
  execute_known_body(service, request, reply, Channel::wallaroo, render, [&](Members& members) {
    const State& state = service.model().state();
    PutMember command;
    command.group = take_workspace(members, state);
    command.user = take_user(members, state);
    (void)members.optional_text("url");  // where the client's own site is
    const auto type = members.optional_text("user_type").value_or("COLLABORATOR");
    if (type == "OWNER") command.role = MemberRole::owner;
    if (type != "OWNER" && type != "COLLABORATOR") {
      members.fail("user_type", "must be OWNER or COLLABORATOR");
    }
    return command;
  });
}

// {"affected_rows": 0} where the user was no member.
void remove_user(Service& service, const Request& request, Reply& reply) {
  const Render affected = [](const Outcome& outcome, Response& response) {
    JsonWriter json(response.body);
    json.begin_object();
    json.member("affected_rows", outcome.changed ? 1 : 0);
    json.end_object();
  };
  execute_known_body(service, request, reply, Channel::wallaroo, affected, [&](Members& members) {
    const State& state = service.model().state();
    return RemoveMember{take_workspace(members, state), take_user(members, state), {}, false};
  });
}

}  // namespace

std::vector<Route> workspace_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string workspaces = base + "/v1/api/workspaces";
  return {
      {Method::post, workspaces + "/create", manage, Kind::command,
       handler(service, &create_workspace)},
      {Method::post, workspaces + "/list", read, Kind::read, handler(service, &list_workspaces)},
      {Method::post, workspaces + "/list_users", read, Kind::read,
       handler(service, &list_workspace_users)},
      {Method::post, workspaces + "/add_user", manage, Kind::command_that_reads,
       handler(service, &add_user)},
      {Method::post, workspaces + "/remove_user", manage, Kind::command_that_reads,
       handler(service, &remove_user)},
  };
}

}  // namespace rolecall::wallaroo
