#include "api/dialects/native/event_filter.hpp"

#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/named.hpp"
#include "engine/limits.hpp"

namespace rolecall::native {

std::optional<UserId> person_parameter(Parameters& parameters, const View& view,
                                       std::string_view name) {
  const auto text = parameters.text(name);
  if (!text) return std::nullopt;
  const auto found = find_anyone(view, *text);
  if (!found) parameters.miss(name, "is nobody this directory knows");
  return found;
}

std::optional<GroupId> group_parameter(Parameters& parameters, const View& view) {
  const auto text = parameters.text("group");
  if (!text) return std::nullopt;
  const auto found = find_group(view, *text);
  if (!found) parameters.miss("group", "is no group this directory has");
  return found;
}

Position after_parameter(Parameters& parameters, Position last) {
  const Position after{parameters.integer("after", 0, limits::position_max, 0)};
  if (after > last) parameters.miss("after", beyond_last(last));
  return after;
}

std::string beyond_last(Position last) {
  return "lies beyond the last position, " + std::to_string(number(last)) +
         ": it is of another log, or of this one before it was put back from a backup";
}

EventFilter event_filter(Parameters& parameters, const View& view) {
  EventFilter filter;
  filter.user = person_parameter(parameters, view, "user");
  filter.actor = person_parameter(parameters, view, "actor");
  filter.group = group_parameter(parameters, view);
  read_set(parameters, "type", filter.types, parse_event_type);
  return filter;
}

}  // namespace rolecall::native
