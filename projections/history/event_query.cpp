#include "projections/history/event_query.hpp"

#include <algorithm>
#include <utility>

#include "engine/events/event_reader.hpp"
#include "projections/history/event_stream.hpp"

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

// The stream of a filter that is the narrowest; takes out the condition that it stands for.
std::optional<EventStream> take_stream(EventFilter& filter) {
  if (filter.user) return EventsAbout{*std::exchange(filter.user, {})};
  if (filter.group) return EventsOf{*std::exchange(filter.group, {})};
  if (filter.actor) return EventsBy{*std::exchange(filter.actor, {})};
  return std::nullopt;
}

// Fills a page; one event more than fits tells that there is a next page.
class PageFiller {
 public:
  PageFiller(const Directory& directory, const EventFilter& filter, const PositionRange& range)
      : directory_(directory), filter_(filter), range_(range) {}

  // False: the page is full, or it failed.
  bool add(Position position, std::string_view record) {
    if (position > range_.at) return false;
    if (!takes_all(filter_)) {  // looks at what is not sealed
      const auto closed = decode(record, position, directory_.keys(), Open::nothing);
      if (!is_sound(closed)) return false;
      if (!accepts(filter_, *closed)) return true;
    }
    if (page_.events.size() == range_.limit) {
      page_.next = Cursor{range_.at, number(page_.events.back().position), 0, 0};
      return false;
    }
    auto recorded = decode(record, position, directory_.keys(), Open::everything);
    if (!is_sound(recorded)) return false;
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

  Result<EventPage> finish() && {
    if (failure_) return *failure_;
    return std::move(page_);
  }

 private:
  bool is_sound(const Result<Recorded>& recorded) {
    if (!recorded) failure_ = recorded.error();
    return !failure_;
  }

  const Directory& directory_;
  const EventFilter& filter_;
  const PositionRange& range_;
  EventPage page_;
  std::optional<Error> failure_;
};

// Until the page is full, or there are no more.
void add_stream(PageFiller& page, const ReadModel& model, const EventStream& stream,
                PositionRange range) {
  range.limit = std::max<std::size_t>(range.limit + 1, window_events);
  for (;;) {
    const std::vector<Position> positions = positions_in(model, stream, range);
    for (const Position position : positions) {
      if (!page.add(position)) return;
    }
    if (positions.size() < range.limit) return;
    range.after = positions.back();
  }
}

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
         (!filter.actor || model.actor_events().id(change.actor) == *filter.actor) &&
         (!filter.group || was_member(model, *filter.group, change));
}

// Those that a filter of one user means, in order.
std::vector<Position> role_changes_of(const ReadModel& model, const RoleChangeFilter& filter,
                                      const PositionRange& range) {
  std::vector<Position> found;
  const State& state = model.state();
  const auto user = state.find_user(*filter.user, range.at);
  if (!user) return found;
  state.users().history(*user, range.at, [&](const UserVersion& version) {
    if (version.from <= range.after) return false;
    const RoleChange* const change = model.role_changes().find(version.from);
    if (change != nullptr && accepts(model, filter, *change)) found.push_back(version.from);
    return true;
  });
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace

bool may_read_much(const EventFilter& filter) {
  EventFilter rest = filter;
  take_stream(rest);
  return !takes_all(rest);
}

Result<EventPage> list_events(const Directory& directory, const EventFilter& filter,
                              const PositionRange& range) {
  EventFilter rest = filter;
  const auto stream = take_stream(rest);
  PageFiller page(directory, rest, range);
  if (stream) {
    add_stream(page, directory.model(), *stream, range);
    return std::move(page).finish();
  }
  const auto read = directory.log().read(
      range.after,
      [&](Position position, std::string_view record) { return page.add(position, record); });
  if (!read) return read.error();
  return std::move(page).finish();
}

Result<Recorded> read_event(const Directory& directory, Position position) {
  return EventReader(directory.log(), directory.keys(), Open::everything).at(position);
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

// Of a user those that are found among the states it has had: all that is looked for in the log is
// what only the log has.
Result<EventPage> list_role_changes(const Directory& directory, const RoleChangeFilter& filter,
                                    const PositionRange& range) {
  const ReadModel& model = directory.model();
  const RoleChanges& changes = model.role_changes();
  const EventFilter any;
  PageFiller page(directory, any, range);
  if (filter.user) {
    for (const Position position : role_changes_of(model, filter, range)) {
      if (!page.add(position)) break;
    }
    return std::move(page).finish();
  }
  const std::size_t end = changes.count_at(range.at);
  for (std::size_t i = changes.count_at(range.after); i < end; ++i) {
    if (accepts(model, filter, changes[i]) && !page.add(changes[i].position)) break;
  }
  return std::move(page).finish();
}

}  // namespace rolecall
