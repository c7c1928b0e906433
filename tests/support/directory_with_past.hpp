// A directory with a past, of which the first events are stored and the rest only decided.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/state/overlay.hpp"
#include "engine/state/state.hpp"

namespace rolecall::test {

// The past began here and went on by a second per event.
inline constexpr Timestamp began{1'700'000'000'000'000};
inline Timestamp after_seconds(std::int64_t seconds) { return {began.us + seconds * 1'000'000}; }

struct Happened {
  Event event;
  Actor actor;
  Channel channel = Channel::native;
};
using Past = std::vector<Happened>;

class DirectoryWithPast {
 public:
  DirectoryWithPast(const Past& past, std::size_t stored) {
    for (std::size_t i = 0; i < past.size(); ++i) {
      if (i == stored) overlay_.emplace(state_);
      const auto& [event, actor, channel] = past[i];
      add(event, actor, after_seconds(static_cast<std::int64_t>(i)), channel);
    }
    if (!overlay_) overlay_.emplace(state_);
  }
  // `by`: what kind of actor made the past.
  DirectoryWithPast(const Events& past, ActorKind by, std::size_t stored)
      : DirectoryWithPast(made_by({by, {}, {}}, past), stored) {}
  DirectoryWithPast() : DirectoryWithPast(Past{}, 0) {}

  static Past made_by(const Actor& actor, const Events& events) {
    Past past;
    for (const Event& event : events) past.push_back({event, actor});
    return past;
  }

  const State& state() const { return state_; }
  const Overlay& overlay() const { return *overlay_; }

  // Adds an event as the writer does: to the overlay, with the stamp it answers.
  void add(const Event& event, const Actor& actor, Timestamp time,
           Channel channel = Channel::native) {
    Recorded recorded;
    recorded.position = Position{++last_};
    recorded.time = recorded.recorded_at = time;
    recorded.actor = actor;
    recorded.channel = channel;
    recorded.key = KeyNo{1};
    recorded.event = event;
    std::optional<Overlay> of_one_event;
    Overlay& overlay = overlay_ ? *overlay_ : of_one_event.emplace(state_);
    const Overlay::Stamp stamp = overlay.evolve(recorded);
    recorded.user_no = stamp.user_no;
    recorded.revision = stamp.revision;
    pending_.push_back(std::move(recorded));
    if (!overlay_) apply_pending();
  }

  // Stores what is pending; the overlay is then empty again.
  void store() {
    overlay_.reset();
    apply_pending();
    overlay_.emplace(state_);
  }

 private:
  void apply_pending() {
    for (const Recorded& recorded : pending_) {
      const auto applied = state_.apply(recorded);
      EXPECT_TRUE(applied.has_value()) << (applied ? "" : applied.error().detail);
    }
    pending_.clear();
    state_.publish();
  }

  State state_;
  std::optional<Overlay> overlay_;
  std::vector<Recorded> pending_;
  std::uint64_t last_ = 0;
};

}  // namespace rolecall::test
