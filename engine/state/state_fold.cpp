// What comes of an event in the state.
#include <algorithm>
#include <cassert>
#include <iterator>
#include <string>

#include "engine/state/fold.hpp"
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

// Where the fold (fold.hpp) finds the state and leaves its changes.
struct State::World {
  using Changed = Result<StateChange>;

  State& state;
  const Recorded& recorded;

  // A version of a user that is to follow the newest one.
  struct User {
    World& world;
    UserNo no;
    UserVersion version;

    struct WordedRole {
      Role role;
      WordNo word;
    };

    WordedRole role() const { return {version.role, version.role_word}; }
    bool is_lent() const { return version.role_is_bound; }
    WordedRole fallback() const {
      const BoundRole grant = *world.state.bound_roles_.find(no, newest);
      return {grant.fallback, grant.fallback_word};
    }
    void give_role(const RoleGrant& to) {
      version.role = to.role;
      version.role_word = world.state.role_words_.number_of(to);
      version.role_is_bound = false;
    }
    void lend_role(const RoleGrant& to, Timestamp until, const WordedRole& fallback) {
      world.state.bound_roles_.add(
          {no, world.recorded.position, until, fallback.role, fallback.word});
      give_role(to);
      version.role_is_bound = true;
    }
    void set_status(Status status) { version.status = status; }
    Status last_present_status() const { return world.state.users_.last_present_status(no); }
    void patch_profile(const ProfilePatch& to) {
      Profiles& profiles = world.state.profiles_;
      Profile profile = profiles.view(version.profile).copy();
      apply_patch(profile, to);
      version.profile = profiles.add(no, profile, version.profile);
    }
    void clear_profile() { version.profile = ProfileRef{0}; }
    void set_password(Role at_most) {
      world.state.password_sets_.add(
          {no, world.recorded.position, world.recorded.request, at_most});
    }
    void end_password() { world.state.password_sets_.end(no, world.recorded.position); }
    void add_api_key(const ApiKeyIssued& e, Role at_most) {
      world.state.api_keys_.add({.id = e.key,
                                 .owner = no,
                                 .capability = e.capability,
                                 .expires_at = e.expires_at,
                                 .giver = world.recorded.actor,
                                 .at_most = at_most,
                                 .issued = world.recorded.position,
                                 .revoked = {}});
    }
    void revoke_api_key(const CredentialId& key) {
      world.state.api_keys_.revoke(key, world.recorded.position);
    }
    void end_api_keys() { world.state.api_keys_.revoke_all(no, world.recorded.position); }
  };

  Changed create_user(const UserCreated& e, Status status) {
    if (state.find_user(e.user, newest)) return cannot_follow(recorded, "the user exists");
    UserVersion first = stamped(UserVersion());
    first.role = e.role.role;
    first.role_word = state.role_words_.number_of(e.role);
    first.status = status;
    return state.add_user(e.user, recorded.key, e.profile, first);
  }
  template <class Change>
  Changed change_user(const UserId& id, Change change) {
    const auto no = number_of(id);
    if (!no) return cannot_follow(recorded, "no such user");
    User user{*this, *no, stamped(state.users_.newest(*no))};
    change(user);
    return state.change_user(*no, user.version);
  }

  struct Invitation {
    World& world;
    InvitationVersion version;

    void set_status(InvitationStatus status) { version.status = status; }
    void set_terms(const InvitationTerms& terms) {
      version.role = terms.role.role;
      version.role_word = world.state.role_words_.number_of(terms.role);
      version.expires_at = terms.expires_at;
      version.inviter =
          terms.inviter ? world.state.find_user(*terms.inviter, newest) : std::nullopt;
      version.request = world.recorded.request;
    }
  };

  Changed invite(const UserId& id, std::string_view email, const InvitationTerms& terms) {
    if (state.invitations_.find(id)) return cannot_follow(recorded, "the invitation exists");
    Invitation invitation{*this, stamped(InvitationVersion())};
    invitation.set_terms(terms);
    state.invitations_.add(id, recorded.key, email, invitation.version);
    return StateChange{};
  }
  template <class Change>
  Changed change_invitation(const UserId& id, Change change) {
    const auto no = state.invitations_.find(id);
    if (!no) return cannot_follow(recorded, "no such invitation");
    Invitation invitation{*this, stamped(*state.invitations_.at(*no, newest))};
    change(invitation);
    state.invitations_.change(*no, invitation.version);
    return StateChange{};
  }

  Changed create_group(const GroupId& id, std::string_view name) {
    if (state.groups_.find(id)) return cannot_follow(recorded, "the group exists");
    return named(state.groups_.create(id, name, recorded.position, recorded.revision));
  }
  Changed rename_group(const GroupId& id, std::string_view name) {
    const auto group = state.groups_.find(id);
    if (!group) return cannot_follow(recorded, "no such group");
    state.groups_.rename(*group, name, recorded.position, recorded.revision);
    return named(*group);
  }
  Changed remove_group(const GroupId& id) {
    const auto group = state.groups_.find(id);
    if (!group) return cannot_follow(recorded, "no such group");
    state.groups_.remove(*group, recorded.position, recorded.revision);
    return StateChange{};
  }
  Changed set_member(const GroupId& group_id, const UserId& user_id,
                     std::optional<MemberRole> role) {
    const auto group = state.groups_.find(group_id);
    const auto user = number_of(user_id);
    if (!group || !user) return cannot_follow(recorded, "no such group or user");
    state.groups_.set_member(*group, *user, role, recorded.position, recorded.revision);
    return StateChange{};
  }
  Changed name_actor(const UserId& id, std::string_view name) {
    state.actors_.add(id, recorded.key, name, recorded.position);
    return StateChange{};
  }

  Changed set_email_uniqueness(bool unique) {
    state.email_rules_.add({recorded.position, unique, recorded.revision});
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
  template <class Version>
  Version stamped(Version version) const {
    version.from = recorded.position;
    version.revision = recorded.revision;
    return version;
  }
  // The record tells it of the user it is about.
  std::optional<UserNo> number_of(const UserId& id) const {
    const bool is_known =
        number(recorded.user_no) < state.users_.size() && state.users_.id(recorded.user_no) == id;
    return is_known ? std::optional(recorded.user_no) : state.find_user(id, newest);
  }
  StateChange named(GroupNo group) const {
    return {.user = {}, .group_name = state.groups_.at(group, newest)->name};
  }
};

Result<StateChange> State::apply(const Recorded& recorded) {
  if (recorded.position != next(applied_)) return cannot_follow(recorded, "a position is missing");
  if (const auto fitting = check_fit(recorded); !fitting) return fitting.error();
  World world{*this, recorded};
  const auto change = fold(world, recorded);
  if (!change) return change;
  times_.append(recorded.time);
  applied_ = recorded.position;
  assert(times_.size() == number(applied_) + 1);
  assert(lasting_top_ <= active_users_ && active_users_ <= users_.size());
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
// of a name that did not change, or that came back. Looked for among the newest entries only, since
// many may share an address: a second entry does no harm.
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
    constexpr std::size_t looked_at_max = 64;
    std::size_t looked_at = 0;
    const auto is_enough = [&](std::uint32_t other) {
      return is_entry(other) || ++looked_at == looked_at_max;
    };
    const bool is_new = changed == all_user_aspects;  // and has no entry yet
    const auto found = is_new ? std::nullopt : index.find(hash_of(key), is_enough);
    if (found && is_entry(*found)) return;
    index.add(hash_of(key), number(profile), has_key);
  };
  add(by_username_, NameField::username);
  add(by_email_, NameField::email);
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
    const auto ended = expiries_.erase({bound_roles_.find(user, former)->valid_until, user});
    assert(ended == 1);
  }
  if (runs_out(after)) {
    const bool is_new =
        expiries_.emplace(bound_roles_.find(user, newest)->valid_until, user).second;
    assert(is_new);
  }
}

}  // namespace rolecall
