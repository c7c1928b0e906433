#include "tools/tables.hpp"

#include <cstdint>

#include <boost/json/object.hpp>

#include "api/dialects/native/event_json.hpp"
#include "projections/history/actor_name.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

// What an event carries, in short: `role=analyst`, `from=analyst to=admin`; what is null is left
// out.
std::string in_short(const value& data) {
  std::string text;
  for (const auto& [name, member] : data.as_object()) {
    if (member.is_null()) continue;
    if (!text.empty()) text += ' ';
    text.append(name.data(), name.size()) += '=';
    const auto* const object = member.if_object();
    if (object == nullptr) {
      text += text_at(member, "");
    } else if (object->contains("word")) {  // a role as it was given
      text += text_at(member, "/word");
    } else {
      text += '(' + in_short(member) + ')';
    }
  }
  return text;
}

std::string user_name(const View& view, const std::string& id) {
  const auto user = UserId::parse(id);
  if (!user) return "-";
  const std::string name(name_of_actor(view, *user));
  return name.empty() ? id : name;
}

std::string group_name(const View& view, const std::string& id) {
  const auto group = GroupId::parse(id);
  if (!group) return "-";
  const Groups& groups = view.state().groups();
  const auto no = groups.find(*group);
  const auto version = no ? groups.at(*no, view.at()) : std::nullopt;
  return version ? std::string(groups.name_text(version->name)) : id;
}

Position position_in(const value& of) {
  return Position{of.at("position").to_number<std::uint64_t>()};
}

void add_names(value& event, const View& view) {
  event.as_object()["user"] = user_name(view, text_at(event, "/user_id"));
  event.as_object()["group"] = group_name(view, text_at(event, "/group_id"));
}

std::string format_named_events(const boost::json::array& events) {
  static constexpr Column columns[] = {
      {"POSITION", [](const value& event) { return text_at(event, "/position"); }, true},
      {"TIME", [](const value& event) { return time_at(event, "/time"); }},
      {"EVENT", [](const value& event) { return text_at(event, "/type"); }},
      {"USER", [](const value& event) { return text_at(event, "/user"); }},
      {"GROUP", [](const value& event) { return text_at(event, "/group"); }},
      {"WHAT", [](const value& event) { return in_short(event.at("data")); }},
      {"ACTOR", actor_of},
      {"CHANNEL", [](const value& event) { return text_at(event, "/channel"); }},
      {"REASON", [](const value& event) { return text_at(event, "/reason"); }},
  };
  return format_table(columns, events);
}

}  // namespace

std::string actor_of(const value& row) {
  const std::string name = text_at(row, "/actor/name");
  return name != "-" ? name : "(" + text_at(row, "/actor/kind") + ")";
}

std::string format_users(const value& body) {
  static constexpr Column columns[] = {
      {"USERNAME", [](const value& user) { return text_at(user, "/username"); }},
      {"ROLE", [](const value& user) { return text_at(user, "/role"); }},
      {"STATUS", [](const value& user) { return text_at(user, "/status"); }},
      {"NAME", [](const value& user) { return text_at(user, "/display_name"); }},
      {"EMAIL", [](const value& user) { return text_at(user, "/email"); }},
      {"CREATED", [](const value& user) { return time_at(user, "/created_at"); }},
      {"ID", [](const value& user) { return text_at(user, "/id"); }},
  };
  return format_table(columns, body.at("users").as_array());
}

std::string format_events(const value& body, const ReadModel& model) {
  boost::json::array events = body.at("events").as_array();
  for (value& event : events) add_names(event, View(model, position_in(body)));
  return format_named_events(events);
}

std::string format_feed(const boost::json::array& events, const ReadModel& model) {
  boost::json::array named = events;
  for (value& event : named) add_names(event, View(model, position_in(event)));
  return format_named_events(named);
}

}  // namespace rolecall
