// What each event does to the state.
#include <algorithm>
#include <iterator>
#include <string>

#include "engine/state/authority.hpp"
#include "engine/state/hash.hpp"
#include "engine/state/state.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

Error cannot_follow(const Recorded& recorded, std::string_view why) {
  return {Errc::corrupt, "",
          "event " + std::to_string(number(recorded.position)) + " (" +
              std::string(name_of(type_of(recorded.event))) +
              ") cannot follow: " + std::string(why)};
}

}  // namespace

// The fold: what each event means for the state. Every event has its on(), so that a new one does
// not compile until it has been thought of here.
struct State::Folder {
  State& state;
  const Recorded& recorded;

  Result<StateChange> on(const UserCreated& e) const {
    if (state.find_user(e.user, newest)) return cannot_follow(recorded, "the user exists");
    UserVersion first = stamped({});
    first.role = e.role.role;
    first.role_word = state.role_words_.number_of(e.role);
    first.status = e.active ? Status::active : Status::deactivated;
    return state.add_user(e.user, recorded.key, e.profile, first);
  }
  Result<StateChange> on(const UserProfileChanged& e) const {
    return on_user(e.user, [&](UserNo user, UserVersion& version) {
      // Of an erased one the fact stays: an empty profile, from this position on.
      if (recorded.erased) version.profile = ProfileRef{0};
      Profile profile = state.profiles_.view(version.profile).copy();
      apply_patch(profile, e.to);
      version.profile = state.profiles_.add(user, profile, version.profile);
    });
  }
  Result<StateChange> on(const RoleAssigned& e) const {
    return on_user(e.user, [&](UserNo user, UserVersion& version) {
      if (e.valid_until) state.bind_role(e, user, version, recorded.position);
      set_role(version, e.to, e.valid_until.has_value());
    });
  }
  Result<StateChange> on(const RoleExpired& e) const {
    return on_user(e.user, [&](UserNo, UserVersion& version) { set_role(version, e.to, false); });
  }
  Result<StateChange> on(const UserDeactivated& e) const {
    return on_status(e.user, Status::deactivated);
  }
  Result<StateChange> on(const UserReactivated& e) const {
    return on_status(e.user, Status::active);
  }
  Result<StateChange> on(const UserRemoved& e) const {
    return on_user(e.user, [&](UserNo user, UserVersion& version) {
      state.api_keys_.revoke_all(user, recorded.position);
      state.password_sets_.end(user, recorded.position);
      version.status = Status::removed;
    });
  }
  // Comes back as what it was before the removal.
  Result<StateChange> on(const UserRestored& e) const {
    return on_user(e.user, [&](UserNo user, UserVersion& version) {
      version.status = state.users_.last_present_status(user);
    });
  }
  Result<StateChange> on(const UserErased& e) const {
    return on_user(e.user, [&](UserNo, UserVersion& version) {
      version.status = Status::erased;
      version.profile = ProfileRef{0};
    });
  }
  Result<StateChange> on(const PasswordSet& e) const {
    const Role at_most = at_most_given(*this, recorded);
    return on_user(e.user, [&](UserNo user, UserVersion&) {
      state.password_sets_.add({user, recorded.position, recorded.request, at_most});
    });
  }

  // An invited person is no user until the UserCreated that follows the acceptance.
  Result<StateChange> on(const UserInvited& e) const {
    if (state.invitations_.find(e.user)) return cannot_follow(recorded, "the invitation exists");
    state.invitations_.add(e.user, recorded.key, e.email,
                           {.from = recorded.position,
                            .status = InvitationStatus::open,
                            .role = e.role.role,
                            .role_word = state.role_words_.number_of(e.role),
                            .revision = recorded.revision,
                            .expires_at = e.expires_at,
                            .inviter = acting_user(),
                            .request = recorded.request});
    return StateChange{};
  }
  Result<StateChange> on(const InvitationRenewed& e) const {
    return on_invitation(e.user, [&](InvitationVersion& version) {
      version.role = e.role.role;
      version.role_word = state.role_words_.number_of(e.role);
      version.expires_at = e.expires_at;
      version.inviter = acting_user();
      version.request = recorded.request;
    });
  }
  Result<StateChange> on(const InvitationRevoked& e) const {
    return on_invitation(
        e.user, [](InvitationVersion& version) { version.status = InvitationStatus::revoked; });
  }
  Result<StateChange> on(const InvitationAccepted& e) const {
    return on_invitation(
        e.user, [](InvitationVersion& version) { version.status = InvitationStatus::accepted; });
  }

  Result<StateChange> on(const GroupCreated& e) const {
    if (state.groups_.find(e.group)) return cannot_follow(recorded, "the group exists");
    const GroupNo group =
        state.groups_.create(e.group, e.name, recorded.position, recorded.revision);
    return StateChange{.user = {}, .group_name = state.groups_.at(group, newest)->name};
  }
  Result<StateChange> on(const GroupRenamed& e) const {
    const auto group = state.groups_.find(e.group);
    if (!group) return cannot_follow(recorded, "no such group");
    state.groups_.rename(*group, e.to, recorded.position, recorded.revision);
    return StateChange{.user = {}, .group_name = state.groups_.at(*group, newest)->name};
  }
  Result<StateChange> on(const GroupDeleted& e) const {
    const auto group = state.groups_.find(e.group);
    if (!group) return cannot_follow(recorded, "no such group");
    state.groups_.remove(*group, recorded.position, recorded.revision);
    return StateChange{};
  }
  Result<StateChange> on(const MemberAdded& e) const { return on_member(e.group, e.user, e.role); }
  Result<StateChange> on(const MemberRoleChanged& e) const {
    return on_member(e.group, e.user, e.to);
  }
  Result<StateChange> on(const MemberRemoved& e) const {
    return on_member(e.group, e.user, std::nullopt);
  }

  Result<StateChange> on(const ApiKeyIssued& e) const {
    const auto user = state.find_user(e.user, newest);
    if (!user) return cannot_follow(recorded, "no such user");
    state.api_keys_.add({.id = e.key,
                         .owner = *user,
                         .capability = e.capability,
                         .expires_at = e.expires_at,
                         .giver = recorded.actor,
                         .at_most = at_most_given(*this, recorded),
                         .issued = recorded.position,
                         .revoked = {}});
    return on_revision(e.user);
  }
  Result<StateChange> on(const ApiKeyRevoked& e) const {
    state.api_keys_.revoke(e.key, recorded.position);
    return on_revision(e.user);
  }
  Result<StateChange> on(const ActorNamed& e) const {
    state.actors_.add(e.user, recorded.key, e.name);
    return StateChange{};
  }

  // What authority.hpp asks; of what is not there, the least.
  Role at_most_of_key(const CredentialId& id) const {
    const auto key = state.api_keys_.find(id, newest);
    return key ? state.api_keys_.at(*key, newest).at_most : Role::viewer;
  }
  Role at_most_of_password(const UserId& id) const {
    const auto user = state.find_user(id, newest);
    const auto set = user ? state.password_sets_.find(*user, newest) : std::nullopt;
    return set ? set->at_most : Role::viewer;
  }
  Role role_of(const UserId& id) const {
    const auto user = state.find_user(id, newest);
    return user ? state.users_.newest(*user).role : Role::viewer;
  }

 private:
  std::optional<UserNo> acting_user() const {
    if (recorded.actor.kind != ActorKind::user) return std::nullopt;
    return state.find_user(recorded.actor.user, newest);
  }
  UserVersion stamped(UserVersion version) const {
    version.from = recorded.position;
    version.revision = recorded.revision;
    return version;
  }
  template <class Change>
  Result<StateChange> on_user(const UserId& id, Change change) const {
    const auto user = state.find_user(id, newest);
    if (!user) return cannot_follow(recorded, "no such user");
    UserVersion version = stamped(state.users_.newest(*user));
    change(*user, version);
    return state.change_user(*user, version);
  }
  void set_role(UserVersion& version, const RoleGrant& to, bool is_bound) const {
    version.role = to.role;
    version.role_word = state.role_words_.number_of(to);
    version.role_is_bound = is_bound;
  }
  template <class Change>
  Result<StateChange> on_invitation(const UserId& id, Change change) const {
    const auto invitation = state.invitations_.find(id);
    if (!invitation) return cannot_follow(recorded, "no such invitation");
    InvitationVersion version = *state.invitations_.at(*invitation, newest);
    version.from = recorded.position;
    version.revision = recorded.revision;
    change(version);
    state.invitations_.change(*invitation, version);
    return StateChange{};
  }
  Result<StateChange> on_status(const UserId& id, Status status) const {
    return on_user(id, [&](UserNo, UserVersion& version) { version.status = status; });
  }
  Result<StateChange> on_revision(const UserId& id) const {
    return on_user(id, [](UserNo, UserVersion&) {});
  }
  Result<StateChange> on_member(const GroupId& group_id, const UserId& user_id,
                                std::optional<MemberRole> role) const {
    const auto group = state.groups_.find(group_id);
    const auto user = state.find_user(user_id, newest);
    if (!group || !user) return cannot_follow(recorded, "no such group or user");
    state.groups_.set_member(*group, *user, role, recorded.position, recorded.revision);
    return StateChange{};
  }
};

Result<StateChange> State::apply(const Recorded& recorded) {
  if (recorded.position != next(applied_)) return cannot_follow(recorded, "a position is missing");
  if (const auto fitting = check_fit(recorded); !fitting) return fitting.error();
  const Folder folder{*this, recorded};
  const auto change =
      std::visit([&](const auto& event) { return folder.on(event); }, recorded.event);
  if (!change) return change;
  times_.append(recorded.time);
  applied_ = recorded.position;
  if (recorded.actor.kind != ActorKind::import) only_imported_ = false;
  return change;
}

StateChange State::add_user(const UserId& id, KeyNo key, const Profile& profile,
                            UserVersion first) {
  const UserNo user{users_.size()};
  first.profile = profiles_.add(user, profile);
  users_.add(id, key, first);
  groups_.add_user();
  by_id_.add(hash_of(id), number(user), [](std::uint32_t) { return false; });
  index_names(user, first.profile, all_user_aspects);
  count(first, 1);
  return {.user = {{.user = user, .before = {}, .after = first, .changed = all_user_aspects}},
          .group_name = {}};
}

StateChange State::change_user(UserNo user, const UserVersion& version) {
  const UserVersion before = users_.newest(user);
  const UserAspects changed = changed_from(user, before, version);
  users_.change(user, version, changed);
  index_names(user, version.profile, changed);
  count(before, ~std::uint32_t{0});
  count(version, 1);
  follow_expiry(user, before, version);
  return {.user = {{.user = user, .before = before, .after = version, .changed = changed}},
          .group_name = {}};
}

// A bound role that is given anew changes even if only its end does.
UserAspects State::changed_from(UserNo user, const UserVersion& before,
                                const UserVersion& after) const {
  UserAspects changed = 0;
  const bool has_other_end =
      after.role_is_bound && bound_roles_.find(user, newest)->granted_at == after.from;
  if (before.role != after.role || before.role_word != after.role_word ||
      before.role_is_bound != after.role_is_bound || has_other_end) {
    changed |= bits(UserAspect::role);
  }
  if (before.profile == after.profile) return changed;
  changed |= bits(UserAspect::profile);
  for (std::size_t i = 0; i < name_field_count; ++i) {
    const auto field = static_cast<NameField>(i);
    if (!profiles_.have_same_key(before.profile, after.profile, field)) {
      changed |= bits(aspect_of(field));
    }
  }
  return changed;
}

// Only names that this profile brings anew: an entry for a former profile still leads to the owner
// of a name that did not change, or that came back.
void State::index_names(UserNo user, ProfileRef profile, UserAspects changed) {
  std::string scratch;
  std::string key;
  const auto add = [&](CandidateIndex& index, NameField field) {
    if ((changed & bits(aspect_of(field))) == 0) return;
    key.clear();
    const std::string_view unfolded = profiles_.unfolded_key(profile, field, scratch);
    std::transform(unfolded.begin(), unfolded.end(), std::back_inserter(key), fold_ascii);
    if (key.empty()) return;
    const auto has_key = [&](std::uint32_t other) {
      return profiles_.has_key(ProfileRef{other}, field, key);
    };
    const auto is_entry = [&](std::uint32_t other) {
      return profiles_.owner(ProfileRef{other}) == user && has_key(other);
    };
    if (changed != all_user_aspects && index.find(hash_of(key), is_entry)) return;
    index.add(hash_of(key), number(profile), has_key);
  };
  add(by_username_, NameField::username);
  add(by_email_, NameField::email);
}

// Who is given one bounded role after another falls back to what was before the first.
void State::bind_role(const RoleAssigned& event, UserNo user, const UserVersion& before,
                      Position at) {
  BoundRole grant{user, at, *event.valid_until, before.role, before.role_word};
  if (before.role_is_bound) {
    const BoundRole former = *bound_roles_.find(user, newest);
    grant.fallback = former.fallback;
    grant.fallback_word = former.fallback_word;
  }
  bound_roles_.add(grant);
}

void State::count(const UserVersion& version, std::uint32_t change) {
  if (version.status == Status::active) active_users_ += change;
  if (version.is_lasting_top()) lasting_top_ += change;
}

// A removed user's role runs out too: restored later, the user does not get it back.
void State::follow_expiry(UserNo user, const UserVersion& before, const UserVersion& after) {
  const auto runs_out = [](const UserVersion& version) {
    return version.role_is_bound && version.status != Status::erased;
  };
  if (runs_out(before)) {
    const Position former = runs_out(after) ? previous(after.from) : newest;
    expiries_.erase({bound_roles_.find(user, former)->valid_until, user});
  }
  if (runs_out(after)) {
    expiries_.emplace(bound_roles_.find(user, newest)->valid_until, user);
  }
}

}  // namespace rolecall
