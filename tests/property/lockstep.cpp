#include "tests/property/lockstep.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <rapidcheck.h>

#include "engine/events/codec.hpp"
#include "projections/history/event_query.hpp"
#include "tests/property/commands.hpp"
#include "tests/support/together.hpp"

namespace rolecall::test::model {

void Lockstep::run(const std::vector<std::uint64_t>& steps) {
  for (const std::uint64_t step : steps) {
    Random random(step);
    do_step(random);
    if (random.one_in(15)) {
      finish_batch();
      compare(random);
    }
  }
  finish_batch();
  Random random(steps.empty() ? 0 : steps.back());
  compare_everything(random);
  snapshot_.reset();
  start();
  compare_everything(random);
  take_snapshot();
  start();
  compare_everything(random);
}

void Lockstep::play(const std::vector<std::uint64_t>& steps) {
  for (const std::uint64_t step : steps) {
    Random random(step);
    do_step(random);
  }
  finish_batch();
}

void Lockstep::do_step(Random& random) {
  add_command(random);
  if (random.one_in(6)) finish_batch();
  if (random.one_in(150)) {
    finish_batch();
    take_snapshot();
  }
  if (random.one_in(200)) {
    finish_batch();
    restart(random);
  }
}

void Lockstep::start() {
  walks_.clear();
  directory_.reset();
  directory_.emplace(
      log_, keys_,
      [this] {
        return ClockReading{clock(), clock().us};
      },
      capacities_.value_or(memory_capacities));
  if (snapshot_) RC_ASSERT(snapshot_->load_into(*directory_));
  RC_ASSERT(directory_->replay().has_value());
  directory_->start_writing({.seats = seats_});
  model_.expire_roles(clock());
  CommandRequest refused;  // once it is answered the writer has begun
  refused.command = RevokeApiKey{};
  refused.actor.kind = ActorKind::op;
  RC_ASSERT(!directory_->writer().execute(std::move(refused)));
  RC_ASSERT(number(directory_->model().head()) == model_.head());
}

void Lockstep::move_clock(std::int64_t ticks) { clock_us_ += ticks * tick_us; }

// ---- batches -----------------------------------------------------------------------------------

void Lockstep::add_command(Random& random) {
  if (requests_.empty()) {
    // Sometimes back, often not at all, now and then far.
    move_clock(random.one_in(30) ? 20 : static_cast<std::int64_t>(random.below(9)) - 3);
    model_.expire_roles(clock());
  }
  CommandRequest request = random_command(random, model_, clock());
  if (capacities_) return execute_if_it_fits(std::move(request));
  std::string story = describe(request, model_);
  answers_.push_back(model_.execute(request, clock()));
  RC_LOG() << story << " -> " << (answers_.back() ? "ok" : name_of(answers_.back().error().code))
           << " at " << model_.head() << "\n";
  requests_.push_back(std::move(request));
}

void Lockstep::execute_if_it_fits(CommandRequest request) {
  const auto before = number(directory_->model().head());
  const std::string story = describe(request, model_);
  const auto outcome = directory_->writer().execute(request);
  const bool is_full = !outcome && outcome.error().code == Errc::storage_full;
  RC_LOG() << story << " -> " << (outcome ? "ok" : name_of(outcome.error().code)) << "\n";
  if (is_full) {
    ++refused_as_full_;
  } else {
    check(model_.execute(request, clock()), outcome);
  }
  RC_ASSERT(number(directory_->model().head()) == model_.head());
  if (!is_full) learn_order_of_removals(before);
}

void Lockstep::finish_batch() {
  const auto before = number(directory_->model().head());
  const auto outcomes = execute_together(directory_->writer(), std::exchange(requests_, {}));
  for (std::size_t i = 0; i < outcomes.size(); ++i) check(answers_[i], outcomes[i]);
  answers_.clear();
  RC_LOG() << "-- stored\n";
  RC_ASSERT(number(directory_->model().head()) == model_.head());
  learn_order_of_removals(before);
}

void Lockstep::check(const Result<Answer>& expected, const Result<Outcome>& found) {
  if (!expected || !found) {
    RC_ASSERT(!expected && !found);
    RC_ASSERT(name_of(expected.error().code) == name_of(found.error().code));
    return;
  }
  RC_ASSERT(expected->changed == found->changed);
  RC_ASSERT(expected->position == number(found->position));
  compare_planned(model_, *expected, *found);
  const auto& [changed, position, user, group, invitation, planned] = *expected;
  if (user && *user != not_created && model_.user_id(*user).is_nil()) {
    model_.name_user(*user, found->user);
  }
  if (invitation && *invitation != not_created && model_.invitation_id(*invitation).is_nil()) {
    model_.name_invitation(*invitation, found->user);
  }
  if (group && *group != not_created && model_.group_id(*group).is_nil()) {
    model_.name_group(*group, found->group);
  }
  if (user != not_created && invitation != not_created) {
    const UserId subject = user         ? model_.user_id(*user)
                           : invitation ? model_.invitation_id(*invitation)
                                        : UserId{};
    RC_ASSERT(found->user == subject);
  }
  if (group != not_created) {
    RC_ASSERT(found->group == (group ? model_.group_id(*group) : GroupId{}));
  }
}

// In which order a removal ends memberships is free: the log tells, as it tells ids.
void Lockstep::learn_order_of_removals(std::uint64_t after) {
  for (std::uint64_t position = after + 1; position <= model_.head(); ++position) {
    const Fact& removed = model_.facts[position - 1];
    if (removed.type != type_of<UserRemoved>()) continue;
    const auto ends = [&](std::uint64_t at, EventType type) {
      if (at <= after) return false;
      const Fact& fact = model_.facts[at - 1];
      return fact.type == type && fact.user == removed.user;
    };
    std::uint64_t end = position;  // of the memberships; then come the API keys, in their own order
    while (ends(end - 1, type_of<ApiKeyRevoked>())) --end;
    std::uint64_t first = end;
    while (ends(first - 1, type_of<MemberRemoved>())) --first;
    if (end - first < 2) continue;
    const auto page =
        list_events(*directory_, {}, {Position{end - 1}, Position{first - 1}, end - first});
    RC_ASSERT(page.has_value());
    std::vector<std::size_t> groups;
    for (const Recorded& recorded : page->events) {
      const auto& ids = model_.group_ids;
      const auto at = std::find(ids.begin(), ids.end(), group_of(recorded.event));
      RC_ASSERT(at != ids.end());
      groups.push_back(static_cast<std::size_t>(at - ids.begin()));
    }
    model_.order_removals(first, groups);
  }
}

// ---- comparisons -------------------------------------------------------------------------------

void Lockstep::compare(Random& random) {
  std::erase_if(walks_, [&](PinnedWalk& walk) { return !walk.step(subject()); });
  compare_at(subject(), model_.head(), random);
  compare_at(subject(), random.below(model_.head() + 1), random);
  if (walks_.size() < 4) walks_.emplace_back(subject(), model_.head(), random);
  if (walks_.size() < 4) {
    walks_.emplace_back(subject(), random.below(model_.head() + 1), random);
  }
}

void Lockstep::compare_everything(Random& random) {
  compare(random);
  compare_all(subject(), model_.head());
  for (int i = 0; i < 10; ++i) {
    const std::uint64_t position = random.below(model_.head() + 1);
    compare_at(subject(), position, random);
    compare_all(subject(), position);
  }
}

// ---- restarts ----------------------------------------------------------------------------------

void Lockstep::take_snapshot() {
  RC_LOG() << "-- snapshot at " << model_.head() << "\n";
  snapshot_.emplace(*directory_);
}

void Lockstep::restart(Random& random) {
  directory_.reset();
  RC_LOG() << "-- restart\n";
  for (std::size_t user = 0; user < model_.now().users.size(); ++user) {
    const bool removed = model_.now().users[user]->status == Status::removed;
    if (removed && !capacities_ && random.one_in(4)) erase(user);
  }
  move_clock(static_cast<std::int64_t>(random.below(12)));
  start();
}

void Lockstep::erase(std::size_t user) {
  RC_LOG() << "-- erase user " << user << "\n";
  Fact fact;
  fact.time = fact.recorded_at = model_.last_time();
  fact.actor = {ActorKind::op, {}, {}};
  fact.channel = Channel::cli;
  model_.erase(user, fact);
  append(UserErased{model_.user_id(user)});
  destroy_key(user);
  snapshot_.reset();  // its key goes with that of a person
}

// Of the fact the model has recorded last.
void Lockstep::append(Event event) {
  const Fact& fact = model_.facts.back();
  Recorded recorded;
  recorded.id = EventId(ids_.next(fact.time));
  recorded.time = recorded.recorded_at = fact.time;
  recorded.user_no = UserNo{static_cast<std::uint32_t>(*fact.user)};
  recorded.revision = Revision{fact.revision};
  recorded.actor = fact.actor;
  recorded.channel = fact.channel;
  recorded.request = recorded.correlation = RequestId(ids_.next(fact.time));
  recorded.event = std::move(event);
  const std::string record = *encode(recorded, nullptr);
  RC_ASSERT(log_.append({&record, 1}) == Append::stored);
}

void Lockstep::destroy_key(std::size_t user) {
  const auto done = log_.read({}, [&](Position position, std::string_view record) {
    const auto recorded = decode(record, position, keys_, Open::nothing);
    if (user_of(recorded->event) != model_.user_id(user)) return true;
    keys_.destroy(recorded->key);
    return false;
  });
  RC_ASSERT(done.has_value());
}

}  // namespace rolecall::test::model
