#include "api/dialects/native/event_filter.hpp"

#include "api/dialects/native/exchange.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::native {
namespace {

std::optional<UserId> find_anyone(const ReadModel& model, std::string_view text, Position at) {
  if (const auto id = UserId::parse(text)) return id;
  const std::string key = canonical_key(text);
  if (const auto user = model.state().last_holder(NameField::username, key, at)) {
    return model.state().users().id(*user);
  }
  return model.state().actors().find_named(key);
}

std::optional<GroupId> find_group(const ReadModel& model, std::string_view text, Position at) {
  if (const auto id = GroupId::parse(text)) return id;
  const auto group = model.state().groups().find_named(canonical_key(text), at);
  return group ? std::optional(model.state().groups().id(*group)) : std::nullopt;
}

}  // namespace

std::optional<UserId> person_parameter(Parameters& parameters, const ReadModel& model,
                                       std::string_view name, Position at) {
  const auto text = parameters.text(name);
  if (!text) return std::nullopt;
  const auto found = find_anyone(model, *text, at);
  if (!found) parameters.miss(name, "is nobody this directory knows");
  return found;
}

std::optional<GroupId> group_parameter(Parameters& parameters, const ReadModel& model,
                                       Position at) {
  const auto text = parameters.text("group");
  if (!text) return std::nullopt;
  const auto found = find_group(model, *text, at);
  if (!found) parameters.miss("group", "is no group this directory has");
  return found;
}

EventFilter event_filter(Parameters& parameters, const ReadModel& model, Position at) {
  EventFilter filter;
  filter.user = person_parameter(parameters, model, "user", at);
  filter.actor = person_parameter(parameters, model, "actor", at);
  filter.group = group_parameter(parameters, model, at);
  read_set(parameters, "type", filter.types, parse_event_type);
  return filter;
}

}  // namespace rolecall::native
