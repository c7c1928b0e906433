// The events that a filter means, from a position on and through the present: first what is there,
// then what comes, each once and in order.
//
// Threads: one next() at a time, from any.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "api/service.hpp"
#include "projections/history/event_query.hpp"

namespace rolecall::native {

class EventFeed : public std::enable_shared_from_this<EventFeed> {
 public:
  using Deadline = HeadWatch::Clock::time_point;
  // Called once, on a thread that may render, with 1 to `limit` events; with none where there is
  // none and none has come by the deadline, or the server stops. Dropped where the log cannot be
  // read.
  using Take = std::function<void(const std::vector<Recorded>& events)>;

  EventFeed(Service& service, const EventFilter& filter, Position after)
      : service_(service), filter_(filter), after_(after) {}

  void next(std::size_t limit, Deadline deadline, Take take);

  // Up to here everything has been taken: where another feed goes on.
  Position after() const { return after_; }

 private:
  void read_in_background();
  void read();

  Service& service_;
  const EventFilter filter_;
  Position after_;
  std::size_t limit_ = 0;  // of the next() under way, as are these
  Deadline deadline_;
  Take take_;
};

}  // namespace rolecall::native
