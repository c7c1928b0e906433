#include "api/dialects/posit_connect/audit_json.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/dialects/posit_connect/roles.hpp"
#include "api/json/members.hpp"
#include "projections/history/actor_name.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::posit_connect {
namespace {

// What Posit Connect says of an event. Of one that it has no words for, the event's own name.
constexpr std::pair<std::string_view, AuditAction> own_words[] = {
    {UserCreated::type_name, {"add_user", "Added user"}},
    {UserProfileChanged::type_name, {"edit_user", "Edited user"}},
    {RoleAssigned::type_name, {"update_user_role", "Changed role of"}},
    {RoleExpired::type_name, {"update_user_role", "Ended the role of"}},
    {UserDeactivated::type_name, {"update_lock_user", "Locked user"}},
    {UserReactivated::type_name, {"update_lock_user", "Unlocked user"}},
    {UserRemoved::type_name, {"remove_user", "Removed user"}},
    {UserRestored::type_name, {"restore_user", "Restored user"}},
    {UserErased::type_name, {"erase_user", "Erased the personal data of"}},
    {UserInvited::type_name, {"invite_user", "Invited"}},
    {InvitationRenewed::type_name, {"renew_invitation", "Renewed the invitation of"}},
    {InvitationRevoked::type_name, {"revoke_invitation", "Revoked the invitation of"}},
    {InvitationAccepted::type_name, {"accept_invitation", "Accepted the invitation of"}},
    {GroupCreated::type_name, {"add_group", "Added group"}},
    {GroupRenamed::type_name, {"edit_group", "Renamed group"}},
    {GroupDeleted::type_name, {"remove_group", "Removed group"}},
    {MemberAdded::type_name, {"add_group_member", "Added to group"}},
    {MemberRoleChanged::type_name, {"edit_group_member", "Changed the role in group"}},
    {MemberRemoved::type_name, {"remove_group_member", "Removed from group"}},
    {ApiKeyIssued::type_name, {"add_api_key", "Added an API key of"}},
    {ApiKeyRevoked::type_name, {"remove_api_key", "Removed an API key of"}},
    {PasswordSet::type_name, {"update_user_password", "Set the password of"}},
    {ActorNamed::type_name, {"add_actor", "Named an actor of imported history"}},
};

AuditAction action_named(std::string_view event) {
  const auto* const own =
      std::ranges::find(own_words, event, [](const auto& row) { return row.first; });
  return own == std::end(own_words) ? AuditAction{event, event} : own->second;
}

using Actions = std::array<AuditAction, std::variant_size_v<Event>>;

// By the index of the event.
const Actions& actions() {
  static const Actions all = [] {
    Actions made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i] = action_named(name_of(EventType{static_cast<std::uint16_t>(i + 1)}));
    }
    return made;
  }();
  return all;
}

std::string group_name(const View& view, const GroupId& id) {
  const Groups& groups = view.state().groups();
  const auto group = groups.find(id);
  const auto version = group ? groups.at(*group, view.at()) : std::nullopt;
  return version ? std::string(groups.name_text(version->name)) : std::string();
}

// What is worth saying beside the action and whom it is about.
struct Details {
  std::string operator()(const RoleAssigned& e) const { return change(e.from, e.to); }
  std::string operator()(const RoleExpired& e) const { return change(e.from, e.to); }
  std::string operator()(const UserProfileChanged& e) const {
    std::string names;
    for (const ProfileMember& member : profile_members) {
      if (!(e.to.*member.change)) continue;
      names += names.empty() ? ": " : ", ";
      names += member.name;
    }
    return names;
  }
  std::string operator()(const GroupRenamed& e) const { return " from " + e.from + " to " + e.to; }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }

  static std::string change(const RoleGrant& from, const RoleGrant& to) {
    return " from " + std::string(role_vocabulary.word_of(from)) + " to " +
           std::string(role_vocabulary.word_of(to));
  }
};

std::string describe(const View& view, const Recorded& recorded) {
  const Event& event = recorded.event;
  std::string text(actions()[event.index()].description);
  const GroupId group = group_of(event);
  const UserId user = rolecall::user_of(event);
  const bool is_rename = std::holds_alternative<GroupRenamed>(event);
  if (!group.is_nil() && !is_rename) text += ' ' + group_name(view, group);
  if (!user.is_nil()) {
    text += group.is_nil() ? " " : ": ";
    text += name_of_actor(view, user);
  }
  return text + std::visit(Details{}, event);
}

// Jo Doe (jo), or what acted.
std::string describe_actor(const View& view, const Actor& actor) {
  const auto no = view.state().find_user(actor.user, view.at());
  if (actor.user.is_nil() || !no) {
    const std::string_view name = name_of_actor(view, actor.user);
    return std::string(name.empty() ? name_of(actor.kind) : name);
  }
  const Profile profile = UserAt(view, *no).shown_profile();
  if (profile.username.empty()) return "";
  return profile.display_name + " (" + profile.username + ")";
}

}  // namespace

std::span<const AuditAction> audit_actions() { return actions(); }

std::string_view action_of(const Event& event) { return actions()[event.index()].action; }

void append_audit_entry(JsonWriter& json, const View& view, const Recorded& recorded) {
  const auto actor = view.state().find_user(recorded.actor.user, view.at());
  json.begin_object();
  json.member("id", std::string_view(std::to_string(number(recorded.position))));
  append_time(json, "time", recorded.time);
  json.member("user_id", std::string_view(std::to_string(actor ? integer_id(*actor) : 0)));
  append_id(json, "user_guid", recorded.actor.user);
  json.member("user_description", std::string_view(describe_actor(view, recorded.actor)));
  json.member("action", action_of(recorded.event));
  json.member("event_description", std::string_view(describe(view, recorded)));
  json.end_object();
}

}  // namespace rolecall::posit_connect
