#include "engine/state/overlay.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr Position newest = State::newest;

}  // namespace

UserNow Overlay::stored_user(UserNo no) const {
  const UserVersion version = state_.users().newest(no);
  std::optional<BoundNow> bound;
  if (version.role_is_bound) {
    const auto found = state_.bound_roles().find(no, newest);
    assert(found && "a role that runs out knows when");
    const BoundRole& grant = *found;
    bound = {grant.granted_at, grant.valid_until,
             state_.interned_words().grant(grant.fallback, grant.fallback_word)};
  }
  return {.no = no,
          .id = state_.users().id(no),
          .role = state_.role_of(version),
          .bound = std::move(bound),
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

std::vector<UserNow> Overlay::users_with_email(std::string_view canonical) const {
  constexpr std::size_t most = 2;
  std::vector<UserNow> found;
  const auto add_if_holder = [&](const UserNow& user) {
    const bool has_it = is_present(user.status) && canonical_key(profile(user).email) == canonical;
    const bool is_known = std::ranges::count(found, user.id, &UserNow::id) != 0;
    if (has_it && !is_known && found.size() < most) found.push_back(user);
  };
  // As many of those who are pending may have it no more.
  const std::size_t enough = most + users_.size();
  for (const UserNo no : state_.present_with_email(canonical, newest, enough)) {
    add_if_holder(*any_user(state_.users().id(no)));
  }
  if (emails_.contains(std::string(canonical))) {
    for (const auto& [id, pending] : users_) add_if_holder(pending.now);
  }
  return found;
}

Profile Overlay::profile(const UserNow& user) const {
  if (const auto at = users_.find(user.id); at != users_.end() && at->second.profile) {
    return *at->second.profile;
  }
  return state_.profiles().view(user.stored_profile).copy();
}

Status Overlay::status_before_removal(const UserId& id) const {
  if (const auto at = users_.find(id); at != users_.end()) return at->second.last_present;
  return state_.users().last_present_status(*state_.find_user(id, newest));
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

std::vector<UserId> Overlay::owners(const GroupId& group) const {
  std::vector<UserId> found;
  const Groups& groups = state_.groups();
  const auto no = groups.find(group);
  EdgeNo edge = no ? groups.first_edge_of_group(*no) : EdgeNo{0};
  for (; edge != 0; edge = groups.next_in_group(edge)) {
    const auto stored = groups.membership_at(edge, newest);
    if (!stored || stored->role != MemberRole::owner) continue;
    const UserId& id = state_.users().id(stored->user);
    if (!members_.contains({group, id})) found.push_back(id);
  }
  for (const auto& [pair, role] : members_) {
    if (pair.first == group && role == MemberRole::owner) found.push_back(pair.second);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::pair<GroupId, MemberRole>> Overlay::memberships(const UserId& user) const {
  std::vector<std::pair<GroupId, MemberRole>> found;
  const auto add_if_living = [&](const GroupId& id, MemberRole role) {
    if (group(GroupRef(id))) found.emplace_back(id, role);
  };
  const Groups& groups = state_.groups();
  const auto no = state_.find_user(user, newest);
  EdgeNo edge = no ? groups.first_edge_of_user(*no) : EdgeNo{0};
  for (; edge != 0; edge = groups.next_in_user(edge)) {
    const auto stored = groups.membership_at(edge, newest);
    if (!stored) continue;
    const GroupId& id = groups.id(stored->group);
    if (!members_.contains({id, user})) add_if_living(id, stored->role);
  }
  for (const auto& [pair, role] : members_) {
    if (pair.second == user && role) add_if_living(pair.first, *role);
  }
  return found;
}

std::optional<InvitationNow> Overlay::invitation(const UserId& id, Timestamp moment) const {
  InvitationNow found;
  if (const auto at = invitations_.find(id); at != invitations_.end()) {
    found = at->second;
  } else {
    const Invitations& invitations = state_.invitations();
    const auto no = invitations.find(id);
    if (!no) return std::nullopt;
    const InvitationVersion version = *invitations.at(*no, newest);
    found = {.id = id,
             .email = {},
             .role = state_.interned_words().grant(version.role, version.role_word),
             .status = version.status,
             .expires_at = version.expires_at,
             .revision = version.revision};
    if (version.inviter) found.inviter = state_.users().id(*version.inviter);
    invitations.addressee(*no).append_email(found.email);
  }
  if (found.status == InvitationStatus::open && found.expires_at <= moment) {
    found.status = InvitationStatus::expired;
  }
  return found;
}

std::optional<InvitationNow> Overlay::open_invitation(std::string_view canonical_email,
                                                      Timestamp moment) const {
  const auto open = [&](const UserId& id) {
    auto found = invitation(id, moment);
    return found && found->status == InvitationStatus::open ? found : std::nullopt;
  };
  if (const auto at = invited_emails_.find(std::string(canonical_email));
      at != invited_emails_.end()) {
    if (auto found = open(*at->second)) return found;
  }
  const auto stored = state_.invitations().find_open(canonical_email, newest, moment);
  return stored ? open(state_.invitations().id(*stored)) : std::nullopt;
}

std::optional<ApiKeyNow> Overlay::api_key(const CredentialId& id) const {
  if (const auto at = api_keys_.find(id); at != api_keys_.end()) return at->second;
  const auto no = state_.api_keys().find(id, newest);
  if (!no) return std::nullopt;
  const IssuedApiKey key = state_.api_keys().at(*no, newest);
  return ApiKeyNow{state_.users().id(key.owner), key.issued, key.at_most, key.expires_at,
                   key.is_revoked()};
}

Role Overlay::at_most_of_key(const CredentialId& id) const {
  const auto key = api_key(id);
  return key ? key->at_most : Role::viewer;
}

Role Overlay::at_most_of_password(const UserId& user) const {
  if (const auto at = users_.find(user); at != users_.end() && at->second.password_at_most) {
    return *at->second.password_at_most;
  }
  const auto no = state_.find_user(user, newest);
  const auto set = no ? state_.password_sets().find(*no, newest) : std::nullopt;
  return set ? set->at_most : Role::viewer;
}

Role Overlay::role_of(const UserId& user) const {
  const auto found = any_user(user);
  return found ? found->role.role : Role::viewer;
}

std::vector<CredentialId> Overlay::api_keys_of(const UserId& owner) const {
  std::vector<std::pair<Position, CredentialId>> found;
  if (const auto no = state_.find_user(owner, newest)) {
    for (const ApiKeyNo one : state_.api_keys().of(*no, newest)) {
      const IssuedApiKey key = state_.api_keys().at(one, newest);
      if (!key.is_revoked() && !api_keys_.contains(key.id)) found.emplace_back(key.issued, key.id);
    }
  }
  for (const auto& [id, key] : api_keys_) {
    if (key.owner == owner && !key.revoked) found.emplace_back(key.issued, id);
  }
  std::sort(found.begin(), found.end());
  std::vector<CredentialId> keys;
  for (const auto& [issued, id] : found) keys.push_back(id);
  return keys;
}

std::optional<UserId> Overlay::named_actor(std::string_view canonical) const {
  if (const auto at = actors_.find(std::string(canonical)); at != actors_.end()) return at->second;
  return state_.actors().find_named(canonical);
}

bool Overlay::is_named_actor(const UserId& id) const {
  const auto is_name_of = [&](const auto& named) { return named.second == id; };
  return std::ranges::any_of(actors_, is_name_of) || state_.actors().key(id).has_value();
}

Timestamp Overlay::stored_last_time() const {
  const Position last = state_.applied();
  return last == Position{0} ? Timestamp{} : state_.time_of(last);
}

KeyNo Overlay::key_of(const UserId& user) const {
  if (const auto at = keys_.find(user); at != keys_.end()) return at->second;
  if (const auto no = state_.find_user(user, newest)) return state_.users().key(*no);
  if (const auto no = state_.invitations().find(user)) return state_.invitations().key(*no);
  return state_.actors().key(user).value_or(KeyNo{0});
}

Overlay::PendingUser& Overlay::pending(const UserId& id) {
  const auto [at, is_new] = users_.try_emplace(id);
  if (is_new) {
    const auto no = state_.find_user(id, newest);
    assert(no && "decided about nobody");
    at->second.now = stored_user(*no);
    at->second.last_present = state_.users().last_present_status(at->second.now.no);
  }
  return at->second;
}

GroupNow& Overlay::pending_group(const GroupId& id) {
  if (groups_.find(id) == groups_.end()) {
    auto stored = group(GroupRef(id));
    groups_.emplace(id, std::move(stored));
  }
  assert(groups_.find(id)->second && "decided about no group");
  return *groups_.find(id)->second;
}

InvitationNow& Overlay::pending_invitation(const UserId& id) {
  if (!invitations_.contains(id)) {
    // As stored: before all time nothing has expired.
    auto stored = invitation(id, Timestamp{std::numeric_limits<std::int64_t>::min()});
    assert(stored && "decided about no invitation");
    invitations_.emplace(id, *std::move(stored));
  }
  return invitations_.find(id)->second;
}

ApiKeyNow& Overlay::pending_api_key(const CredentialId& id) {
  const auto stored = api_key(id);
  assert(stored && "decided about no API key");
  return api_keys_.try_emplace(id, *stored).first->second;
}

void Overlay::count(const UserNow& user, std::uint32_t change) {
  if (user.status == Status::active) active_users_ += change;
  if (user.is_lasting_top()) lasting_top_ += change;
}

void Overlay::rename_user(const UserId& id, const Profile& before, const Profile& after) {
  if (!before.username.empty()) usernames_[canonical_key(before.username)] = std::nullopt;
  if (!after.username.empty()) usernames_[canonical_key(after.username)] = id;
  for (const Profile* profile : {&before, &after}) {
    if (!profile->email.empty()) emails_.insert(canonical_key(profile->email));
  }
}

}  // namespace rolecall
