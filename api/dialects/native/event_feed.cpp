#include "api/dialects/native/event_feed.hpp"

#include <algorithm>
#include <utility>

namespace rolecall::native {

void EventFeed::next(std::size_t limit, Deadline deadline, Take take) {
  read_in_turn({limit, deadline, std::move(take)});
}

void EventFeed::read_in_turn(Wanted wanted) {
  service_.pools().feeds.resume(caller_,
                                [self = shared_from_this(), wanted = std::move(wanted)]() mutable {
                                  self->read(std::move(wanted));
                                });
}

// At the deadline it tells how far it is, even if that is not yet the present: nobody knows how
// much there is still to look through, and whether anybody listens any more.
void EventFeed::read(Wanted wanted) {
  HeadWatch& watch = service_.directory().head_watch();
  if (watch.is_closed()) return wanted.take(std::vector<Recorded>());
  const bool is_over = HeadWatch::Clock::now() >= wanted.deadline;
  const Position head = service_.model().head();
  const Position at = std::min(head, Position{number(after_) + window_});
  const auto page = list_events(service_.directory(), filter_, {at, after_, wanted.limit});
  if (!page) return wanted.take(page.error());
  after_ = page->next ? page->events.back().position : at;
  if (!page->events.empty() || is_over) return wanted.take(page->events);
  if (after_ < head) return read_in_turn(std::move(wanted));
  const Deadline deadline = wanted.deadline;
  watch.wait(
      rolecall::next(after_), deadline,
      [self = shared_from_this(), wanted = std::move(wanted)] { self->read_in_turn(wanted); });
}

}  // namespace rolecall::native
