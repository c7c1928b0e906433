// Invitations: asking an address to become a user, and what comes of it.
#include "api/dialects/native/change_request.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/native/user_json.hpp"
#include "engine/limits.hpp"
#include "engine/writer/invite.hpp"
#include "projections/invitations/invitation_query.hpp"

namespace rolecall::native {
namespace {

// Until when an invitation stands that says nothing else.
Timestamp end_of(Members& members, const ReadModel& model) {
  const Timestamp otherwise{model.clock().now().us + limits::invitation_default_us};
  return take_time(members, "expires_at").value_or(otherwise);
}

Parsed<UserId> invitation_in_path(const Request& request) {
  if (const auto id = UserId::parse(request.capture("id"))) return *id;
  return Problem(Error{Errc::not_found, "", "there is no such invitation"});
}

UserId invitation_of(ChangeRequest& change, const Request& request) {
  const auto id = invitation_in_path(request);
  if (!id) change.fail(id.error());
  return id ? *id : UserId{};
}

void answer_invitation(const View& view, const UserId& id, Response& response) {
  const Invitations& invitations = view.state().invitations();
  const InvitationNo no = invitations.find(id).value();
  JsonWriter json(response.body);
  append_invitation(json, view, no);
  response.etag = std::to_string(number(invitations.at(no, view.at()).value().revision));
  response.position = view.at();
}

// {"invitation": {...}, "token": "..."}: the token is shown this once.
ChangeRequest::Prepare give_token(Service& service, Reply& reply, int status) {
  const auto render = [&service, status](const NewInvitation& invited, Response& response) {
    const UserId& id = invited.outcome.user;
    Response inner;
    answer_invitation(View(service.model(), invited.outcome.position), id, inner);
    response.status = status;
    response.etag = inner.etag;
    response.position = inner.position;
    if (status == 201) response.location = "/v1/invitations/" + id.text();
    JsonWriter json(response.body);
    json.begin_object();
    json.key("invitation");
    json.raw(inner.body);
    json.member("token", std::string_view(invited.token));
    json.end_object();
  };
  return [&service, &reply, render](CommandRequest wanted, Submit submit) {
    invite(*service.secrets().invitation_tokens, service.model().state(), std::move(wanted),
           std::move(submit), answering<NewInvitation>(reply, render));
  };
}

void create_invitation(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  InviteUser command;
  command.email = change.members().text("email");
  command.role.grant.role = take_role(change.members()).value_or(default_role);
  command.expires_at = end_of(change.members(), service.model());
  change.execute_with_secret(service, reply, std::move(command), give_token(service, reply, 201));
}

void renew_invitation(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  RenewInvitation command;
  command.invitation = invitation_of(change, request);
  if (const auto role = take_role(change.members())) {
    command.role = RoleGrant{*role, Channel::native, {}};
  }
  command.expires_at = end_of(change.members(), service.model());
  command.expected = change.expected();
  change.execute_with_secret(service, reply, std::move(command), give_token(service, reply, 200));
}

void revoke_invitation(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  const RevokeInvitation command{invitation_of(change, request), change.expected()};
  change.execute(service, reply, command, [&service](const Outcome& outcome, Response& response) {
    answer_invitation(View(service.model(), outcome.position), outcome.user, response);
  });
}

// The invited person, by the token; or who manages, by an API key.
std::optional<Actor> who_accepts(Service& service, const Request& request, const UserId& id,
                                 const std::optional<std::string_view>& token) {
  if (token) {
    const auto parsed = parse_invitation_token(*token);
    if (parsed && UserId(parsed->id) == id) {
      const auto is_valid =
          is_token(*service.secrets().invitation_tokens, service.model().state(), *parsed);
      if (is_valid && *is_valid) return Actor{ActorKind::user, id, {}};
    }
    service.refused_credentials().count(RefusedCredentials::Kind::invitation);
    return std::nullopt;
  }
  const auto caller = caller_if_given(request);
  return caller ? std::optional(caller->actor()) : std::nullopt;
}

void accept_invitation(Service& service, const Request& request, Reply& reply) {
  ChangeRequest change(request);
  Members& members = change.members();
  AcceptInvitation command;
  command.invitation = invitation_of(change, request);
  const auto token = members.optional_text("token");
  command.by_token = token.has_value();
  for (const ProfileMember& member : profile_members) {
    if (member.name == "email" || member.name == "attributes") continue;
    command.profile.*member.value = members.optional_text(member.name).value_or("");
  }
  const auto actor = who_accepts(service, request, command.invitation, token);
  if (!actor) {
    change.fail(Problem(Error{Errc::unauthenticated, token ? "token" : "",
                              "the invitation's token is needed, or an API key that may manage"}));
  }
  change.execute(service, reply, std::move(command), render_user(service, 201),
                 actor.value_or(Actor{}));
}

void get_invitation(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = read_view(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto id = invitation_in_path(request);
  const Invitations& invitations = view.state().invitations();
  const auto no = id ? invitations.find(*id) : std::nullopt;
  if (!no || invitations.created(*no) > view.at()) {
    return reply.refuse(Problem(Error{Errc::not_found, "", "there is no such invitation"}));
  }
  answer_invitation(view, *id, reply.response);
}

void list_all_invitations(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const ReadPoint point = read_point(parameters, model);
  InvitationFilter filter;
  read_set(parameters, "status", filter.statuses, parse_invitation_status);
  filter.email = parameters.text("email").value_or("");
  if (filter.email.size() > limits::name_max_bytes) parameters.fail("email", "is too long");
  const std::size_t limit = page_limit(parameters);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const View view(model, point.view.at(), moment_of_walk(point.after, point.view.time()));
  answer_in(
      service.pools().computing, request, reply,
      [filter, limit, view, after = point.after](Response& response) -> std::optional<Problem> {
        const auto page = list_invitations(view, filter, limit, after);
        if (!page) return Problem(page.error());
        answer_list(view, response, "invitations", page->next, [&](JsonWriter& json) {
          for (const InvitationNo no : page->invitations) {
            append_invitation(json, view, no);
          }
        });
        return std::nullopt;
      });
}

}  // namespace

std::vector<Route> invitation_routes(Service& service) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const Right manage = Right::needs(Capability::manage, Role::admin);
  const Right invited = Right::needs_if_given(Capability::manage, Role::admin);
  return {
      {Method::post, "/v1/invitations", manage, Kind::command,
       handler(service, &create_invitation)},
      {Method::get, "/v1/invitations", read, Kind::read, handler(service, &list_all_invitations)},
      {Method::get, "/v1/invitations/{id}", read, Kind::read, handler(service, &get_invitation)},
      {Method::post, "/v1/invitations/{id}/renew", manage, Kind::command,
       handler(service, &renew_invitation)},
      {Method::post, "/v1/invitations/{id}/revoke", manage, Kind::command,
       handler(service, &revoke_invitation)},
      {Method::post, "/v1/invitations/{id}/accept", invited, Kind::command,
       handler(service, &accept_invitation)},
  };
}

}  // namespace rolecall::native
