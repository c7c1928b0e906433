#include "engine/writer/writer.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <iterator>

#include "engine/events/codec.hpp"
#include "engine/limits.hpp"
#include "engine/wait_for.hpp"
#include "engine/writer/due_roles.hpp"

namespace rolecall {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds settle_interval{200};
constexpr milliseconds gather_max{2};
constexpr std::size_t gather_max_commands = 128;         // more are a full batch without waiting
constexpr std::chrono::minutes clock_check_interval{1};  // the clock may be set

Error not_known() {
  return {Errc::unavailable, "", "the disk failed: it is not known whether this was stored"};
}

Error no_memory() {
  return {Errc::unavailable, "", "there is no memory for more: nothing is stored until there is"};
}

Error not_writing() {
  return {Errc::unavailable, "", "the disk failed: nothing is stored until it works again"};
}

Error clock_in_doubt() {
  return {Errc::unavailable, "",
          "the machine's clock was set far forward or back: nothing is changed until it is set "
          "right, or the server is restarted, which takes it as it is"};
}

}  // namespace

// What a batch has decided so far.
struct Writer::Batch {
  explicit Batch(const State& state) : overlay(state), due(state), last(state.applied()) {}

  Overlay overlay;
  DueRoles due;
  Position last;
  std::vector<Recorded> events;
  std::vector<std::string> records;
  Amounts demand;  // of all events
  // A record that could not be made: what the overlay holds by then cannot be taken back, so the
  // whole batch is refused.
  std::optional<Error> failure;
};

Writer::Writer(EventLog& log, KeyIssuer& keys, const State& state, const Clock& clock,
               Follower follower, Settings settings)
    : log_(log),
      keys_(keys),
      state_(state),
      clock_(clock),
      follower_(std::move(follower)),
      settings_(std::move(settings)) {
  tell_filling();
  if (role_has_run_out()) run_batch({});
  thread_ = std::thread([this] { run(); });
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::submit(CommandRequest request, Answer answer) {
  bool is_enough = false;
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < limits::waiting_max_commands) {
      waiting_.push_back({std::move(request), std::move(answer)});
      answer = nullptr;
      is_enough = waiting_.size() >= enough_;
    }
  }
  if (answer) answer(Error{Errc::unavailable, "", "too many commands wait, or the server stops"});
  if (is_enough) wake_.notify_one();
}

Result<Outcome> Writer::execute(CommandRequest request) {
  return wait_for<Outcome>([&](Answer answer) { submit(std::move(request), std::move(answer)); });
}

Writer::Counts Writer::counts() {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.waiting = waiting_.size();
  return counts;
}

void Writer::run() {
  using Steady = std::chrono::steady_clock;
  std::size_t answered = 0;  // of the last batch
  Steady::time_point gather_until;
  for (;;) {
    std::vector<Waiting> batch;
    {
      std::unique_lock lock(mutex_);
      const std::size_t outstanding = answered + waiting_.size();
      const auto woken = [this] { return stopping_ || !waiting_.empty(); };
      if (const auto longest = longest_sleep()) {
        wake_.wait_for(lock, *longest, woken);
      } else {
        wake_.wait(lock, woken);
      }
      if (!waiting_.empty()) gather(lock, outstanding, gather_until);
      if (stopping_ && waiting_.empty()) return;
      if (waiting_.size() <= limits::batch_max_commands) {
        batch.swap(waiting_);
      } else {
        const auto end = waiting_.begin() + limits::batch_max_commands;
        batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
      }
    }
    settle_unknown();
    if (batch.empty() && !role_has_run_out()) continue;
    answered = batch.size();
    const auto begun = Steady::now();
    run_batch(std::move(batch));
    const auto ended = Steady::now();
    gather_until = ended + std::min<Steady::duration>((ended - begun) / 2, gather_max);
  }
}

// Who was answered just now asks again soon: then all share a commit, instead of two groups that
// take turns. Nobody waits for longer than half of what the last batch took, and who is alone not
// at all.
void Writer::gather(std::unique_lock<std::mutex>& lock, std::size_t outstanding,
                    std::chrono::steady_clock::time_point until) {
  if (outstanding > gather_max_commands) return;
  enough_ = std::max<std::size_t>(outstanding, 1);
  wake_.wait_until(lock, until, [this] { return stopping_ || waiting_.size() >= enough_; });
  enough_ = 1;
}

bool Writer::role_has_run_out() const {
  const State::Expiries& expiries = state_.expiries();
  return !expiries.empty() && expiries.begin()->first <= clock_.now();
}

std::optional<std::chrono::microseconds> Writer::longest_sleep() const {
  using std::chrono::microseconds;
  if (!unknown_.empty()) return settle_interval;
  const State::Expiries& expiries = state_.expiries();
  if (expiries.empty()) return std::nullopt;
  const microseconds until_next{expiries.begin()->first.us - clock_.now().us};
  const microseconds least = failing_ ? settle_interval : milliseconds{0};
  return std::clamp<microseconds>(until_next, least, clock_check_interval);
}

void Writer::expire_roles(Batch& batch, Timestamp clock) {
  while (!batch.failure) {
    const auto due = batch.due.take(clock);
    if (!due) return;
    CommandRequest request;
    request.command = *due;
    request.actor.kind = ActorKind::system;
    request.channel = Channel::system;
    (void)decide_one(batch, request, clock);
  }
}

void Writer::run_batch(std::vector<Waiting> waiting) {
  Counts counts{.commands = waiting.size()};
  const auto refuse_all = [&](const Error& error) {
    failing_ = true;
    add({.commands = waiting.size(), .refusals = waiting.size()});
    for (Waiting& one : waiting) {
      if (one.request.past) history_broken_ = true;
      tell(one, error);
    }
  };
  if (!unknown_.empty()) return refuse_all(not_writing());

  std::vector<Recorded> events;
  Append appended = Append::stored;
  {
    Batch batch(state_);
    batch.records.reserve(waiting.size());
    batch.events.reserve(waiting.size());
    for (Waiting& one : waiting) {
      // The clock is read once per command: no role may run out between the two.
      const Clock::Time clock = clock_.time();
      expire_roles(batch, clock.now);
      if (batch.failure) return refuse_all(*batch.failure);
      if (one.request.past && history_broken_) {
        one.outcome = Error{Errc::conflict, "", "a line of history before it was refused"};
        continue;
      }
      one.outcome = clock.is_in_doubt() ? Result<Outcome>(clock_in_doubt())
                                        : decide_one(batch, one.request, clock.now);
      if (one.request.past && !one.outcome) history_broken_ = true;
    }
    expire_roles(batch, clock_.now());
    if (batch.failure) return refuse_all(*batch.failure);
    batch.demand.events = batch.events.size();
    if (!follower_.make_room(batch.demand)) return refuse_all(no_memory());
    assert(batch.records.size() == batch.events.size());
    assert(number(batch.last) == number(state_.applied()) + batch.events.size());
    if (!batch.records.empty()) appended = append(batch.records);
    events = std::move(batch.events);
    counts.batches = events.empty() ? 0 : 1;
    counts.events = events.size();
    for (const Waiting& one : waiting) counts.refusals += one.outcome ? 0 : 1;
  }
  if (appended == Append::not_stored) return refuse_all(log_.failure());
  if (appended == Append::unknown) {
    unknown_ = std::move(events);
    const Position before = state_.applied();
    settle_unknown();
    if (!unknown_.empty()) return refuse_all(not_known());
    if (state_.applied() == before) return refuse_all(log_.failure());
  } else if (!events.empty()) {
    apply(events);
  }
  failing_ = false;
  add(counts);
  for (Waiting& one : waiting) tell(one, std::move(one.outcome));
}

Append Writer::append(std::span<const std::string> records) {
  const auto begun = std::chrono::steady_clock::now();
  const Append appended = log_.append(records);
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun;
  add({.failures = appended == Append::stored ? 0u : 1u,
       .append_ns = static_cast<std::uint64_t>(took.count())});
  return appended;
}

// Where there is no memory to answer, the promise to answer that goes with it answers 503.
void Writer::tell(Waiting& one, Result<Outcome> outcome) {
  try {
    one.answer(std::move(outcome));
  } catch (const std::exception&) {
  }
  one.answer = nullptr;
}

void Writer::apply(std::span<const Recorded> stored) {
  assert(stored.front().position == next(state_.applied()));
  follower_.apply(stored);
  assert(stored.back().position == state_.applied() && state_.applied() == state_.head());
  tell_filling();
}

void Writer::tell_filling() {
  if (!settings_.filling) return;
  const Amounts held = state_.held();
  for (std::size_t i = 0; i < stores.size(); ++i) {
    const Filling store{stores[i].name, held.*stores[i].amount,
                        state_.capacities().*stores[i].amount};
    if (told_filling_[i] || store.held <= store.capacity - store.capacity / 4) continue;
    told_filling_[i] = true;
    settings_.filling(store);
  }
}

void Writer::add(const Counts& counts) {
  const std::lock_guard lock(mutex_);
  counts_.batches += counts.batches;
  counts_.failures += counts.failures;
  counts_.append_ns += counts.append_ns;
  counts_.commands += counts.commands;
  counts_.refusals += counts.refusals;
  counts_.events += counts.events;
}

// The store is reopened; where it then ends tells whether the batch was stored, all of it or none.
void Writer::settle_unknown() {
  if (unknown_.empty()) return;
  const auto last = log_.settle();
  if (!last) return;
  assert(*last == unknown_.back().position || *last == previous(unknown_.front().position));
  if (*last == unknown_.back().position) apply(unknown_);
  unknown_.clear();
}

DecisionContext Writer::context_of(const CommandRequest& request, Timestamp clock) {
  DecisionContext context;
  context.actor = request.actor;
  context.channel = request.channel;
  context.now = clock;
  context.time = clock;
  context.reason = request.reason;
  context.seats = settings_.seats;
  if (request.past) {
    context.time = request.past->time;
    context.imported_actor = request.past->actor_name;
  } else if (const auto* expire = std::get_if<ExpireRole>(&request.command)) {
    context.time = expire->due;
  }
  context.fresh_id = request.fresh_id.is_nil() ? ids_.next(context.time) : request.fresh_id;
  context.fresh_actor_id = ids_.next(context.time);
  return context;
}

Result<Outcome> Writer::decide_one(Batch& batch, const CommandRequest& request, Timestamp clock) {
  const DecisionContext context = context_of(request, clock);
  auto decision = decide(batch.overlay, context, request.command);
  if (!decision) return decision.error();
  Amounts demand;
  for (const Event& event : decision->events) demand += state_.demand_of(event);
  if (const auto room = state_.check_room(batch.demand, demand); !room) return room.error();
  Recorded recorded;
  // Clocks may go back; the time of events does not.
  recorded.time = std::max(context.time, batch.overlay.last_time());
  recorded.recorded_at = context.now;
  recorded.actor = decision->actor;
  recorded.channel = request.channel;
  recorded.request = request.request.is_nil() ? RequestId(ids_.next(context.now)) : request.request;
  recorded.correlation = request.correlation.is_nil() ? recorded.request : request.correlation;
  recorded.reason = request.reason;
  Outcome outcome{.position = batch.last,
                  .changed = !decision->events.empty(),
                  .user = decision->user,
                  .group = decision->group};
  if (request.dry_run) {
    for (Event& event : decision->events) {
      recorded.event = std::move(event);
      outcome.planned.push_back(recorded);
    }
    return outcome;
  }
  const auto keys = keys_for(batch, *decision, request.reason);
  if (!keys) return keys.error();
  batch.demand += demand;
  for (std::size_t i = 0; i < decision->events.size(); ++i) {
    Recorded event = recorded;
    event.event = std::move(decision->events[i]);
    event.id = EventId(ids_.next(context.now));
    if (const auto added = add_event(batch, std::move(event), (*keys)[i]); !added) {
      batch.failure = added.error();
      return added.error();
    }
  }
  outcome.position = batch.last;
  return outcome;
}

// The keys that seal the events, by their index; a user whose first sealed event this is gets one.
// Asked for before anything of the command is in the batch, since the key store may fail.
Result<std::vector<std::optional<SubjectKey>>> Writer::keys_for(Batch& batch,
                                                                const Decision& decision,
                                                                const std::string& reason) {
  std::vector<std::optional<SubjectKey>> keys(decision.events.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Event& event = decision.events[i];
    if (!needs_seal(event, reason)) continue;
    const UserId user = user_of(event);
    if (const KeyNo known = batch.overlay.key_of(user); known != KeyNo{0}) {
      const auto found = keys_.key(known);
      if (!found) return found.error();
      if (!*found) return Error{Errc::conflict, "", "the user's personal data has been erased"};
      keys[i] = *found;
    } else {
      const auto issued = keys_.issue();
      if (!issued) return issued.error();
      batch.overlay.set_key(user, issued->no);
      keys[i] = issued->key;
    }
  }
  return keys;
}

Result<void> Writer::add_event(Batch& batch, Recorded recorded,
                               const std::optional<SubjectKey>& key) {
  const UserId user = user_of(recorded.event);
  if (key) recorded.key = batch.overlay.key_of(user);
  assert(key.has_value() == (recorded.key != KeyNo{0}));
  recorded.position = next(batch.last);
  const Overlay::Stamp stamp = batch.overlay.evolve(recorded);
  recorded.user_no = stamp.user_no;
  recorded.revision = stamp.revision;
  auto bytes = encode(recorded, key ? &*key : nullptr);
  if (!bytes) return bytes.error();
  batch.records.push_back(*std::move(bytes));
  batch.due.add(recorded);
  batch.events.push_back(std::move(recorded));
  batch.last = next(batch.last);
  return {};
}

}  // namespace rolecall
