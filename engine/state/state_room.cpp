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
  return bytes_of_name(profile.username) + bytes_of_name(profile.email) +
         bytes_of_name(profile.display_name) + bytes_of_name(profile.first_name) +
         bytes_of_name(profile.last_name) + profile.external_id.size() + profile.attributes.size();
}

// What did not change is referred to; but a display name that was put together of two names may
// have to be written out.
std::uint64_t bytes_of(const ProfilePatch& change) {
  Profile changed;
  apply_patch(changed, change);
  // And the keys of the names that are derived of it may be others.
  return bytes_of(changed) + 3 * limits::name_max_bytes;
}

// What the fields of an event take: every text that is sealed lies in a profile.
class Demand {
 public:
  explicit Demand(const InternedWords& interned_words) : role_words_(interned_words) {}

  template <class E>
  Amounts of(const E& event) {
    demand_ = {.events = 1, .profile_bytes = Personal<E> ? profile_frame_bytes : 0};
    // What a change came from is there already.
    auto sealed = [&](unsigned, std::string_view name, const auto& value) {
      if (name != "from") add_sealed(value);
    };
    auto member = [&](unsigned, std::string_view name, const auto& value) {
      if (name != "from") add(value);
    };
    visit_sealed(event, sealed);
    visit_members(event, member);
    correct(event);
    return demand_;
  }

 private:
  void add_sealed(const std::string& name) { demand_.profile_bytes += bytes_of_name(name); }
  void add_sealed(const Profile& profile) { demand_.profile_bytes += bytes_of(profile); }
  void add_sealed(const ProfilePatch& change) { demand_.profile_bytes += bytes_of(change); }
  // Of what is in clear only words and names are kept beside the event.
  void add(const RoleGrant& role) { demand_.role_words += role_words_.has(role) ? 0 : 1; }
  void add(const std::string& group_name) {
    demand_.group_name_bytes += bytes_of_group_name(group_name);
  }
  template <class Other>
  void add(const Other&) {}

  // The event that will end the role is counted when the role is given.
  void correct(const RoleAssigned& e) { demand_.events += e.valid_until ? 1 : 0; }
  void correct(const RoleExpired&) { demand_ = {}; }
  template <class Other>
  void correct(const Other&) {}

  const InternedWords& role_words_;
  Amounts demand_;
};

Error full(const Store& store, std::uint64_t capacity) {
  return {Errc::storage_full, "",
          "the store " + std::string(store.name) + " is full (" + std::to_string(capacity) +
              "): what needs more of it is refused; what is there today can be exported, and "
              "imported into a fresh data folder"};
}

}  // namespace

Amounts State::demand_of(const Event& event) const {
  Demand demand(role_words_);
  return std::visit([&](const auto& one) { return demand.of(one); }, event);
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
         password_sets_.make_room(events) && email_rules_.make_room(events) &&
         times_.make_room(events) && by_id_.make_room(events) && by_username_.make_room(events) &&
         by_email_.make_room(events);
}

}  // namespace rolecall
