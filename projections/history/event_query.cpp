#include "projections/history/event_query.hpp"

#include <algorithm>
#include <utility>

#include "engine/events/codec.hpp"

namespace rolecall {
namespace {

// The log is read forwards, so whoever visits it backwards does that window by window.
constexpr std::uint64_t window_events = 256;

bool takes_all(const EventFilter& filter) {
  return !filter.user && !filter.actor && !filter.group && filter.types == all_event_types;
}

bool accepts(const EventFilter& filter, const Recorded& recorded) {
  return (filter.types & set_of(type_of(recorded.event))) != 0 &&
         (!filter.user || user_of(recorded.event) == *filter.user) &&
         (!filter.actor || recorded.actor.user == *filter.actor) &&
         (!filter.group || group_of(recorded.event) == *filter.group);
}

// The index that finds the events of a filter, the narrowest first; takes out the condition that it
// stands for.
struct Stream {
  StreamKind kind;
  Uuid id;
};
bool names(const Stream& stream, const Recorded& recorded) {
  switch (stream.kind) {
    case StreamKind::user:
      return user_of(recorded.event) == stream.id;
    case StreamKind::actor:
      return recorded.actor.user == stream.id;
    case StreamKind::group:
      return group_of(recorded.event) == stream.id;
  }
  return false;
}

std::optional<Stream> take_stream(EventFilter& filter) {
  if (filter.user) return Stream{StreamKind::user, *std::exchange(filter.user, {})};
  if (filter.group) return Stream{StreamKind::group, *std::exchange(filter.group, {})};
  if (filter.actor) return Stream{StreamKind::actor, *std::exchange(filter.actor, {})};
  return std::nullopt;
}

// Fills a page; one event more than fits tells that there is a next page. `stream`: the index that
// the positions come from; an event that is not of it means that the index is damaged.
class PageFiller {
 public:
  PageFiller(const Directory& directory, const EventFilter& filter, const EventRange& range,
             const std::optional<Stream>& stream)
      : directory_(directory), filter_(filter), range_(range), stream_(stream) {}

  // False: the page is full, or it failed.
  bool add(Position position, std::string_view record) {
    if (position > range_.at) return false;
    if (!is_wanted(position, record)) return !failure_;
    if (page_.events.size() == range_.limit) {
      page_.next = Cursor{range_.at, number(page_.events.back().position), 0, 0};
      return false;
    }
    auto recorded = decode(record, position, directory_.keys(), Open::everything);
    if (!recorded) {
      failure_ = recorded.error();
      return false;
    }
    if (!is_of_stream(*recorded)) return false;
    page_.events.push_back(*std::move(recorded));
    return true;
  }

  // The same, of a record still to be fetched.
  bool add(Position position) {
    bool more = false;
    const auto read =
        directory_.log().read(previous(position), [&](Position found, std::string_view record) {
          more = add(found, record);
          return false;
        });
    if (!read) failure_ = read.error();
    return more && !failure_;
  }

  Result<EventPage> finish(const Result<void>& walked = {}) && {
    if (failure_) return *failure_;
    if (!walked) return walked.error();
    return std::move(page_);
  }

 private:
  // Looks at what is not sealed.
  bool is_wanted(Position position, std::string_view record) {
    if (takes_all(filter_)) return true;
    const auto closed = decode(record, position, directory_.keys(), Open::nothing);
    if (!closed) failure_ = closed.error();
    return closed && is_of_stream(*closed) && accepts(filter_, *closed);
  }
  bool is_of_stream(const Recorded& recorded) {
    if (!stream_ || names(*stream_, recorded)) return true;
    failure_ = Error{Errc::corrupt, "",
                     "log, position " + std::to_string(number(recorded.position)) +
                         ": is in the index of another user or group; the log is damaged: put it "
                         "back from a backup"};
    return false;
  }

  const Directory& directory_;
  const EventFilter& filter_;
  const EventRange& range_;
  const std::optional<Stream> stream_;
  EventPage page_;
  std::optional<Error> failure_;
};

bool was_member(const ReadModel& model, const GroupId& group, const RoleChange& change) {
  const Groups& groups = model.state().groups();
  const auto found = groups.find(group);
  if (!found || !groups.membership(*found, change.user, change.position)) return false;
  const auto version = groups.at(*found, change.position);
  return version && version->alive;
}

// All but the user, by whom they are found.
bool accepts(const ReadModel& model, const RoleChangeFilter& filter, const RoleChange& change) {
  return (!filter.role || change.from == *filter.role || change.to == *filter.role) &&
         (!filter.actor || model.role_changes().actor(change) == *filter.actor) &&
         (!filter.group || was_member(model, *filter.group, change));
}

}  // namespace

bool may_read_much(const EventFilter& filter) {
  EventFilter rest = filter;
  take_stream(rest);
  return !takes_all(rest);
}

Result<EventPage> list_events(const Directory& directory, const EventFilter& filter,
                              const EventRange& range) {
  EventFilter rest = filter;
  const auto stream = take_stream(rest);
  PageFiller page(directory, rest, range, stream);
  if (stream) {
    return std::move(page).finish(
        directory.log().positions(stream->kind, stream->id, range.after,
                                  [&](Position position) { return page.add(position); }));
  }
  const auto read = directory.log().read(
      range.after,
      [&](Position position, std::string_view record) { return page.add(position, record); });
  if (!read) return read.error();
  return std::move(page).finish();
}

Result<Recorded> read_event(const Directory& directory, Position position) {
  auto page = list_events(directory, {}, {position, previous(position), 1});
  if (!page) return page.error();
  if (page->events.empty()) return Error{Errc::corrupt, "", "the log has no such event"};
  return std::move(page->events.front());
}

Result<void> visit_events(const Directory& directory, Position after, Position last,
                          const VisitEvent& visit) {
  for (std::uint64_t start = number(after); start < number(last);) {
    const auto page = list_events(directory, {}, {last, Position{start}, window_events});
    if (!page) return page.error();
    for (const Recorded& event : page->events) {
      if (!visit(event)) return {};
    }
    start += window_events;
  }
  return {};
}

Result<void> visit_events_newest_first(const Directory& directory, Position after, Position last,
                                       const VisitEvent& visit) {
  for (std::uint64_t end = number(last); end > number(after);) {
    const std::uint64_t start = std::max(number(after), end - std::min(end, window_events));
    const auto page = list_events(directory, {}, {Position{end}, Position{start}, window_events});
    if (!page) return page.error();
    for (auto event = page->events.rbegin(); event != page->events.rend(); ++event) {
      if (!visit(*event)) return {};
    }
    end = start;
  }
  return {};
}

Result<EventPage> list_role_changes(const Directory& directory, const RoleChangeFilter& filter,
                                    const EventRange& range) {
  const RoleChanges& changes = directory.model().role_changes();
  const EventFilter any;
  const auto stream =
      filter.user ? std::optional(Stream{StreamKind::user, *filter.user}) : std::nullopt;
  PageFiller page(directory, any, range, stream);
  if (filter.user) {
    const auto walked = directory.log().positions(
        StreamKind::user, *filter.user, range.after, [&](Position position) {
          if (position > range.at) return false;
          const RoleChange* change = changes.find(position);
          return change == nullptr || !accepts(directory.model(), filter, *change) ||
                 page.add(position);
        });
    return std::move(page).finish(walked);
  }
  const std::size_t end = changes.count_at(range.at);
  for (std::size_t i = changes.count_at(range.after); i < end; ++i) {
    if (accepts(directory.model(), filter, changes[i]) && !page.add(changes[i].position)) break;
  }
  return std::move(page).finish();
}

}  // namespace rolecall
