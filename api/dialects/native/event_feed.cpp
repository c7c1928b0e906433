#include "api/dialects/native/event_feed.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace rolecall::native {
namespace {

// Of a log in which little is wanted: after so many others have their turn.
constexpr std::uint64_t scan_events = 16384;

}  // namespace

void EventFeed::next(std::size_t limit, Deadline deadline, Take take) {
  limit_ = limit;
  deadline_ = deadline;
  take_ = std::move(take);
  read_in_background();
}

void EventFeed::read_in_background() {
  service_.in_background([self = shared_from_this()] {
    try {
      self->read();
    } catch (const std::exception&) {  // memory has run out: who waits for an answer gets none
      self->take_ = nullptr;
    }
  });
}

void EventFeed::read() {
  HeadWatch& watch = service_.directory().head_watch();
  const bool is_over = watch.is_closed() || HeadWatch::Clock::now() >= deadline_;
  const Position head = service_.model().head();
  const Position at = std::min(head, Position{number(after_) + scan_events});
  const auto page = list_events(service_.directory(), filter_, {at, after_, limit_});
  const Take take = std::exchange(take_, nullptr);
  if (!page) return;
  after_ = page->next ? page->events.back().position : at;
  if (!page->events.empty() || (is_over && after_ == head)) return take(page->events);
  take_ = take;
  if (after_ < head) return read_in_background();
  watch.wait(rolecall::next(after_), deadline_,
             [self = shared_from_this()] { self->read_in_background(); });
}

}  // namespace rolecall::native
