// Changes: an invitation, a role, the end of access. All of them answer ok.
#include "api/dialects/paradime/mutation_fields.hpp"

#include <algorithm>
#include <string>

#include "api/dialects/paradime/uid.hpp"
#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::paradime {
namespace {

Result<void> execute(Asking& asking, const graphql::Field& field, Command command,
                     JsonWriter& json) {
  if (asking.caller.capability < Capability::manage) {
    return Error{Errc::forbidden, "", "this needs a key that is a User Management Admin"};
  }
  CommandRequest wanted;
  wanted.command = std::move(command);
  wanted.actor = asking.caller.actor();
  wanted.channel = Channel::paradime;
  wanted.request = asking.request;
  const auto outcome = asking.service.directory().writer().execute(std::move(wanted));
  if (!outcome) return outcome.error();
  asking.at = std::max(asking.at, outcome->position);
  graphql::write_selection(json, field.selection, [&](const graphql::Field&) { json.value(true); });
  return {};
}

std::string text_of(const graphql::Field& field, std::string_view argument) {
  return std::string(field.arguments.at(argument).get_string());
}

// The schema has no other words than this dialect's.
RoleGrant account_type_of(const graphql::Field& field) {
  return *parse_role_in(Channel::paradime, text_of(field, "accountType"));
}

Result<UserId> user_of(const graphql::Field& field) {
  const auto id = parse_uid(text_of(field, "uid"));
  if (!id) return Error{Errc::not_found, "uid", "is no user's"};
  return UserId(*id);
}

}  // namespace

// An address that has an open invitation gets it renewed, with the new account type; also where it
// got that one between the look and the command.
Result<void> invite_user(Asking& asking, const graphql::Field& field, JsonWriter& json) {
  const State& state = asking.service.model().state();
  const std::string email = text_of(field, "email");
  const Timestamp now = asking.service.model().clock().now();
  const Timestamp end{now.us + limits::invitation_default_us};
  const auto open_invitation = [&]() -> std::optional<UserId> {
    const auto open = state.invitations().find_open(canonical_key(email), state.head(), now);
    return open ? std::optional(state.invitations().id(*open)) : std::nullopt;
  };
  auto open = open_invitation();
  if (!open) {
    const auto invited =
        execute(asking, field, InviteUser{email, account_type_of(field), end}, json);
    if (invited || invited.error().code != Errc::already_exists) return invited;
    open = open_invitation();
    if (!open) return invited;
  }
  return execute(asking, field, RenewInvitation{*open, account_type_of(field), end, {}}, json);
}

Result<void> update_user_account_type(Asking& asking, const graphql::Field& field,
                                      JsonWriter& json) {
  const auto user = user_of(field);
  if (!user) return user.error();
  return execute(asking, field, AssignRole{*user, account_type_of(field), {}}, json);
}

Result<void> disable_user(Asking& asking, const graphql::Field& field, JsonWriter& json) {
  const auto user = user_of(field);
  if (!user) return user.error();
  return execute(asking, field, DeactivateUser{*user, {}}, json);
}

}  // namespace rolecall::paradime
