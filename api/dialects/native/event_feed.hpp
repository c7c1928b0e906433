// The events that a filter means, as they happen: the past first, then whatever comes.
//
// Threads: one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "api/service.hpp"
#include "engine/limits.hpp"
#include "projections/history/event_query.hpp"

namespace rolecall::native {

class EventFeed : public std::enable_shared_from_this<EventFeed> {
 public:
  using Deadline = HeadWatch::Clock::time_point;
  // Called once, on a thread that may render, with 1 to `limit` events; with none at the deadline,
  // or when the service stops; or with what the log fails with.
  using Take = std::function<void(const Result<std::vector<Recorded>>& events)>;

  // `caller`: whose turn its readings take; places are bounded, so that none is refused.
  // `window`: after reading so many events in which little was wanted, others have their turn.
  EventFeed(Service& service, const Uuid& caller, Place place, const EventFilter& filter,
            Position after, std::uint64_t window = limits::feed_window_events)
      : service_(service),
        caller_(caller),
        place_(std::move(place)),
        filter_(filter),
        window_(window),
        after_(after) {}

  void next(std::size_t limit, Deadline deadline, Take take);

  // Up to here everything that passes has been taken: where another feed goes on.
  Position after() const { return after_; }

 private:
  struct Wanted {
    std::size_t limit;
    Deadline deadline;
    Take take;
  };
  void read_in_turn(Wanted wanted);
  void read(Wanted wanted);

  Service& service_;
  const Uuid caller_;
  const Place place_;
  const EventFilter filter_;
  const std::uint64_t window_;
  Position after_;
};

}  // namespace rolecall::native
