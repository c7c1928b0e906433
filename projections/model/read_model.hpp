// Everything the directory can answer from memory: the state, the projections folded beside it,
// when users were last seen, and what time it is.
//
// Order:    apply() takes each stored event once, in position order; publish() makes them visible
//           together.
// Reading:  a reader loads head() once, or brings an earlier position, and asks at that
//           (users/user_query.hpp and its neighbours). Readers never wait for the writer, nor it
//           for them.
// Threads:  apply(), make_room(), publish(), defer_order(), order_names() and serialize() from one
//           thread; everything else from any.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/events/event.hpp"
#include "engine/result.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/state.hpp"
#include "engine/types/clock.hpp"
#include "projections/indexes/actor_events.hpp"
#include "projections/indexes/classes.hpp"
#include "projections/indexes/counts.hpp"
#include "projections/indexes/last_activity.hpp"
#include "projections/indexes/name_tree.hpp"
#include "projections/indexes/role_changes.hpp"

namespace rolecall {

class ReadModel {
 public:
  explicit ReadModel(Clock::Read clocks = read_clocks,
                     const Amounts& capacities = memory_capacities);
  ReadModel(const ReadModel&) = delete;
  ReadModel& operator=(const ReadModel&) = delete;

  // `corrupt` where the event cannot follow what was applied before, `storage_full` where it does
  // not fit into memory's capacities.
  Result<void> apply(const Recorded& recorded);
  // Has the memory for so much more ready, before it is stored. False: there is none.
  bool make_room(const Amounts& added);
  // A new model keeps the names it gets for the next order_names(): to put them in order all at
  // once is several times faster. So does one after defer_order(), for who changes much and asks
  // for no order meanwhile.
  void defer_order() { order_is_deferred_ = true; }
  // From now on names are found in order as soon as they are applied.
  void order_names();
  // What is applied, once names are in order. Loading: instead of the first part of a replay.
  void serialize(Archive& archive);
  void publish() { state_.publish(); }

  const Clock& clock() const { return clock_; }
  // Of the log that this is folded from (log/lmdb_log.hpp). Told before readers come.
  std::uint64_t epoch() const { return epoch_; }
  void set_epoch(std::uint64_t epoch) { epoch_ = epoch; }

  const State& state() const { return state_; }
  Position head() const { return state_.head(); }
  Epochs::Guard enter() const { return state_.enter(); }

  const Classes& classes() const { return classes_; }
  const Counts& counts() const { return counts_; }
  const ActorEvents& actor_events() const { return actor_events_; }
  const RoleChanges& role_changes() const { return role_changes_; }
  const LastActivity& last_activity() const { return last_activity_; }
  LastActivity& last_activity() { return last_activity_; }
  // Profile references in the order of that name. Not of email addresses: those have no order.
  const NameTree& users_by(NameField field) const { return index_of(field).tree; }
  // The same in the order of first name, last name, username: an absent name comes first.
  const NameTree& users_by_shown_names() const { return by_shown_names_.tree; }
  // Numbers of group names (Groups::name_text) in their order.
  const NameTree& groups_by_name() const { return groups_by_name_.tree; }

  // What orders users_by_shown_names().
  static constexpr std::array<NameField, 3> shown_fields{NameField::first_name,
                                                         NameField::last_name, NameField::username};
  // The fields that a prefix is looked for in, in the order of their weight.
  static constexpr std::array<NameField, 3> prefix_fields{
      NameField::username, NameField::first_name, NameField::last_name};

 private:
  struct Index {
    NameTree tree;
    std::vector<std::uint32_t> waiting{};  // for the end of the replay
  };
  void insert(Index& index, std::uint32_t reference);
  void index_names(const StateChange::UserChange& change);
  Index& index_of(NameField field);
  const Index& index_of(NameField field) const {
    return const_cast<ReadModel*>(this)->index_of(field);
  }

  Clock clock_;
  State state_;
  Classes classes_;
  Counts counts_;
  ActorEvents actor_events_;
  RoleChanges role_changes_;
  LastActivity last_activity_;
  Index by_username_;
  Index by_first_name_;
  Index by_last_name_;
  Index by_shown_names_;
  Index groups_by_name_;
  bool order_is_deferred_ = true;
  std::uint64_t epoch_ = 1;
};

// By how much the last event lies ahead of the clock; 0: it does not. More than a little: the clock
// is wrong, or was when something was recorded.
std::int64_t log_ahead_us(const ReadModel& model);

}  // namespace rolecall
