// A directory and its model, taken through the same.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/types/uuid_v7.hpp"
#include "tests/property/compare.hpp"
#include "tests/support/memory_keys.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/taken_snapshot.hpp"

namespace rolecall::test::model {

class Lockstep {
 public:
  explicit Lockstep(std::optional<std::uint32_t> seats) : seats_(seats), model_(seats) { start(); }
  // One whose memory runs out. What does not fit has not happened, for the model neither.
  explicit Lockstep(const Amounts& capacities) : capacities_(capacities), model_(seats_) {
    start();
  }

  // Each step is the seed of what it does. Compares on the way, and at the end, with the model.
  void run(const std::vector<std::uint64_t>& steps);
  // Commands that were refused because memory was full.
  std::size_t refused_as_full() const { return refused_as_full_; }
  // Only does them.
  void play(const std::vector<std::uint64_t>& steps);

  const Model& model() const { return model_; }
  Directory& directory() { return *directory_; }
  const MemoryLog& log() const { return log_; }
  MemoryLog& log() { return log_; }
  MemoryKeys& keys() { return keys_; }

 private:
  Subject subject() const { return {*directory_, model_}; }
  Timestamp clock() const { return Timestamp{clock_us_.load()}; }

  // Replays the log into a new directory, which ends the roles that have run out meanwhile; behind
  // the snapshot where there is one.
  void start();
  void move_clock(std::int64_t ticks);

  void do_step(Random& random);
  void add_command(Random& random);
  void execute_if_it_fits(CommandRequest request);
  void finish_batch();
  void check(const Result<Answer>& expected, const Result<Outcome>& found);
  void learn_order_of_removals(std::uint64_t after);

  void compare(Random& random);
  void compare_everything(Random& random);

  // From then on, until somebody is erased, starts begin with what the directory is now.
  void take_snapshot();
  // Stops the directory, erases some users, and starts again later.
  void restart(Random& random);
  void erase(std::size_t user);
  void append(Event event);
  void destroy_key(std::size_t user);

  std::optional<std::uint32_t> seats_;
  std::optional<Amounts> capacities_;  // nothing: far more than is done here
  std::size_t refused_as_full_ = 0;
  MemoryLog log_;
  MemoryKeys keys_;
  UuidV7 ids_;
  Model model_;
  std::atomic<std::int64_t> clock_us_{1'700'000'000'000'000};
  std::optional<Directory> directory_;
  std::optional<TakenSnapshot> snapshot_;
  std::vector<CommandRequest> requests_;  // of the batch so far
  std::vector<Result<Answer>> answers_;   // what they must be answered
  std::vector<PinnedWalk> walks_;
};

}  // namespace rolecall::test::model
