#include "projections/directory/directory.hpp"

#include <cstdio>
#include <cstdlib>

#include "engine/events/event_reader.hpp"
#include "engine/limits.hpp"

namespace rolecall {

bool Directory::load(SealedFileReader& snapshot) {
  model_->serialize(snapshot);
  if (snapshot.is_complete()) {
    publish();
    return true;
  }
  const std::uint64_t epoch = model_->epoch();
  model_.emplace(clocks_, capacities_);
  model_->set_epoch(epoch);
  return false;
}

Result<void> Directory::replay(Position last, const Progress& progress) {
  const EventReader events(log_, keys_, Open::personal);
  const auto folded =
      events.read_ahead(model_->head(), last, [&](std::span<const Recorded> batch) -> Result<void> {
        {
          const auto guard = model_->enter();  // once, for all the look-ups of many events
          for (const Recorded& recorded : batch) {
            if (auto applied = model_->apply(recorded); !applied) return applied;
          }
        }
        model_->publish();  // what has been replaced is freed
        const Position done = batch.back().position;
        if (progress && done < last) progress(done, last);
        return {};
      });
  if (!folded) return folded;
  model_->order_names();
  publish();
  if (progress) progress(last, last);
  return {};
}

// The log's end is not asked for first: where it cannot be read there would seem to be nothing.
Result<void> Directory::catch_up() {
  const EventReader events(log_, keys_, Open::personal);
  const auto guard = model_->enter();
  const auto folded =
      events.read(model_->head(), Position{limits::position_max},
                  [&](const Recorded& recorded) { return model_->apply(recorded); });
  if (!folded) return folded;
  publish();
  return {};
}

void Directory::publish() {
  model_->publish();
  watch_.advance(model_->head());
}

void Directory::start_writing(Writer::Settings settings, std::function<void()> after_batch) {
  after_batch_ = std::move(after_batch);
  writer_.emplace(
      log_, keys_, model_->state(), model_->clock(),
      Writer::Follower{[this](const Amounts& added) { return model_->make_room(added); },
                       [this](std::span<const Recorded> stored) { follow(stored); }},
      std::move(settings));
}

void Directory::follow(std::span<const Recorded> stored) {
  for (const Recorded& recorded : stored) {
    if (const auto applied = model_->apply(recorded); !applied) {
      std::fprintf(stderr, "rolecall: %s\n", applied.error().detail.c_str());
      std::abort();
    }
  }
  publish();
  if (after_batch_) after_batch_();
}

}  // namespace rolecall
