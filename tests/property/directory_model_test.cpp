// Random histories: the directory answers as a naive model does, live and replayed.
//
// A sequence is 1,000 steps, each a command (or, rarely, a restart) made from one number, in
// batches of random size through the real writer over a log in memory. Now and then, and at the
// end, every query is compared, at the head and at earlier positions.
//
// RapidCheck prints the seed and the smallest sequence that fails. To run that again, or more:
//   RC_PARAMS="seed=4711" property_tests
//   RC_PARAMS="max_success=2000" property_tests
#include <atomic>
#include <cstdlib>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/events/codec.hpp"
#include "engine/log/memory_log.hpp"
#include "engine/secrets/memory_keys.hpp"
#include "engine/state/state_hash.hpp"
#include "tests/property/commands.hpp"
#include "tests/property/compare.hpp"
#include "tests/support/together.hpp"

namespace rolecall::model {
namespace {

constexpr std::size_t steps_per_sequence = 1000;

// A directory and its model, taken through the same.
class Session {
 public:
  Session() { start(); }

  void run(const std::vector<std::uint64_t>& steps) {
    for (const std::uint64_t step : steps) {
      Random random(step);
      add(random);
      if (random.one_in(6)) finish_batch();
      if (random.one_in(15)) {
        finish_batch();
        compare(random);
      }
      if (random.one_in(400)) {
        finish_batch();
        restart(random);
      }
    }
    finish_batch();
    Random random(steps.empty() ? 0 : steps.back());
    compare_everything(random);
    start();
    compare_everything(random);
  }

 private:
  Subject subject() const { return {*directory_, model_}; }

  // Replays the log into a new directory.
  void start() {
    walks_.clear();
    directory_.reset();
    directory_.emplace(log_, keys_);
    RC_ASSERT(directory_->replay().has_value());
    directory_->start_writing({.clock = [this] { return Timestamp{clock_us_.load()}; }, .seats = {}});
  }

  void add(Random& random) {
    if (requests_.empty()) {
      // Sometimes back, often not at all.
      clock_us_ += static_cast<std::int64_t>(random.below(9)) - 3;
    }
    const Timestamp clock{clock_us_.load()};
    CommandRequest request = random_command(random, model_, clock);
    std::string story = describe(request, model_);
    answers_.push_back(model_.execute(request, clock));
    RC_LOG() << story << " -> " << (answers_.back() ? "ok" : word(answers_.back().error().code))
             << " at " << model_.head() << "\n";
    requests_.push_back(std::move(request));
  }

  void finish_batch() {
    const auto outcomes =
        test::execute_together(directory_->writer(), std::exchange(requests_, {}));
    for (std::size_t i = 0; i < outcomes.size(); ++i) check(answers_[i], outcomes[i]);
    answers_.clear();
    RC_LOG() << "-- stored\n";
    RC_ASSERT(number(directory_->model().head()) == model_.head());
  }

  void check(const Result<Answer>& expected, const Result<Outcome>& found) {
    if (!expected || !found) {
      RC_ASSERT(!expected && !found);
      RC_ASSERT(word(expected.error().code) == word(found.error().code));
      return;
    }
    RC_ASSERT(expected->changed == found->changed);
    RC_ASSERT(expected->position == number(found->position));
    if (expected->user && model_.user_id(*expected->user).is_nil()) {
      model_.name_user(*expected->user, found->user);
    }
    if (expected->group && model_.group_id(*expected->group).is_nil()) {
      model_.name_group(*expected->group, found->group);
    }
    RC_ASSERT(found->user == (expected->user ? model_.user_id(*expected->user) : UserId{}));
    RC_ASSERT(found->group == (expected->group ? model_.group_id(*expected->group) : GroupId{}));
  }

  void compare(Random& random) {
    std::erase_if(walks_, [&](PinnedWalk& walk) { return !walk.step(subject()); });
    compare_at(subject(), model_.head(), random);
    compare_at(subject(), random.below(model_.head() + 1), random);
    if (walks_.size() < 4) walks_.emplace_back(subject(), model_.head(), random);
    if (walks_.size() < 4) {
      walks_.emplace_back(subject(), random.below(model_.head() + 1), random);
    }
  }

  void compare_everything(Random& random) {
    compare(random);
    compare_all(subject(), model_.head());
    for (int i = 0; i < 10; ++i) {
      const std::uint64_t position = random.below(model_.head() + 1);
      compare_at(subject(), position, random);
      compare_all(subject(), position);
    }
  }

  // Stops the directory, removes, restores or erases some users, and starts again.
  void restart(Random& random) {
    directory_.reset();
    for (std::size_t i = random.below(4); i > 0 && !model_.now().users.empty(); --i) {
      const std::size_t user = random.below(model_.now().users.size());
      const Status status = model_.now().users[user]->status;
      RC_LOG() << "-- restart, with a change of user " << user << "\n";
      if (is_present(status)) {
        model_.remove(user, next_fact());
        append(UserRemoved{model_.user_id(user)});
      } else if (model_.may_restore(user) && random.one_in(2)) {
        model_.restore(user, next_fact());
        append(UserRestored{model_.user_id(user)});
      } else if (status == Status::removed) {
        model_.erase(user, next_fact());
        append(UserErased{model_.user_id(user)});
        destroy_key(user);
      }
    }
    start();
  }

  Fact next_fact() const {
    Fact fact;
    fact.time = model_.facts.back().time;
    fact.actor = {ActorKind::op, {}, {}};
    fact.channel = Channel::cli;
    return fact;
  }

  // Of the fact the model has recorded last.
  void append(Event event) {
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
    const NewRecord record{*encode(recorded, nullptr), user_of(recorded.event), {}, {}};
    RC_ASSERT(log_.append({&record, 1}) == Append::stored);
  }

  void destroy_key(std::size_t user) {
    const auto done = log_.read({}, [&](Position position, std::string_view record) {
      const auto recorded = decode(record, position, keys_, Open::nothing);
      if (user_of(recorded->event) != model_.user_id(user)) return true;
      keys_.destroy(recorded->key);
      return false;
    });
    RC_ASSERT(done.has_value());
  }

  MemoryLog log_;
  MemoryKeys keys_;
  UuidV7 ids_;
  Model model_;
  std::atomic<std::int64_t> clock_us_{1'700'000'000'000'000};
  std::optional<Directory> directory_;
  std::vector<CommandRequest> requests_;  // of the batch so far
  std::vector<Result<Answer>> answers_;   // what they must be answered
  std::vector<PinnedWalk> walks_;
};

// A sequence that fails is made smaller by leaving steps out; those that stay do the same.
rc::Gen<std::vector<std::uint64_t>> steps() {
  using Steps = std::vector<std::uint64_t>;
  return rc::gen::shrink(
      rc::gen::container<Steps>(steps_per_sequence, rc::gen::noShrink(rc::gen::resize(
                                                        100, rc::gen::arbitrary<std::uint64_t>()))),
      [](Steps from) { return rc::shrink::removeChunks(std::move(from)); });
}

class DirectoryAndModel : public testing::Test {
 protected:
  static void SetUpTestSuite() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    ::setenv("RC_PARAMS", "max_success=10", 0);
#else
    ::setenv("RC_PARAMS", "max_success=200", 0);
#endif
  }
};

TEST_F(DirectoryAndModel, AnswerAlike) {
  rc::detail::checkGTest([] { Session().run(*steps()); });
}

}  // namespace
}  // namespace rolecall::model
