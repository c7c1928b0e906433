// What an event adds to memory at most, and whether there is room for it.
#include <string>

#include "engine/state/state.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

// Owner, flags, lengths and references of a profile that names nothing, and what aligns it.
constexpr std::uint64_t profile_frame_bytes = 128;

// With its canonical key, where that is kept beside it.
std::uint64_t bytes_of_name(std::string_view name) {
  return name.size() + (is_ascii(name) ? 0 : limits::name_max_bytes);
}
std::uint64_t bytes_of_group_name(std::string_view name) {
  return name.size() + (is_ascii(name) ? name.size() : limits::name_max_bytes);
}

std::uint64_t bytes_of(const Profile& profile) {
  return profile_frame_bytes + bytes_of_name(profile.username) + bytes_of_name(profile.email) +
         profile.display_name.size() + bytes_of_name(profile.first_name) +
         bytes_of_name(profile.last_name) + profile.external_id.size() + profile.attributes.size();
}

// What did not change is referred to; but a display name that was put together of two names may
// have to be written out.
std::uint64_t bytes_of(const ProfilePatch& change) {
  Profile changed;
  apply_patch(changed, change);
  return bytes_of(changed) + limits::name_max_bytes;
}

struct Demand {
  const RoleWords& role_words;

  Amounts on(const UserCreated& e) const { return with_word(e.role, profile(bytes_of(e.profile))); }
  Amounts on(const UserProfileChanged& e) const { return profile(bytes_of(e.to)); }
  Amounts on(const RoleAssigned& e) const {
    Amounts demand = with_word(e.to, one_event());
    if (e.valid_until) ++demand.events;
    return demand;
  }
  Amounts on(const RoleExpired&) const { return {}; }
  Amounts on(const UserDeactivated&) const { return one_event(); }
  Amounts on(const UserReactivated&) const { return one_event(); }
  Amounts on(const UserRemoved&) const { return one_event(); }
  Amounts on(const UserRestored&) const { return one_event(); }
  Amounts on(const UserErased&) const { return one_event(); }
  Amounts on(const PasswordSet&) const { return one_event(); }
  Amounts on(const UserInvited& e) const {
    return with_word(e.role, profile(profile_frame_bytes + bytes_of_name(e.email)));
  }
  Amounts on(const InvitationRenewed& e) const { return with_word(e.role, one_event()); }
  Amounts on(const InvitationRevoked&) const { return one_event(); }
  Amounts on(const InvitationAccepted&) const { return one_event(); }
  Amounts on(const GroupCreated& e) const { return group_name(e.name); }
  Amounts on(const GroupRenamed& e) const { return group_name(e.to); }
  Amounts on(const GroupDeleted&) const { return one_event(); }
  Amounts on(const MemberAdded&) const { return one_event(); }
  Amounts on(const MemberRoleChanged&) const { return one_event(); }
  Amounts on(const MemberRemoved&) const { return one_event(); }
  Amounts on(const ApiKeyIssued&) const { return one_event(); }
  Amounts on(const ApiKeyRevoked&) const { return one_event(); }
  Amounts on(const ActorNamed& e) const {
    return profile(profile_frame_bytes + bytes_of_name(e.name));
  }

 private:
  static Amounts one_event() { return {.events = 1}; }
  static Amounts profile(std::uint64_t bytes) { return {.events = 1, .profile_bytes = bytes}; }
  static Amounts group_name(std::string_view name) {
    return {.events = 1, .group_name_bytes = bytes_of_group_name(name)};
  }
  Amounts with_word(const RoleGrant& role, Amounts demand) const {
    demand.role_words = role_words.has(role) ? 0 : 1;
    return demand;
  }
};

Error full(const Store& store, std::uint64_t capacity) {
  return {Errc::storage_full, "",
          "the store " + std::string(store.name) + " is full (" + std::to_string(capacity) +
              "): what needs more of it is refused; what is there today can be exported, and "
              "imported into a fresh data folder"};
}

}  // namespace

Amounts State::demand_of(const Event& event) const {
  const Demand demand{role_words_};
  return std::visit([&](const auto& one) { return demand.on(one); }, event);
}

// Roles that run out will each take an event.
Amounts State::held_with(const Amounts& added) const {
  return {.events = number(applied_) + expiries_.size() + added.events,
          .profile_bytes = profiles_.bytes_with(added.profile_bytes),
          .group_name_bytes = groups_.name_bytes_with(added.group_name_bytes),
          .role_words = role_words_.size() + added.role_words};
}

Amounts State::held() const {
  Amounts held;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    held.*stores[i].amount = held_[i].load(std::memory_order_relaxed);
  }
  return held;
}

Result<void> State::check_room(const Amounts& waiting, const Amounts& added) const {
  Amounts together = waiting;
  together += added;
  const Amounts then = held_with(together);
  for (const Store& store : stores) {
    const std::uint64_t capacity = capacities_.*store.amount;
    const std::uint64_t most = capacity - capacity / limits::memory_kept_part;
    if (added.*store.amount != 0 && then.*store.amount > most) return full(store, capacity);
  }
  return {};
}

// Of what is stored already: all of the capacities is for it.
Result<void> State::check_fit(const Recorded& recorded) const {
  const Amounts added = demand_of(recorded.event);
  Amounts then = held_with(added);
  then.events = number(recorded.position);
  for (const Store& store : stores) {
    if (then.*store.amount <= capacities_.*store.amount) continue;
    Error error = full(store, capacities_.*store.amount);
    error.detail = "event " + std::to_string(number(recorded.position)) + ": " + error.detail;
    return error;
  }
  return {};
}

bool State::make_room(const Amounts& added) {
  const std::size_t events = added.events;
  return users_.make_room(events) && profiles_.make_room(added) &&
         role_words_.make_room(added.role_words) && groups_.make_room(added) &&
         actors_.make_room(events) && api_keys_.make_room(events) &&
         bound_roles_.make_room(events) && invitations_.make_room(events) &&
         password_sets_.make_room(events) && times_.make_room(events) && by_id_.make_room(events) &&
         by_username_.make_room(events) && by_email_.make_room(events);
}

}  // namespace rolecall
