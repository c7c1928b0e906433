#include "api/dialects/native/user_json.hpp"

#include <string>

#include "engine/state/state_hash.hpp"
#include "projections/history/actor_name.hpp"
#include "projections/users/api_key_query.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::native {
namespace {

void append_profile(JsonWriter& json, const ProfileView& profile) {
  json.member_or_null("username", profile.username);
  if (profile.email_domain.empty()) {
    json.member_or_null("email", profile.email_local);
  } else {
    json.key("email");
    json.joined({profile.email_local, "@", profile.email_domain});
  }
  if (profile.display_is_first_last) {
    json.key("display_name");
    json.joined({profile.first_name, " ", profile.last_name});
  } else {
    json.member_or_null("display_name", profile.display_name);
  }
  json.member_or_null("first_name", profile.first_name);
  json.member_or_null("last_name", profile.last_name);
  json.member_or_null("external_id", profile.external_id);
  json.key("attributes");
  json.raw(profile.attributes.empty() ? std::string_view("null") : profile.attributes);
}

// The highest role it acts with; null: that of its owner.
void append_bound(JsonWriter& json, Role at_most) {
  json.member_or_null("acts_as_at_most",
                      at_most == top_role ? std::string_view() : name_of(at_most));
}

}  // namespace

void append_bounded_credentials(JsonWriter& json, const View& view, UserNo user, Role role) {
  const State& state = view.state();
  const std::vector<ApiKeyNo> keys = api_keys_below(view, user, role);
  const auto password = state.password_sets().find(user, view.at());
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
    const IssuedApiKey key = state.api_keys().at(no, view.at());
    append("api_key", key.id, key.at_most, key.issued);
  }
  if (is_bounded) append("password", {}, password->at_most, password->at);
  json.end_array();
}

void append_user(JsonWriter& json, const UserAt& user, bool tells_bounded_credentials) {
  json.begin_object();
  append_id(json, "id", user.id());
  append_profile(json, user.profile());
  json.member("role", name_of(user.version().role));
  append_time(json, "role_valid_until", user.role_valid_until());
  append_time(json, "role_changed_at", user.role_changed_at());
  append_id(json, "role_changed_by", user.role_changed_by());
  json.member("active", user.is_active());
  json.member("status", name_of(user.status()));
  append_time(json, "created_at", user.created_at());
  append_time(json, "updated_at", user.updated_at());
  append_time(json, "profile_updated_at", user.profile_updated_at());
  append_day(json, "last_active_on", user.last_active_on());
  json.member("revision", number(user.revision()));
  if (tells_bounded_credentials) {
    append_bounded_credentials(json, user.view(), user.no(), user.version().role);
  }
  json.end_object();
}

void append_user_name(JsonWriter& json, const View& view, UserNo user) {
  const State& state = view.state();
  const auto version = state.users().at(user, view.at());
  json.begin_object();
  append_id(json, "id", state.users().id(user));
  json.member_or_null("username", state.profiles().view(version->profile).username);
  json.end_object();
}

void append_group(JsonWriter& json, const View& view, GroupNo group) {
  const Groups& groups = view.state().groups();
  const GroupVersion version = groups.at(group, view.at()).value();
  json.begin_object();
  append_id(json, "id", groups.id(group));
  json.member("name", groups.name_text(version.name));
  json.member("members", version.members);
  json.member("owners", version.owners);
  append_time(json, "created_at", view.state().time_of(groups.created(group)));
  append_time(json, "updated_at", view.state().time_of(version.from));
  json.member("revision", number(version.revision));
  json.end_object();
}

void append_invitation(JsonWriter& json, const View& view, InvitationNo invitation) {
  const Invitations& invitations = view.state().invitations();
  const InvitationVersion version = invitations.at(invitation, view.at()).value();
  std::string email;
  invitations.addressee(invitation).append_email(email);
  json.begin_object();
  append_id(json, "id", invitations.id(invitation));
  json.member_or_null("email", email);
  json.member("role", name_of(version.role));
  json.member("status", name_of(version.status_at(view.time())));
  append_time(json, "expires_at", version.expires_at);
  append_time(json, "created_at", view.state().time_of(invitations.created(invitation)));
  append_time(json, "updated_at", view.state().time_of(version.from));
  json.member("revision", number(version.revision));
  json.end_object();
}

void append_api_key(JsonWriter& json, const View& view, ApiKeyNo no) {
  const State& state = view.state();
  const IssuedApiKey key = state.api_keys().at(no, view.at());
  json.begin_object();
  append_id(json, "id", key.id);
  json.key("user");
  append_user_name(json, view, key.owner);
  json.member("capability", name_of(key.capability));
  append_bound(json, key.at_most);
  json.key("issued_by");
  json.begin_object();
  json.member("kind", name_of(key.giver.kind));
  append_id(json, "user_id", key.giver.user);
  json.member_or_null("name", name_of_actor(view, key.giver.user));
  json.end_object();
  append_time(json, "created_at", state.time_of(key.issued));
  append_time(json, "expires_at", key.expires_at);
  append_time(json, "revoked_at",
              key.is_revoked() ? std::optional(state.time_of(key.revoked)) : std::nullopt);
  append_day(json, "last_used_on", view.model().last_activity().of_api_key(no));
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
      json.member(name_of(role), sum(counts, classes_of(set_of(role), all_statuses)));
    }
    for (unsigned i = 0; i < status_count && by == "status"; ++i) {
      const auto status = static_cast<Status>(i);
      if ((filter.statuses & set_of(status)) == 0) continue;
      json.member(name_of(status), sum(counts, classes_of(all_roles, set_of(status))));
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
  append_user(json, UserAt::find(View(model, position), user).value());
  json.member("api_key", std::string_view(issued.api_key));
  json.end_object();
}

void append_state(JsonWriter& json, const View& view) {
  json.begin_object();
  json.member("position", number(view.at()));
  json.member("state_hash", std::string_view(to_hex(state_hash(view.state(), view.at()))));
  json.member("users", view.state().users().count_at(view.at()));
  json.member("groups", view.state().groups().count_at(view.at()));
  json.end_object();
}

void append_member(JsonWriter& json, const View& view, const Membership& membership) {
  json.begin_object();
  json.key("user");
  append_user_name(json, view, membership.user);
  json.member("role", name_of(membership.role));
  append_time(json, "since", view.state().time_of(membership.since));
  json.end_object();
}

}  // namespace rolecall::native
