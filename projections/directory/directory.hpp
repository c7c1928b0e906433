// A directory in operation: a log and its keys, the read model folded from it, and the one writer.
//
// Order:    load() where there is a snapshot; replay() once; then reads from any thread, and, where
//           the log may be written, start_writing() and commands; where another process writes it,
//           catch_up() now and then.
// Reading:  everything that is in memory through model(); what only the log holds (who, why,
//           through what) through events() and its neighbours in projections/history.
// Errors:   what does not fit into memory is refused before it is stored; a stored event that
//           cannot be applied stops the process, loudly: a state that is not the fold of its log
//           must not be served.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "engine/log/log.hpp"
#include "engine/secrets/keys.hpp"
#include "engine/snapshot/sealed_file_reader.hpp"
#include "engine/writer/writer.hpp"
#include "projections/directory/head_watch.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {

class Directory {
 public:
  // Told now and then how far a replay is.
  using Progress = std::function<void(Position done, Position last)>;

  // Both must outlive the directory.
  Directory(EventLog& log, KeyIssuer& keys, Clock::Read clocks = read_clocks,
            const Amounts& capacities = memory_capacities)
      : log_(log), keys_(keys), clocks_(std::move(clocks)), capacities_(capacities) {
    model_.emplace(clocks_, capacities_);
  }

  // The model as it was at the snapshot's position: replay() goes on behind it. False: the snapshot
  // does not open, or there is no room for it, and the model is as new.
  bool load(SealedFileReader& snapshot);
  // Folds the log up to a position, or what it held when called.
  Result<void> replay(Position last, const Progress& progress);
  Result<void> replay(const Progress& progress = {}) { return replay(log_.last(), progress); }
  // Folds what the log has got since. From one thread; not where this directory writes.
  Result<void> catch_up();
  // `after_batch` is called by the writer's thread when a batch is applied, before the next one.
  void start_writing(Writer::Settings settings = {}, std::function<void()> after_batch = {});
  // What waits is decided; commands that come later are refused.
  void stop_writing() {
    if (writer_) writer_->stop();
  }

  const ReadModel& model() const { return *model_; }
  ReadModel& model() { return *model_; }
  const EventLog& log() const { return log_; }
  const KeySource& keys() const { return keys_; }
  // Tells of each new head, once it can be read.
  HeadWatch& head_watch() { return watch_; }
  // Only after start_writing().
  Writer& writer() { return *writer_; }

 private:
  void follow(std::span<const Recorded> stored);
  void publish();

  EventLog& log_;
  KeyIssuer& keys_;
  const Clock::Read clocks_;
  const Amounts capacities_;
  std::optional<ReadModel> model_;  // always there; a half-filled one makes way for a new one
  HeadWatch watch_;
  std::function<void()> after_batch_;
  std::optional<Writer> writer_;
};

}  // namespace rolecall
