// Groups and their members.
#include <algorithm>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/posit_connect/body.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/page.hpp"
#include "api/dialects/posit_connect/user_json.hpp"
#include "api/dialects/posit_connect/user_order.hpp"
#include "api/json/members.hpp"
#include "api/view_parameter.hpp"
#include "projections/groups/group_query.hpp"

namespace rolecall::posit_connect {
namespace {

constexpr std::size_t members_page_size = 10;

Problem no_such_group() { return Problem(Error{Errc::not_found, "", "The group does not exist"}); }

// The guid in the path; nil names nothing, as an unknown one does.
GroupId group_in_path(const Request& request) {
  return GroupId::parse(request.capture("guid")).value_or(GroupId{});
}

// Connect's one owner: who has been it longest. It shows the owner beside the members, not among
// them.
std::optional<UserNo> owner_of(const View& view, GroupNo group) {
  if (view.state().groups().at(group, view.at())->owners == 0) return std::nullopt;
  std::optional<Membership> oldest;
  for (const Membership& member : all_members(view, group)) {
    const bool is_older = !oldest || member.since < oldest->since;
    if (member.role == MemberRole::owner && is_older) oldest = member;
  }
  return oldest ? std::optional(oldest->user) : std::nullopt;
}

// {guid, name, owner_guid}: null where there is no owner.
void append_group(JsonWriter& json, const View& view, GroupNo group) {
  const Groups& groups = view.state().groups();
  const auto owner = owner_of(view, group);
  json.begin_object();
  append_id(json, "guid", groups.id(group));
  json.member("name", groups.name_text(groups.at(group, view.at())->name));
  append_id(json, "owner_guid", owner ? view.state().users().id(*owner) : UserId{});
  json.end_object();
}

Render render_group(Service& service) {
  return [&service](const Outcome& outcome, Response& response) {
    const View view(service.model(), outcome.position);
    JsonWriter json(response.body);
    append_group(json, view, view.state().groups().find(outcome.group).value());
  };
}

// LDAP's way to add groups.
void refuse_remote_groups(Service&, const Request&, Reply& reply) {
  reply.refuse(Problem(400, "The authentication provider has no remote groups"));
}

void create_group(Service& service, const Request& request, Reply& reply) {
  execute_members(service, request, reply, render_group(service), [&](Members& members) {
    CreateGroup command{std::string(members.text("name")), caller_of(request).user};
    // As Connect has it without a provider that brings groups of its own.
    if (members.optional_text("unique_id")) members.fail("unique_id", "must not be present");
    return command;
  });
}

// Null clears neither the name nor the owner.
void update_group(Service& service, const Request& request, Reply& reply) {
  execute_members(service, request, reply, render_group(service), [&](Members& members) {
    UpdateGroup command{group_in_path(request), {}, {}, {}};
    command.name = members.changed_text("name");
    if (const auto text = members.changed_text("owner_guid")) {
      command.owner = UserId::parse(*text);
      if (!command.owner) members.fail("owner_guid", "must be the guid of a user");
    }
    return command;
  });
}

void get_group(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [id = group_in_path(request), view](Response& response) -> std::optional<Problem> {
              const auto group = find_living_group(view, id);
              if (!group) return no_such_group();
              JsonWriter json(response.body);
              append_group(json, view, *group);
              response.position = view.at();
              return std::nullopt;
            });
}

void delete_group(Service& service, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  execute(service, reply,
          command_of(request, Channel::posit_connect, DeleteGroup{group_in_path(request), {}}),
          &render_no_content);
}

// In the background: looks at all groups before the page.
void list_groups(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Page page = page_of(parameters);
  GroupFilter filter;
  filter.prefix = parameters.text("prefix").value_or("");
  const bool ascending = parameters.optional_flag("asc_order").value_or(true);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [filter, page, ascending, view](Response& response) -> std::optional<Problem> {
              std::vector<GroupNo> groups = all_groups(view, filter);
              if (!ascending) std::reverse(groups.begin(), groups.end());
              answer_page(response, page, groups.size(), [&](JsonWriter& json) {
                const std::size_t end = std::min(groups.size(), page.offset() + page.size);
                for (std::size_t i = page.offset(); i < end; ++i)
                  append_group(json, view, groups[i]);
              });
              response.position = view.at();
              return std::nullopt;
            });
}

void list_group_members(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Page page = page_of(parameters, members_page_size);
  NumberedQuery query;
  query.order = take_order(parameters);
  query.limit = page.size;
  query.offset = page.offset();
  query.filter.group = group_in_path(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [query, page, view](Response& response) mutable -> std::optional<Problem> {
              const auto group = find_living_group(view, *query.filter.group);
              if (!group) return no_such_group();
              query.accept = [owner = owner_of(view, *group)](UserNo user, const UserVersion&) {
                return user != owner;
              };
              const auto found = list_numbered(view, query);
              if (!found) return Problem(found.error());
              answer_page(response, page, found->total, [&](JsonWriter& json) {
                for (const UserNo user : found->users) append_user(json, UserAt(view, user));
              });
              response.position = view.at();
              return std::nullopt;
            });
}

UserId user_of(std::optional<std::string_view> text) {
  const auto id = text ? UserId::parse(*text) : std::nullopt;
  return id.value_or(UserId{});
}

void add_member(Service& service, const Request& request, Reply& reply) {
  execute_members(service, request, reply, &render_no_content, [&](Members& members) {
    return PutMember{group_in_path(request),
                     user_of(members.text("user_guid")),
                     MemberRole::user,
                     {},
                     IfMember::is_refused};
  });
}

void remove_member(Service& service, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  const RemoveMember command{group_in_path(request), user_of(request.capture("user_guid")), {}};
  execute(service, reply, command_of(request, Channel::posit_connect, command), &render_no_content);
}

}  // namespace

std::vector<Route> group_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const std::string groups = "/__api__/v1/groups";
  const std::string members = groups + "/{guid}/members";
  return {
      {Method::post, groups, manage, Kind::command, handler(service, &create_group)},
      {Method::get, groups, read, Kind::read, handler(service, &list_groups)},
      {Method::put, groups, manage, Kind::command, handler(service, &refuse_remote_groups)},
      {Method::get, groups + "/remote", manage, Kind::read,
       handler(service, &refuse_remote_groups)},
      {Method::get, groups + "/{guid}", read, Kind::read, handler(service, &get_group)},
      {Method::patch, groups + "/{guid}", manage, Kind::command, handler(service, &update_group)},
      {Method::post, groups + "/{guid}", manage, Kind::command, handler(service, &update_group)},
      {Method::del, groups + "/{guid}", manage, Kind::command, handler(service, &delete_group)},
      {Method::post, members, manage, Kind::command, handler(service, &add_member)},
      {Method::get, members, read, Kind::read, handler(service, &list_group_members)},
      {Method::del, members + "/{user_guid}", manage, Kind::command,
       handler(service, &remove_member)},
  };
}

}  // namespace rolecall::posit_connect
