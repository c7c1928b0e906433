#include "api/dialects/native/user_wire.hpp"

#include <string>

#include "engine/state/state_hash.hpp"
#include "projections/history/actor_name.hpp"
#include "projections/users/api_key_query.hpp"
#include "projections/users/user_query.hpp"
#include "projections/users/user_since.hpp"

namespace rolecall::native {
namespace {

void append_profile(JsonWriter& json, const ProfileView& profile) {
  std::string text;
  profile.append_email(text);
  json.member_or_null("username", profile.username);
  json.member_or_null("email", text);
  text.clear();
  profile.append_display_name(text);
  json.member_or_null("display_name", text);
  json.member_or_null("first_name", profile.first_name);
  json.member_or_null("last_name", profile.last_name);
  json.member_or_null("external_id", profile.external_id);
  json.key("attributes");
  json.raw(profile.attributes.empty() ? "null" : profile.attributes);
}

// The highest role it acts with; null: that of its owner.
void append_bound(JsonWriter& json, Role at_most) {
  json.member_or_null("acts_as_at_most", at_most == top_role ? std::string_view() : word(at_most));
}

}  // namespace

void append_bounded_credentials(JsonWriter& json, const ReadModel& model, UserNo user, Role role,
                                Position at) {
  const State& state = model.state();
  const std::vector<ApiKeyNo> keys = api_keys_below(model, user, role, at);
  const auto password = state.password_sets().find(user, at);
  const bool is_bounded = password && password->at_most < role;
  if (keys.empty() && !is_bounded) return;
  const auto append = [&](std::string_view kind, const CredentialId& id, Role at_most,
                          Position made) {
    json.begin_object();
    json.member("kind", kind);
    append_id(json, "id", id);
    append_bound(json, at_most);
    append_time(json, "created_at", state.time_of(made));
    json.end_object();
  };
  json.key("bounded_credentials");
  json.begin_array();
  for (const ApiKeyNo no : keys) {
    const IssuedApiKey key = state.api_keys().at(no, at);
    append("api_key", key.id, key.at_most, key.issued);
  }
  if (is_bounded) append("password", {}, password->at_most, password->at);
  json.end_array();
}

void append_user(JsonWriter& json, const ReadModel& model, UserNo user, Position at,
                 bool tells_bounded_credentials) {
  const State& state = model.state();
  const UserVersion version = state.users().at(user, at).value();
  const UserSince from = user_since(state, user, version);
  const bool role_changed = from.role != from.created;

  json.begin_object();
  append_id(json, "id", state.users().id(user));
  append_profile(json, state.profiles().view(version.profile));
  json.member("role", word(version.role));
  append_time(json, "role_valid_until", role_valid_until(state, user, version));
  append_time(json, "role_changed_at",
              role_changed ? std::optional(state.time_of(from.role)) : std::nullopt);
  append_id(json, "role_changed_by",
            role_changed ? actor_of_role(model.role_changes(), from.role) : UserId{});
  json.member("active", version.status == Status::active);
  json.member("status", word(version.status));
  append_time(json, "created_at", state.time_of(from.created));
  append_time(json, "updated_at", state.time_of(version.from));
  append_time(json, "profile_updated_at", state.time_of(from.profile));
  append_day(json, "last_active_on", model.last_activity().of_user(user));
  json.member("revision", number(version.revision));
  if (tells_bounded_credentials) append_bounded_credentials(json, model, user, version.role, at);
  json.end_object();
}

void append_user_name(JsonWriter& json, const ReadModel& model, UserNo user, Position at) {
  const State& state = model.state();
  const auto version = state.users().at(user, at);
  json.begin_object();
  append_id(json, "id", state.users().id(user));
  json.member_or_null("username", state.profiles().view(version->profile).username);
  json.end_object();
}

void append_group(JsonWriter& json, const ReadModel& model, GroupNo group, Position at) {
  const Groups& groups = model.state().groups();
  const GroupVersion version = groups.at(group, at).value();
  json.begin_object();
  append_id(json, "id", groups.id(group));
  json.member("name", groups.name_text(version.name));
  json.member("members", version.members);
  json.member("owners", version.owners);
  append_time(json, "created_at", model.state().time_of(groups.created(group)));
  append_time(json, "updated_at", model.state().time_of(version.from));
  json.member("revision", number(version.revision));
  json.end_object();
}

void append_invitation(JsonWriter& json, const ReadModel& model, InvitationNo invitation,
                       Position at, Timestamp moment) {
  const Invitations& invitations = model.state().invitations();
  const InvitationVersion version = invitations.at(invitation, at).value();
  std::string email;
  invitations.addressee(invitation).append_email(email);
  json.begin_object();
  append_id(json, "id", invitations.id(invitation));
  json.member_or_null("email", email);
  json.member("role", word(version.role));
  json.member("status", word(version.status_at(moment)));
  append_time(json, "expires_at", version.expires_at);
  append_time(json, "created_at", model.state().time_of(invitations.created(invitation)));
  append_time(json, "updated_at", model.state().time_of(version.from));
  json.member("revision", number(version.revision));
  json.end_object();
}

void append_api_key(JsonWriter& json, const ReadModel& model, ApiKeyNo no, Position at) {
  const State& state = model.state();
  const IssuedApiKey key = state.api_keys().at(no, at);
  json.begin_object();
  append_id(json, "id", key.id);
  json.key("user");
  append_user_name(json, model, key.owner, at);
  json.member("capability", word(key.capability));
  append_bound(json, key.at_most);
  json.key("issued_by");
  json.begin_object();
  json.member("kind", word(key.giver.kind));
  append_id(json, "user_id", key.giver.user);
  json.member_or_null("name", name_of_actor(model, key.giver.user, at));
  json.end_object();
  append_time(json, "created_at", state.time_of(key.issued));
  append_time(json, "expires_at", key.expires_at);
  append_time(json, "revoked_at",
              key.is_revoked() ? std::optional(state.time_of(key.revoked)) : std::nullopt);
  append_day(json, "last_used_on", model.last_activity().of_api_key(no));
  json.end_object();
}

void append_counts(JsonWriter& json, const Counts::ByClass& counts, const UserFilter& filter,
                   std::string_view by, Position at) {
  json.begin_object();
  if (!by.empty()) {
    json.key("counts");
    json.begin_object();
    for (unsigned rank = 1; rank <= role_count && by == "role"; ++rank) {
      const auto role = static_cast<Role>(rank);
      if ((filter.roles & set_of(role)) == 0) continue;
      json.member(word(role), sum(counts, classes_of(set_of(role), all_statuses)));
    }
    for (unsigned i = 0; i < status_count && by == "status"; ++i) {
      const auto status = static_cast<Status>(i);
      if ((filter.statuses & set_of(status)) == 0) continue;
      json.member(word(status), sum(counts, classes_of(all_roles, set_of(status))));
    }
    json.end_object();
  }
  json.member("count", sum(counts, classes_of(all_roles, all_statuses)));
  json.member("position", number(at));
  json.end_object();
}

void append_issued_key(JsonWriter& json, const ReadModel& model, const NewApiKey& issued) {
  const auto& [position, changed, user, group, planned] = issued.outcome;
  json.begin_object();
  json.key("user");
  append_user(json, model, model.state().find_user(user, position).value(), position);
  json.member("api_key", std::string_view(issued.api_key));
  json.end_object();
}

void append_state(JsonWriter& json, const ReadModel& model, Position at) {
  json.begin_object();
  json.member("position", number(at));
  json.member("state_hash", std::string_view(to_hex(state_hash(model.state(), at))));
  json.member("users", model.state().users().count_at(at));
  json.member("groups", model.state().groups().count_at(at));
  json.end_object();
}

void append_member(JsonWriter& json, const ReadModel& model, const Membership& membership,
                   Position at) {
  json.begin_object();
  json.key("user");
  append_user_name(json, model, membership.user, at);
  json.member("role", word(membership.role));
  append_time(json, "since", model.state().time_of(membership.since));
  json.end_object();
}

}  // namespace rolecall::native
