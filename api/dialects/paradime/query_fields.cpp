// Users, invitations and workspaces as they are, or were.
#include <algorithm>
#include <compare>
#include <set>
#include <string>
#include <vector>

#include "api/dialects/paradime/fields.hpp"
#include "api/dialects/paradime/uid.hpp"
#include "api/dialects/shown_user.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/groups/group_query.hpp"
#include "projections/invitations/invitation_query.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::paradime {
namespace {

// By name, then address.
std::vector<UserNo> active_users(const ReadModel& model, Position at) {
  struct Named {
    std::string name;
    std::string email;
    UserNo user{};
    auto operator<=>(const Named&) const = default;
  };
  std::vector<Named> named;
  UserFilter filter;
  filter.statuses = set_of(Status::active);
  const auto visited = visit_users(model, filter, at, [&](UserNo user, const UserVersion& version) {
    const Profile profile = shown_profile(model.state().profiles().view(version.profile));
    named.push_back({canonical_key(profile.display_name), canonical_key(profile.email), user});
  });
  if (!visited) return {};
  std::sort(named.begin(), named.end());
  std::vector<UserNo> users;
  users.reserve(named.size());
  for (const Named& one : named) users.push_back(one.user);
  return users;
}

void append_active_users(const ReadModel& model, const graphql::Field& field, Position at,
                         JsonWriter& json) {
  json.begin_array();
  for (const UserNo no : active_users(model, at)) {
    const auto guard = model.enter();
    const ShownUser user = shown_user(model, no, at);
    graphql::write_selection(json, field.selection, [&](const graphql::Field& member) {
      if (member.name == "uid") {
        json.value(std::string_view(uid_of(user.id)));
      } else if (member.name == "email") {
        json.value(std::string_view(user.profile.email));
      } else if (member.name == "name") {
        json.value(std::string_view(user.profile.display_name));
      } else {
        json.value(role_in(Channel::paradime, user));
      }
    });
  }
  json.end_array();
}

struct Invited {
  std::string email;
  RoleGrant role;
  bool is_open = false;
};

// Those that wait to be accepted, or ran out: the last one for each address that is nobody's.
std::vector<Invited> invited_users(const ReadModel& model, Position at, Timestamp time) {
  const State& state = model.state();
  InvitationFilter filter;
  filter.statuses = set_of(InvitationStatus::open) | set_of(InvitationStatus::expired);
  const auto page = list_invitations(model, filter, SIZE_MAX, at, time, {});
  if (!page) return {};
  std::vector<Invited> all;
  std::set<std::string> addresses;
  for (const InvitationNo no : page->invitations) {
    const auto guard = model.enter();
    const InvitationVersion version = *state.invitations().at(no, at);
    Invited one;
    state.invitations().addressee(no).append_email(one.email);
    one.role = state.role_words().grant(version.role, version.role_word);
    one.is_open = version.status_at(time) == InvitationStatus::open;
    const std::string key = canonical_key(one.email);
    if (state.find_email(key, at) || !addresses.insert(key).second) continue;
    all.push_back(std::move(one));
  }
  return all;
}

void append_invited_users(const Asking& asking, const graphql::Field& field, JsonWriter& json) {
  json.begin_array();
  for (const Invited& one : invited_users(asking.service.model(), asking.at, asking.time)) {
    graphql::write_selection(json, field.selection, [&](const graphql::Field& member) {
      if (member.name == "email") {
        json.value(std::string_view(one.email));
      } else if (member.name == "accountType") {
        json.value(word_in(Channel::paradime, one.role));
      } else {
        json.value(one.is_open ? "SENT" : "EXPIRED");
      }
    });
  }
  json.end_array();
}

}  // namespace

Result<void> list_users(Asking& asking, const graphql::Field& field, JsonWriter& json) {
  const ReadModel& model = asking.service.model();
  const Position at = asking.at;
  const bool asks_invited = std::any_of(field.selection.begin(), field.selection.end(),
                                        [](const auto& one) { return one.name == "invitedUsers"; });
  if (asks_invited && asking.caller.role < Role::admin) {
    return Error{Errc::forbidden, "", "invitations need the role admin or ops"};
  }
  graphql::write_selection(json, field.selection, [&](const graphql::Field& member) {
    if (member.name == "ok") {
      json.value(true);
    } else if (member.name == "activeUsers") {
      append_active_users(model, member, at, json);
    } else {
      append_invited_users(asking, member, json);
    }
  });
  return {};
}

Result<void> list_workspaces(Asking& asking, const graphql::Field& field, JsonWriter& json) {
  const ReadModel& model = asking.service.model();
  const Position at = asking.at;
  const auto all = all_groups(model, {}, at);
  const auto guard = model.enter();
  const Groups& groups = model.state().groups();
  graphql::write_selection(json, field.selection, [&](const graphql::Field& part) {
    if (part.name == "ok") return json.value(true);
    json.begin_array();
    for (const GroupNo group : all) {
      graphql::write_selection(json, part.selection, [&](const graphql::Field& member) {
        if (member.name == "uid") {
          json.value(std::string_view(uid_of(groups.id(group))));
        } else {
          json.value(groups.name_text(groups.at(group, at)->name));
        }
      });
    }
    json.end_array();
  });
  return {};
}

}  // namespace rolecall::paradime
