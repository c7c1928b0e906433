// Groups and their members.
#include <algorithm>
#include <string>

#include "api/answer.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/page.hpp"
#include "api/dialects/posit_connect/user_json.hpp"
#include "api/json/members.hpp"
#include "api/view_parameter.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/groups/group_query.hpp"

namespace rolecall::posit_connect {
namespace {

constexpr std::size_t members_page_size = 10;

Problem no_such_group() { return Problem(Error{Errc::not_found, "", "The group does not exist"}); }

// The guid in the path; nil names nothing, as an unknown one does.
GroupId group_in_path(const Request& request) {
  return GroupId::parse(request.capture("guid")).value_or(GroupId{});
}

// {guid, name, owner_guid}: the owner is the one who has been it longest; null where there is none.
void append_group(JsonWriter& json, const View& view, GroupNo group) {
  const Groups& groups = view.state().groups();
  const GroupVersion version = groups.at(group, view.at()).value();
  UserId owner{};
  if (version.owners != 0) {
    std::optional<Membership> oldest;
    for (const Membership& member : all_members(view, group)) {
      const bool is_older = !oldest || member.since < oldest->since;
      if (member.role == MemberRole::owner && is_older) oldest = member;
    }
    if (oldest) owner = view.state().users().id(oldest->user);
  }
  json.begin_object();
  append_id(json, "guid", groups.id(group));
  json.member("name", groups.name_text(version.name));
  append_id(json, "owner_guid", owner);
  json.end_object();
}

void create_group(Service& service, const Request& request, Reply& reply) {
  const Render render = [&service](const Outcome& outcome, Response& response) {
    const View view(service.model(), outcome.position);
    JsonWriter json(response.body);
    append_group(json, view, view.state().groups().find(outcome.group).value());
  };
  execute_body(service, request, reply, Channel::posit_connect, render, [](Members& members) {
    return CreateGroup{std::string(members.text("name")), {}};
  });
}

void get_group(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (parameters.error()) return reply.refuse(*parameters.error());
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
  const View view = view_of(parameters, service.model());
  if (parameters.error()) return reply.refuse(*parameters.error());
  answer_in(service.pools().computing, request, reply,
            [filter, page, view](Response& response) -> std::optional<Problem> {
              const std::vector<GroupNo> groups = all_groups(view, filter);
              answer_page(response, page, groups.size(), [&](JsonWriter& json) {
                const std::size_t end = std::min(groups.size(), page.offset() + page.size);
                for (std::size_t i = page.offset(); i < end; ++i)
                  append_group(json, view, groups[i]);
              });
              response.position = view.at();
              return std::nullopt;
            });
}

// By first name; those without one by username.
std::vector<UserNo> members_in_order(const View& view, GroupNo group) {
  struct Named {
    std::string first_name;
    std::string username;
    UserNo user{};
    auto operator<=>(const Named&) const = default;
  };
  const State& state = view.state();
  std::vector<Named> named;
  for (const Membership& member : all_members(view, group)) {
    const ProfileView profile =
        state.profiles().view(state.users().at(member.user, view.at())->profile);
    named.push_back(
        {canonical_key(profile.first_name), canonical_key(profile.username), member.user});
  }
  std::sort(named.begin(), named.end());
  std::vector<UserNo> users;
  for (const Named& one : named) users.push_back(one.user);
  return users;
}

void list_group_members(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const Page page = page_of(parameters, members_page_size);
  const View view = view_of(parameters, service.model());
  if (parameters.error()) return reply.refuse(*parameters.error());
  answer_in(
      service.pools().computing, request, reply,
      [id = group_in_path(request), page, view](Response& response) -> std::optional<Problem> {
        const auto group = find_living_group(view, id);
        if (!group) return no_such_group();
        const std::vector<UserNo> users = members_in_order(view, *group);
        answer_page(response, page, users.size(), [&](JsonWriter& json) {
          const std::size_t end = std::min(users.size(), page.offset() + page.size);
          for (std::size_t i = page.offset(); i < end; ++i) {
            append_user(json, UserAt(view, users[i]));
          }
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
  execute_body(service, request, reply, Channel::posit_connect, &render_no_content,
               [&](Members& members) {
                 return PutMember{group_in_path(request),
                                  user_of(members.text("user_guid")),
                                  MemberRole::user,
                                  {},
                                  IfMember::is_refused};
               });
}

void remove_member(Service& service, const Request& request, Reply& reply) {
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
      {Method::get, groups + "/{guid}", read, Kind::read, handler(service, &get_group)},
      {Method::del, groups + "/{guid}", manage, Kind::command, handler(service, &delete_group)},
      {Method::post, members, manage, Kind::command, handler(service, &add_member)},
      {Method::get, members, read, Kind::read, handler(service, &list_group_members)},
      {Method::del, members + "/{user_guid}", manage, Kind::command,
       handler(service, &remove_member)},
  };
}

}  // namespace rolecall::posit_connect
