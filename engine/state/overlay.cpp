#include "engine/state/overlay.hpp"

#include <cassert>

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr Position newest = State::newest;

}  // namespace

UserNow Overlay::stored_user(UserNo no) const {
  const UserVersion version = state_.users().newest(no);
  return {.no = no,
          .id = state_.users().id(no),
          .role = state_.role_words().grant(version.role, version.role_word),
          .status = version.status,
          .revision = version.revision,
          .stored_profile = version.profile};
}

std::optional<UserNow> Overlay::any_user(const UserId& id) const {
  if (const auto at = users_.find(id); at != users_.end()) return at->second.now;
  const auto no = state_.find_user(id, newest);
  return no ? std::optional(stored_user(*no)) : std::nullopt;
}

std::optional<UserNow> Overlay::user(const UserId& id) const {
  auto found = any_user(id);
  return found && is_present(found->status) ? found : std::nullopt;
}

std::optional<UserNow> Overlay::user(const UserRef& ref) const {
  if (const auto* id = std::get_if<UserId>(&ref)) return user(*id);
  return user_named(canonical_key(std::get<Username>(ref).text));
}

std::optional<UserNow> Overlay::user_named(std::string_view canonical) const {
  if (const auto at = usernames_.find(std::string(canonical)); at != usernames_.end()) {
    return at->second ? user(*at->second) : std::nullopt;
  }
  const auto no = state_.find_username(canonical, newest);
  return no ? user(state_.users().id(*no)) : std::nullopt;
}

std::optional<UserNow> Overlay::user_with_email(std::string_view canonical) const {
  if (const auto at = emails_.find(std::string(canonical)); at != emails_.end()) {
    return at->second ? user(*at->second) : std::nullopt;
  }
  const auto no = state_.find_email(canonical, newest);
  return no ? user(state_.users().id(*no)) : std::nullopt;
}

Profile Overlay::profile(const UserNow& user) const {
  if (const auto at = users_.find(user.id); at != users_.end() && at->second.profile) {
    return *at->second.profile;
  }
  return state_.profiles().view(user.stored_profile).copy();
}

bool Overlay::is_user(const UserId& id) const { return any_user(id).has_value(); }

std::optional<GroupNow> Overlay::group(const GroupRef& ref) const {
  if (const auto* name = std::get_if<GroupName>(&ref)) {
    return group_named(canonical_key(name->text));
  }
  const GroupId& id = std::get<GroupId>(ref);
  if (const auto at = groups_.find(id); at != groups_.end()) return at->second;
  const Groups& groups = state_.groups();
  const auto no = groups.find(id);
  if (!no) return std::nullopt;
  const auto version = groups.at(*no, newest);
  if (!version || !version->alive) return std::nullopt;
  return GroupNow{id, std::string(groups.name_text(version->name)), version->revision};
}

std::optional<GroupNow> Overlay::group_named(std::string_view canonical) const {
  if (const auto at = group_names_.find(std::string(canonical)); at != group_names_.end()) {
    return at->second ? group(*at->second) : std::nullopt;
  }
  const auto no = state_.groups().find_named(canonical, newest);
  return no ? group(state_.groups().id(*no)) : std::nullopt;
}

std::optional<MemberRole> Overlay::member_role(const GroupId& group, const UserId& user) const {
  if (const auto at = members_.find({group, user}); at != members_.end()) return at->second;
  const auto group_no = state_.groups().find(group);
  const auto user_no = state_.find_user(user, newest);
  if (!group_no || !user_no) return std::nullopt;
  const auto stored = state_.groups().membership(*group_no, *user_no, newest);
  return stored ? std::optional(stored->role) : std::nullopt;
}

std::optional<ApiKeyNow> Overlay::api_key(const CredentialId& id) const {
  if (const auto at = api_keys_.find(id); at != api_keys_.end()) return at->second;
  const auto key = state_.api_keys().find(id, newest);
  if (!key) return std::nullopt;
  return ApiKeyNow{state_.users().id(key->owner), key->revoked};
}

std::optional<UserId> Overlay::named_actor(std::string_view canonical) const {
  if (const auto at = actors_.find(std::string(canonical)); at != actors_.end()) return at->second;
  return state_.actors().find_named(canonical);
}

Timestamp Overlay::stored_last_time() const {
  const Position last = state_.applied();
  return last == Position{0} ? Timestamp{} : state_.time_of(last);
}

KeyNo Overlay::key_of(const UserId& user) const {
  if (const auto at = keys_.find(user); at != keys_.end()) return at->second;
  if (const auto no = state_.find_user(user, newest)) return state_.users().key(*no);
  return state_.actors().key(user).value_or(KeyNo{0});
}

Overlay::PendingUser& Overlay::pending(const UserId& id) {
  const auto [at, is_new] = users_.try_emplace(id);
  if (is_new) {
    at->second.now = stored_user(*state_.find_user(id, newest));
    at->second.last_present = state_.users().last_present_status(at->second.now.no);
  }
  return at->second;
}

GroupNow& Overlay::pending_group(const GroupId& id) {
  if (groups_.find(id) == groups_.end()) {
    auto stored = group(GroupRef(id));
    groups_.emplace(id, std::move(stored));
  }
  return *groups_.find(id)->second;
}

void Overlay::count_top_ranked(const UserNow& user, std::uint32_t change) {
  if (user.counts_as_top_ranked()) top_ranked_ += change;
}

void Overlay::rename_user(const UserId& id, const Profile& before, const Profile& after) {
  const auto move = [&](NameMap<UserId>& names, const std::string& from, const std::string& to) {
    if (!from.empty()) names[canonical_key(from)] = std::nullopt;
    if (!to.empty()) names[canonical_key(to)] = id;
  };
  move(usernames_, before.username, after.username);
  move(emails_, before.email, after.email);
}

struct Overlay::Evolution {
  Overlay& overlay;

  Stamp on(const UserCreated& e) const {
    const auto actor = overlay.named_actor(canonical_key(e.profile.username));
    const bool stream_began = actor == e.user;
    PendingUser created;
    created.now.no = UserNo{overlay.state_.users().size() + overlay.new_users_++};
    created.now.id = e.user;
    created.now.role = e.role;
    created.now.status = e.active ? Status::active : Status::deactivated;
    created.last_present = created.now.status;
    created.now.revision = Revision{stream_began ? 2u : 1u};
    created.profile = e.profile;
    overlay.count_top_ranked(created.now, 1);
    overlay.rename_user(e.user, {}, e.profile);
    const Stamp stamp{created.now.no, created.now.revision};
    overlay.users_.emplace(e.user, std::move(created));
    return stamp;
  }
  Stamp on(const UserProfileChanged& e) const {
    PendingUser& user = overlay.pending(e.user);
    const Profile before = overlay.profile(user.now);
    Profile after = before;
    apply_patch(after, e.to);
    overlay.rename_user(e.user, before, after);
    user.profile = std::move(after);
    return step(user);
  }
  Stamp on(const RoleAssigned& e) const { return on_role(e.user, e.to); }
  Stamp on(const RoleExpired& e) const { return on_role(e.user, e.to); }
  Stamp on(const UserDeactivated& e) const { return on_status(e.user, Status::deactivated); }
  Stamp on(const UserReactivated& e) const { return on_status(e.user, Status::active); }
  Stamp on(const UserRemoved& e) const { return on_status(e.user, Status::removed); }
  Stamp on(const UserRestored& e) const {
    return on_status(e.user, overlay.pending(e.user).last_present);
  }
  Stamp on(const UserErased& e) const {
    const Stamp stamp = on_status(e.user, Status::erased);
    overlay.pending(e.user).profile = Profile{};
    return stamp;
  }
  Stamp on(const PasswordSet& e) const { return step(overlay.pending(e.user)); }

  Stamp on(const UserInvited&) const { return {{}, Revision{1}}; }
  Stamp on(const InvitationRenewed&) const { return {{}, Revision{1}}; }
  Stamp on(const InvitationRevoked&) const { return {{}, Revision{1}}; }
  Stamp on(const InvitationAccepted&) const { return {{}, Revision{1}}; }

  Stamp on(const GroupCreated& e) const {
    overlay.groups_[e.group] = GroupNow{e.group, e.name, Revision{1}};
    overlay.group_names_[canonical_key(e.name)] = e.group;
    return {{}, Revision{1}};
  }
  Stamp on(const GroupRenamed& e) const {
    GroupNow& group = overlay.pending_group(e.group);
    overlay.group_names_[canonical_key(e.from)] = std::nullopt;
    overlay.group_names_[canonical_key(e.to)] = e.group;
    group.name = e.to;
    return step(group);
  }
  Stamp on(const GroupDeleted& e) const {
    GroupNow& group = overlay.pending_group(e.group);
    const Stamp stamp = step(group);
    overlay.group_names_[canonical_key(group.name)] = std::nullopt;
    overlay.groups_[e.group] = std::nullopt;
    return stamp;
  }
  Stamp on(const MemberAdded& e) const { return on_member(e.group, e.user, e.role); }
  Stamp on(const MemberRoleChanged& e) const { return on_member(e.group, e.user, e.to); }
  Stamp on(const MemberRemoved& e) const { return on_member(e.group, e.user, std::nullopt); }

  Stamp on(const ApiKeyIssued& e) const {
    overlay.api_keys_[e.key] = {e.user, false};
    return step(overlay.pending(e.user));
  }
  Stamp on(const ApiKeyRevoked& e) const {
    overlay.api_keys_[e.key] = {e.user, true};
    return step(overlay.pending(e.user));
  }
  Stamp on(const ActorNamed& e) const {
    overlay.actors_[canonical_key(e.name)] = e.user;
    return {{}, Revision{1}};
  }

 private:
  static Stamp step(PendingUser& user) {
    user.now.revision = next(user.now.revision);
    return {user.now.no, user.now.revision};
  }
  static Stamp step(GroupNow& group) {
    group.revision = next(group.revision);
    return {{}, group.revision};
  }
  Stamp on_role(const UserId& id, const RoleGrant& to) const {
    PendingUser& user = overlay.pending(id);
    overlay.count_top_ranked(user.now, ~std::uint32_t{0});
    user.now.role = to;
    overlay.count_top_ranked(user.now, 1);
    return step(user);
  }
  Stamp on_status(const UserId& id, Status status) const {
    PendingUser& user = overlay.pending(id);
    const Profile profile = overlay.profile(user.now);
    const bool was_present = is_present(user.now.status);
    overlay.count_top_ranked(user.now, ~std::uint32_t{0});
    user.now.status = status;
    if (is_present(status)) user.last_present = status;
    overlay.count_top_ranked(user.now, 1);
    if (was_present && !is_present(status)) overlay.rename_user(id, profile, {});
    if (!was_present && is_present(status)) overlay.rename_user(id, {}, profile);
    return step(user);
  }
  Stamp on_member(const GroupId& group_id, const UserId& user_id,
                  std::optional<MemberRole> role) const {
    overlay.members_[{group_id, user_id}] = role;
    Stamp stamp = step(overlay.pending_group(group_id));
    stamp.user_no = overlay.any_user(user_id)->no;
    return stamp;
  }
};

Overlay::Stamp Overlay::evolve(const Recorded& decided) {
  last_time_ = decided.time;
  if (decided.actor.kind != ActorKind::import) live_ = true;
  const Evolution evolution{*this};
  return std::visit([&](const auto& e) { return evolution.on(e); }, decided.event);
}

}  // namespace rolecall
