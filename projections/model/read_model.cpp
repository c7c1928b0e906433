#include "projections/model/read_model.hpp"

#include <algorithm>
#include <cassert>
#include <future>
#include <utility>

#include "projections/indexes/name_order.hpp"

namespace rolecall {
namespace {

template <NameField field>
NameTree::NameOf name_of(const Profiles& profiles) {
  return {[](const void* owner, std::uint32_t reference, std::size_t) {
            std::string unused;  // only an email address is put together
            return static_cast<const Profiles*>(owner)->unfolded_key(ProfileRef{reference}, field,
                                                                     unused);
          },
          &profiles};
}

NameTree::NameOf shown_names_of(const Profiles& profiles) {
  return {[](const void* owner, std::uint32_t reference, std::size_t name) {
            std::string unused;
            return static_cast<const Profiles*>(owner)->unfolded_key(
                ProfileRef{reference}, ReadModel::shown_fields.at(name), unused);
          },
          &profiles, ReadModel::shown_fields.size()};
}

NameTree::NameOf name_of(const Groups& groups) {
  return {[](const void* owner, std::uint32_t reference, std::size_t) {
            return static_cast<const Groups*>(owner)->name_key(reference);
          },
          &groups};
}

UserClass class_of(const UserVersion& version) { return class_of(version.role, version.status); }

bool is_role_event(const Event& event) {
  return std::holds_alternative<RoleAssigned>(event) || std::holds_alternative<RoleExpired>(event);
}

}  // namespace

ReadModel::ReadModel(Clock::Read clocks, const Amounts& capacities)
    : clock_(std::move(clocks)),
      state_(capacities),
      classes_(capacities.events),
      counts_(capacities.events),
      actor_events_(state_.epochs(), capacities.events),
      role_changes_(capacities.events),
      last_activity_(capacities.events),
      by_username_{NameTree(state_.epochs(), name_of<NameField::username>(state_.profiles()))},
      by_first_name_{NameTree(state_.epochs(), name_of<NameField::first_name>(state_.profiles()))},
      by_last_name_{NameTree(state_.epochs(), name_of<NameField::last_name>(state_.profiles()))},
      by_shown_names_{NameTree(state_.epochs(), shown_names_of(state_.profiles()))},
      groups_by_name_{NameTree(state_.epochs(), name_of(state_.groups()))} {}

ReadModel::Index& ReadModel::index_of(NameField field) {
  switch (field) {
    case NameField::username:
      return by_username_;
    case NameField::first_name:
      return by_first_name_;
    case NameField::last_name:
      return by_last_name_;
    case NameField::email:
      break;
  }
  assert(false && "email addresses have no order");
  return by_username_;
}

void ReadModel::insert(Index& index, std::uint32_t reference) {
  if (order_is_deferred_) {
    index.waiting.push_back(reference);
  } else {
    index.tree.insert(reference);
  }
}

void ReadModel::index_names(const StateChange::UserChange& change) {
  const ProfileRef profile = change.after.profile;
  const Profiles& profiles = state_.profiles();
  std::string unused;
  for (const NameField field : prefix_fields) {
    // The entry of the former profile still stands for a name that did not change.
    if ((change.changed & bits(aspect_of(field))) == 0) continue;
    const std::string_view name = profiles.unfolded_key(profile, field, unused);
    if (!name.empty()) insert(index_of(field), number(profile));
  }
  // Whoever has no username has been erased, or has none yet: no order of names has them.
  const auto changed = [&](NameField field) {
    return (change.changed & bits(aspect_of(field))) != 0;
  };
  if (std::ranges::any_of(shown_fields, changed) &&
      !profiles.unfolded_key(profile, NameField::username, unused).empty()) {
    insert(by_shown_names_, number(profile));
  }
}

Result<void> ReadModel::apply(const Recorded& recorded) {
  const auto change = state_.apply(recorded);
  if (!change) return change.error();
  const ActorNo actor = actor_events_.add(recorded.actor.user, recorded.position);
  std::optional<UserClass> before;
  std::optional<UserClass> after;
  if (change->user) {
    const StateChange::UserChange& user = *change->user;
    after = class_of(user.after);
    if (user.before) before = class_of(*user.before);
    if (!user.before) {
      classes_.add(user.user, *after);
      last_activity_.add_user();
    } else if (before == after) {
      before = after = std::nullopt;
    } else {
      classes_.change(recorded.position, user.user, *before, *after);
    }
    if (is_role_event(recorded.event)) {
      assert(user.before && "whose role changes has had one");
      role_changes_.add({recorded.position, user.user, actor, user.before->role, user.after.role});
    }
    index_names(user);
  }
  counts_.apply(recorded.position, before, after);
  if (change->group_name) insert(groups_by_name_, *change->group_name);
  if (std::holds_alternative<ApiKeyIssued>(recorded.event)) last_activity_.add_api_key();
  return {};
}

bool ReadModel::make_room(const Amounts& added) {
  return state_.make_room(added) && classes_.make_room(added.events) &&
         counts_.make_room(added.events) && actor_events_.make_room(added.events) &&
         role_changes_.make_room(added.events, state_.applied()) &&
         last_activity_.make_room(added.events);
}

// Not of it: the clock, the epoch, the days of the last activity.
void ReadModel::serialize(Archive& archive) {
  assert(order_is_deferred_ == archive.is_loading());
  archive.pass(state_, classes_, counts_, actor_events_, role_changes_);
  for (Index* const index :
       {&by_username_, &by_first_name_, &by_last_name_, &by_shown_names_, &groups_by_name_}) {
    archive.pass(index->tree);
  }
  if (!archive.is_loading() || archive.failed()) return;
  for (std::uint32_t i = 0; i < state_.users().size(); ++i) last_activity_.add_user();
  const std::uint32_t api_keys = state_.api_keys().count_at(State::newest);
  for (std::uint32_t i = 0; i < api_keys; ++i) last_activity_.add_api_key();
}

std::int64_t log_ahead_us(const ReadModel& model) {
  const Position head = model.head();
  if (head == Position{0}) return 0;
  const std::int64_t ahead_us = model.state().time_of(head).us - model.clock().now().us;
  return std::max<std::int64_t>(ahead_us, 0);
}

void ReadModel::order_names() {
  if (!std::exchange(order_is_deferred_, false)) return;
  // Two are sorted at a time: that is where the time goes, and each takes memory for it.
  const std::array indexes{&by_username_, &by_first_name_, &by_last_name_, &by_shown_names_};
  for (std::size_t i = 0; i < indexes.size(); i += 2) {
    Index& here = *indexes[i];
    Index& beside = *indexes[i + 1];
    auto sorted =
        std::async(std::launch::async, [&beside] { return beside.tree.sorted(beside.waiting); });
    here.tree.build(std::exchange(here.waiting, {}));
    beside.tree.build_sorted(sorted.get());
    beside.waiting = {};
  }
  groups_by_name_.tree.build(std::exchange(groups_by_name_.waiting, {}));
}

}  // namespace rolecall
