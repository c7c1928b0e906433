// The directory as of one position, a value that is made once and asked everything: the model, the
// position, and what the clock said then.
//
// Lifetime: the model must outlive it.
// Order:    every answer is of that one position, whatever is written meanwhile. `at` must not be
//           newer than the head.
// Threads:  copies are for any thread, each copy for one. No guard is needed to ask: what follows
//           memory that the writer replaces enters the epoch by itself (state/epochs.hpp).
#pragma once

#include <optional>

#include "projections/model/read_model.hpp"

namespace rolecall {

class View {
 public:
  // The present.
  explicit View(const ReadModel& model) : View(model, model.head()) {}
  // `time`: of the past; nothing: now, by the model's clock.
  View(const ReadModel& model, Position at, std::optional<Timestamp> time = {})
      : model_(&model), at_(at), time_(time) {}

  const ReadModel& model() const { return *model_; }
  const State& state() const { return model_->state(); }
  Position at() const { return at_; }
  // What has run out by then has run out. The clock is read when this is first asked for.
  Timestamp time() const {
    if (!time_) time_ = model_->clock().now();
    return *time_;
  }

  // The same, of another position by the same clock.
  View at_position(Position at) const { return {*model_, at, time_}; }

 private:
  const ReadModel* model_;
  Position at_;
  mutable std::optional<Timestamp> time_;
};

}  // namespace rolecall
