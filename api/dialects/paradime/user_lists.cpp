// Users, invitations and workspaces as they are, or were.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "api/dialects/paradime/lists.hpp"
#include "api/dialects/paradime/roles.hpp"
#include "api/dialects/paradime/uid.hpp"
#include "engine/events/shown_profile.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/groups/group_query.hpp"
#include "projections/invitations/invitation_query.hpp"
#include "projections/users/user_at.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall::paradime {
namespace {

using Rows = Result<std::vector<std::uint32_t>>;

constexpr ClassSet active_classes() { return classes_of(all_roles, set_of(Status::active)); }

// ---- active users -------------------------------------------------------------------------------

constexpr std::array<Leaf, 4> user_leaves{
    {{"uid", 66}, {"email", 40}, {"name", 40}, {"accountType", 20}}};

std::uint64_t active_users_most(const View& view) {
  return sum(view.model().counts().at(view.at()), active_classes());
}

// By name, then address. What they are sorted by lies in one text: there may be a million.
Rows active_user_rows(const QueryContext& context) {
  struct Key {
    std::size_t begin;
    std::uint32_t size;
    std::uint32_t user;
  };
  std::string text;
  std::vector<Key> keys;
  UserFilter filter;
  filter.statuses = set_of(Status::active);
  const auto visited =
      visit_users(context.view, filter, [&](UserNo user, const UserVersion& version) {
        const Profile profile =
            shown_profile(context.view.state().profiles().view(version.profile).copy());
        const std::size_t begin = text.size();
        text += canonical_key(profile.display_name);
        text += '\0';  // before all that a name may have
        text += canonical_key(profile.email);
        keys.push_back({begin, static_cast<std::uint32_t>(text.size() - begin), number(user)});
      });
  if (!visited) return visited.error();
  const auto key_text = [&](const Key& key) {
    return std::string_view(text).substr(key.begin, key.size);
  };
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    const int order = key_text(a).compare(key_text(b));
    return order != 0 ? order < 0 : a.user < b.user;
  });
  std::vector<std::uint32_t> users;
  users.reserve(keys.size());
  for (const Key& key : keys) users.push_back(key.user);
  return users;
}

Result<void> read_active_user(const QueryContext& context, std::uint32_t row, std::uint32_t wanted,
                              Values& values) {
  const UserAt user(context.view, UserNo{row});
  const Profile profile = user.shown_profile();
  write_leaves(wanted, values, [&](std::uint32_t leaf, JsonWriter& json) {
    switch (leaf) {
      case 0:
        return json.value(std::string_view(uid_of(user.id())));
      case 1:
        return json.value(std::string_view(profile.email));
      case 2:
        return json.value(std::string_view(profile.display_name));
      default:
        return json.value(role_vocabulary.word_of(user.role()));
    }
  });
  return {};
}

// ---- invitations --------------------------------------------------------------------------------

constexpr std::array<Leaf, 3> invited_leaves{
    {{"email", 40}, {"accountType", 20}, {"inviteStatus", 9}}};

std::uint64_t invitations_most(const View& view) {
  return view.state().invitations().count_at(view.at());
}

// Those that wait to be accepted, or ran out: the last one for each address that is nobody's.
Rows invited_user_rows(const QueryContext& context) {
  const State& state = context.view.state();
  InvitationFilter filter;
  filter.statuses = set_of(InvitationStatus::open) | set_of(InvitationStatus::expired);
  const auto page = list_invitations(context.view, filter, SIZE_MAX, {});
  if (!page) return page.error();
  std::vector<std::uint32_t> rows;
  std::set<std::string> addresses;
  const bool are_unique = state.email_rules().at(context.view.at()).is_unique;
  for (const InvitationNo no : page->invitations) {
    std::string email;
    state.invitations().addressee(no).append_email(email);
    const std::string key = canonical_key(email);
    const bool is_somebodys =
        are_unique && !state.present_with_email(key, context.view.at(), 1).empty();
    if (is_somebodys || !addresses.insert(key).second) continue;
    rows.push_back(number(no));
  }
  return rows;
}

Result<void> read_invited_user(const QueryContext& context, std::uint32_t row, std::uint32_t wanted,
                               Values& values) {
  const State& state = context.view.state();
  const InvitationNo no{row};
  const InvitationVersion version = state.invitations().at(no, context.view.at()).value();
  write_leaves(wanted, values, [&](std::uint32_t leaf, JsonWriter& json) {
    if (leaf == 0) {
      std::string email;
      state.invitations().addressee(no).append_email(email);
      json.value(std::string_view(email));
    } else if (leaf == 1) {
      json.value(
          role_vocabulary.word_of(state.interned_words().grant(version.role, version.role_word)));
    } else {
      json.value(version.status_at(context.view.time()) == InvitationStatus::open ? "SENT"
                                                                                  : "EXPIRED");
    }
  });
  return {};
}

// ---- workspaces ---------------------------------------------------------------------------------

constexpr std::array<Leaf, 2> workspace_leaves{{{"uid", 66}, {"name", 40}}};

std::uint64_t workspaces_most(const View& view) {
  return view.state().groups().count_at(view.at());
}

Rows workspace_rows(const QueryContext& context) {
  std::vector<std::uint32_t> rows;
  for (const GroupNo group : all_groups(context.view, {})) {
    rows.push_back(number(group));
  }
  return rows;
}

Result<void> read_workspace(const QueryContext& context, std::uint32_t row, std::uint32_t wanted,
                            Values& values) {
  const Groups& groups = context.view.state().groups();
  write_leaves(wanted, values, [&](std::uint32_t leaf, JsonWriter& json) {
    if (leaf == 0) return json.value(std::string_view(uid_of(groups.id(GroupNo{row}))));
    json.value(groups.name_text(groups.at(GroupNo{row}, context.view.at()).value().name));
  });
  return {};
}

}  // namespace

const List active_users{"listUsers",        "activeUsers",     user_leaves,
                        &active_users_most, &active_user_rows, &read_active_user};
const List invited_users{"listUsers",       "invitedUsers",     invited_leaves,
                         &invitations_most, &invited_user_rows, &read_invited_user};
const List workspaces{"listWorkspaces", "workspaces",    workspace_leaves,
                      &workspaces_most, &workspace_rows, &read_workspace};

}  // namespace rolecall::paradime
