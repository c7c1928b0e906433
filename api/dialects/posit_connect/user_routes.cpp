// Users: create, get, find, update, lock.
#include <array>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/page.hpp"
#include "api/dialects/posit_connect/roles.hpp"
#include "api/dialects/posit_connect/user_json.hpp"
#include "api/view_parameter.hpp"
#include "engine/events/shown_profile.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::posit_connect {
namespace {

constexpr int recent_days = 365;

Problem no_such_user() { return Problem(Error{Errc::not_found, "", "The user does not exist"}); }

Problem bad_request(std::string detail) { return Problem(400, std::move(detail)); }

// ---- one user ---------------------------------------------------------------------------------

using Append = void (*)(JsonWriter&, const UserAt&);

Render render_user(Service& service, Append append) {
  return render_changed_user(service, 200, append);
}

void answer_user(Service& service, const Request& request, Reply& reply,
                 const std::optional<UserId>& id) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (parameters.error()) return reply.refuse(*parameters.error());
  const auto user = id ? UserAt::find(view, *id) : std::nullopt;
  if (!user) return reply.refuse(no_such_user());
  JsonWriter json(reply.response.body);
  append_user(json, *user);
  reply.response.position = view.at();
}

void get_me(Service& service, const Request& request, Reply& reply) {
  answer_user(service, request, reply, caller_of(request).user);
}

void get_user(Service& service, const Request& request, Reply& reply) {
  answer_user(service, request, reply, UserId::parse(request.capture("guid")));
}

std::optional<AskedRole> take_role(Members& members) {
  const auto text = members.optional_text("user_role");
  if (!text) return std::nullopt;
  const auto role = role_vocabulary.parse(*text);
  if (!role) members.fail("user_role", "must be viewer, publisher or administrator");
  return role;
}

CreateUser take_user(Members& members) {
  CreateUser command;
  Profile& profile = command.profile;
  profile.username = members.text("username");
  profile.email = members.optional_text("email").value_or("");
  profile.first_name = members.optional_text("first_name").value_or("");
  profile.last_name = members.optional_text("last_name").value_or("");
  const auto unique_id = members.optional_text("unique_id");
  profile.external_id = members.optional_text("external_id").value_or(unique_id.value_or(""));
  command.role = take_role(members).value_or(*role_vocabulary.parse("viewer")).grant;
  return command;
}

void create_user(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  CreateUser command = take_user(members);
  const auto password = members.optional_text("password");
  const bool must_set = members.optional_flag("user_must_set_password").value_or(false);
  if (password && must_set)
    members.fail("password", "and user_must_set_password exclude each other");
  if (members.error()) return reply.refuse(*members.error());
  command.sets_password = password.has_value();
  CommandRequest wanted = command_of(request, Channel::posit_connect, std::move(command));
  const Render render = render_user(service, &append_user);
  if (!password) return execute(service, reply, std::move(wanted), render);
  execute_with_password(service, reply, std::move(wanted), SecretText(*password), render);
}

// A record that is sent back says of whom it is: of the user of the path.
void check_guid(Members& members, const UserId& in_path) {
  const auto guid = members.optional_text("guid");
  if (guid && UserId::parse(*guid) != in_path) members.fail("guid", "is not that of the path");
}

void update_user(Service& service, const Request& request, Reply& reply) {
  const UserId user = UserId::parse(request.capture("guid")).value_or(UserId{});
  execute_body(service, request, reply, Channel::posit_connect,
               render_user(service, &append_updated), [&](Members& members) {
                 check_guid(members, user);
                 ProfilePatch asked;
                 const auto take = [&](std::string_view name, auto member) {
                   if (const auto text = members.optional_text(name)) asked.*member = *text;
                 };
                 take("email", &ProfilePatch::email);
                 take("username", &ProfilePatch::username);
                 take("first_name", &ProfilePatch::first_name);
                 take("last_name", &ProfilePatch::last_name);
                 return UpdateUser{user, as_shown(asked), take_role(members), {}, {}};
               });
}

// No seat for one more user: 403 here, 402 elsewhere.
void unlock_error_shape(const Problem& problem, RequestId request, Response& response) {
  Problem shown = problem;
  if (problem.code == word(Errc::no_seat)) shown.status = 403;
  error_shape(shown, request, response);
}

void lock_user(Service& service, const Request& request, Reply& reply) {
  const auto id = UserId::parse(request.capture("guid"));
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  const auto locked = members.optional_flag("locked");
  if (!locked) members.fail("locked", "is missing");
  check_guid(members, id.value_or(UserId{}));
  if (members.error()) return reply.refuse(*members.error());
  if (!id) return reply.refuse(no_such_user());
  Command command = DeactivateUser{*id, {}};
  if (!*locked) command = ActivateUser{*id, {}};
  execute(
      service, reply, command_of(request, Channel::posit_connect, std::move(command)),
      [](const Outcome&, Response&) {}, &unlock_error_shape);
}

// LDAP's and Google's way to add users.
void refuse_remote(Service&, const Request&, Reply& reply) {
  reply.refuse(bad_request("The authentication provider has no remote users"));
}

// ---- many users -------------------------------------------------------------------------------

// Which of Connect's three kinds of accounts a query means; they divide all users.
struct Accounts {
  bool licensed = true;  // not locked, and active within a year
  bool inactive = true;  // not locked, not lately active
  bool locked = true;
};

// Calls `add` for each of the words between bars; false: there was an unknown one.
template <class Add>
void take_words(Parameters& parameters, std::string_view name, Add add) {
  const auto text = parameters.text(name);
  if (!text || text->empty()) return;
  for (std::string_view rest = *text;;) {
    const auto bar = rest.find('|');
    if (!add(rest.substr(0, bar))) parameters.fail(name, "has an unknown word");
    if (bar == rest.npos) return;
    rest.remove_prefix(bar + 1);
  }
}

RoleSet take_roles(Parameters& parameters) {
  RoleSet roles = 0;
  take_words(parameters, "user_role", [&](std::string_view word) {
    const RoleSet ranks = role_vocabulary.ranks_shown_by(word);
    roles |= ranks;
    return ranks != 0;
  });
  return roles == 0 ? all_roles : roles;
}

Accounts take_accounts(Parameters& parameters) {
  Accounts some{false, false, false};
  bool any = false;
  take_words(parameters, "account_status", [&](std::string_view word) {
    any = true;
    some.licensed |= word == "licensed";
    some.inactive |= word == "inactive";
    some.locked |= word == "locked";
    return word == "licensed" || word == "inactive" || word == "locked";
  });
  return any ? some : Accounts{};
}

AcceptUser accept_only(const ReadModel& model, const Accounts& accounts) {
  if (accounts.licensed == accounts.inactive) return {};
  const int today = day_of(model.clock().now());
  return [&model, today, accounts](UserNo user, const UserVersion& version) {
    if (version.status != Status::active) return true;
    const auto day = model.last_activity().of_user(user);
    const bool is_recent = day && today - *day < recent_days;
    return is_recent ? accounts.licensed : accounts.inactive;
  };
}

std::vector<UserSort> take_order(Parameters& parameters) {
  struct Word {
    std::string_view word;
    UserMember member;
  };
  static constexpr std::array<Word, 6> words{{{"first_name", UserMember::first_name},
                                              {"last_name", UserMember::last_name},
                                              {"username", UserMember::username},
                                              {"active_time", UserMember::last_active_on},
                                              {"created_time", UserMember::created_at},
                                              {"user_role", UserMember::role}}};
  const bool descending = !parameters.optional_flag("asc_order").value_or(true);
  const auto sort = parameters.text("sort");
  if (!sort) {
    std::vector<UserSort> order;
    for (const UserMember member :
         {UserMember::first_name, UserMember::last_name, UserMember::username, UserMember::email}) {
      order.push_back({member, descending});
    }
    return order;
  }
  for (const Word& one : words) {
    if (one.word == *sort) return {{one.member, descending}, {UserMember::username, descending}};
  }
  parameters.fail("sort", "is not one of the members users are sorted by");
  return {};
}

void list_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const Page page = page_of(parameters);
  NumberedQuery query;
  query.limit = page.size;
  query.offset = page.offset();
  query.filter.roles = take_roles(parameters);
  const Accounts accounts = take_accounts(parameters);
  query.filter.statuses = 0;
  if (accounts.locked) query.filter.statuses |= set_of(Status::deactivated);
  if (accounts.licensed || accounts.inactive) query.filter.statuses |= set_of(Status::active);
  query.accept = accept_only(model, accounts);
  query.filter.prefix = parameters.text("prefix").value_or("");
  query.order = take_order(parameters);
  const View view = view_of(parameters, model);
  // Who was active when is not kept, only who was last.
  if (query.accept && parameters.text("as_of"))
    parameters.fail("account_status", "cannot tell licensed from inactive as of then");
  if (parameters.error()) return reply.refuse(*parameters.error());
  // By relevance: names with that beginning in their order, and the first page only.
  const bool by_relevance = !query.filter.prefix.empty() && !parameters.text("sort");
  if (by_relevance) query.order.clear();
  if (by_relevance && page.number > 1) query.limit = 0;
  answer_in(service.pools().computing, request, reply,
            [query, page, view](Response& response) -> std::optional<Problem> {
              const auto found = list_numbered(view, query);
              if (!found) return Problem(found.error());
              answer_page(response, page, found->total, [&](JsonWriter& json) {
                for (const UserNo user : found->users) append_user(json, UserAt(view, user));
              });
              response.position = view.at();
              return std::nullopt;
            });
}

}  // namespace

std::vector<Route> user_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::viewer);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  // Everyone may lock themselves; anyone else needs the rank, which decide() asks for.
  const Right oneself = Right::needs(Capability::manage, Role::viewer);
  const std::string users = "/__api__/v1/users";
  return {
      {Method::get, "/__api__/v1/user", read, Kind::read, handler(service, &get_me)},
      {Method::post, users, manage, Kind::command, handler(service, &create_user)},
      {Method::get, users, read, Kind::read, handler(service, &list_users)},
      {Method::put, users, manage, Kind::command, handler(service, &refuse_remote)},
      {Method::get, users + "/remote", manage, Kind::read, handler(service, &refuse_remote)},
      {Method::get, users + "/{guid}", read, Kind::read, handler(service, &get_user)},
      {Method::put, users + "/{guid}", manage, Kind::command, handler(service, &update_user)},
      {Method::post, users + "/{guid}/lock", oneself, Kind::command, handler(service, &lock_user)},
  };
}

}  // namespace rolecall::posit_connect
