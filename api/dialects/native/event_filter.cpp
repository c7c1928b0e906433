#include "api/dialects/native/event_filter.hpp"

#include "api/dialects/native/exchange.hpp"
#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::native {
namespace {

std::optional<UserId> find_anyone(const View& view, std::string_view text) {
  if (const auto id = UserId::parse(text)) return id;
  const std::string key = canonical_key(text);
  if (const auto user = view.state().last_holder(NameField::username, key, view.at())) {
    return view.state().users().id(*user);
  }
  return view.state().actors().find_named(key);
}

std::optional<GroupId> find_group(const View& view, std::string_view text) {
  if (const auto id = GroupId::parse(text)) return id;
  const auto group = view.state().groups().find_named(canonical_key(text), view.at());
  return group ? std::optional(view.state().groups().id(*group)) : std::nullopt;
}

}  // namespace

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
