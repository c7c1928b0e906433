#include "engine/state/state.hpp"

#include <algorithm>
#include <cassert>

#include "engine/state/hash.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

State::State(const Amounts& capacities)
    : capacities_(capacities),
      users_(capacities.events),
      profiles_(capacities),
      role_words_(capacities.role_words),
      groups_(epochs_, capacities),
      actors_(epochs_, profiles_, capacities.events),
      api_keys_(epochs_, capacities.events),
      bound_roles_(epochs_, capacities.events),
      invitations_(epochs_, profiles_, capacities.events),
      password_sets_(epochs_, capacities.events),
      email_rules_(capacities.events),
      times_(capacities.events + 1),
      by_id_(epochs_, capacities.events),
      by_username_(epochs_, capacities.events),
      by_email_(epochs_, capacities.events) {
  times_.append_zeroed(1);
}

void State::publish() {
  const Amounts held = held_with({});
  for (std::size_t i = 0; i < stores.size(); ++i) {
    held_[i].store(held.*stores[i].amount, std::memory_order_relaxed);
  }
  assert(head_.load(std::memory_order_relaxed) <= applied_);
  head_.store(applied_, std::memory_order_release);
  epochs_.collect();
}

std::optional<UserNo> State::find_user(const UserId& id, Position at) const {
  const auto found =
      by_id_.find(hash_of(id), [&](std::uint32_t user) { return users_.id(UserNo{user}) == id; });
  if (!found || !users_.at(UserNo{*found}, at)) return std::nullopt;
  assert(*found < users_.count_at(at));
  return UserNo{*found};
}

std::optional<UserNo> State::find_user(const UserRef& ref, Position at) const {
  if (const auto* name = std::get_if<Username>(&ref)) {
    return find_username(canonical_key(name->text), at);
  }
  const auto user = find_user(std::get<UserId>(ref), at);
  return user && is_present(users_.at(*user, at)->status) ? user : std::nullopt;
}

// Offers whoever had the name at `at`, some more than once, until `accept` is true.
template <class Accept>
void State::offer_holders(NameField field, std::string_view canonical, Position at,
                          Accept accept) const {
  const CandidateIndex& index = field == NameField::email ? by_email_ : by_username_;
  index.find(hash_of(canonical), [&](std::uint32_t candidate) {
    if (!profiles_.has_key(ProfileRef{candidate}, field, canonical)) return false;
    const UserNo owner = profiles_.owner(ProfileRef{candidate});
    const auto version = users_.at(owner, at);
    if (!version) return false;
    if (version->profile != ProfileRef{candidate} &&
        !profiles_.has_key(version->profile, field, canonical)) {
      return false;
    }
    return accept(owner, *version);
  });
}

std::optional<UserNo> State::find_username(std::string_view canonical, Position at) const {
  std::optional<UserNo> holder;
  offer_holders(NameField::username, canonical, at, [&](UserNo user, const UserVersion& version) {
    if (is_present(version.status)) holder = user;
    return holder.has_value();
  });
  return holder;
}

std::optional<UserNo> State::find_email(std::string_view canonical, Position at) const {
  std::optional<UserNo> holder;
  bool is_shared = false;
  offer_holders(NameField::email, canonical, at, [&](UserNo user, const UserVersion& version) {
    if (!is_present(version.status)) return false;
    is_shared = holder && *holder != user;
    holder = user;
    return is_shared;
  });
  return is_shared ? std::nullopt : holder;
}

std::vector<UserNo> State::present_with_email(std::string_view canonical, Position at,
                                              std::size_t most) const {
  std::vector<UserNo> found;
  offer_holders(NameField::email, canonical, at, [&](UserNo user, const UserVersion& version) {
    const bool is_known = std::ranges::count(found, user) != 0;
    if (is_present(version.status) && !is_known) found.push_back(user);
    return found.size() >= most;
  });
  return found;
}

std::vector<UserNo> State::holders(NameField field, std::string_view canonical, Position at) const {
  std::vector<UserNo> found;
  offer_holders(field, canonical, at, [&](UserNo user, const UserVersion&) {
    found.push_back(user);
    return false;
  });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<UserNo> State::last_holder(NameField field, std::string_view canonical,
                                         Position at) const {
  std::optional<UserNo> last;
  Position last_went{};
  offer_holders(field, canonical, at, [&](UserNo user, const UserVersion& version) {
    if (is_present(version.status)) {
      last = user;
      return true;
    }
    Position went{};  // the role may have run out since
    users_.history(user, at, [&](const UserVersion& one) {
      if (is_present(one.status)) return false;
      went = one.from;
      return true;
    });
    if (went > last_went) {
      last = user;
      last_went = went;
    }
    return false;
  });
  return last;
}

Position State::position_at(Timestamp time, Position head) const {
  std::uint64_t low = 0;
  std::uint64_t high = number(head);
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (times_[middle] <= time) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  assert(low == 0 || times_[low] <= time);
  assert(low == number(head) || times_[low + 1] > time);
  return Position{low};
}

// Not of it: what publish() tells of the rest.
void State::serialize(Archive& archive) {
  archive.pass(applied_, users_, profiles_, role_words_, groups_, actors_, api_keys_, bound_roles_,
               invitations_, password_sets_, email_rules_, times_, by_id_, by_username_, by_email_,
               active_users_, lasting_top_, only_imported_);
  std::uint64_t expiries = expiries_.size();
  archive.pass(expiries);
  if (!archive.is_loading()) {
    for (auto [until, user] : expiries_) archive.pass(until, user);
    return;
  }
  for (; expiries > 0 && !archive.failed(); --expiries) {
    Expiries::value_type expiry;
    archive.pass(expiry.first, expiry.second);
    expiries_.insert(expiry);
  }
}

}  // namespace rolecall
