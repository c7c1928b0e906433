#include "tools/tables.hpp"

#include <boost/json/object.hpp>

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

// The name, or the id where there is none any more.
std::string named(const value& event, const char* name, const char* id) {
  const std::string text = text_at(event, name);
  return text != "-" ? text : text_at(event, id);
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

std::string format_feed(const boost::json::array& events) {
  static constexpr Column columns[] = {
      {"POSITION", [](const value& event) { return text_at(event, "/position"); }, true},
      {"TIME", [](const value& event) { return time_at(event, "/time"); }},
      {"EVENT", [](const value& event) { return text_at(event, "/type"); }},
      {"USER", [](const value& event) { return named(event, "/username", "/user_id"); }},
      {"GROUP", [](const value& event) { return named(event, "/group_name", "/group_id"); }},
      {"WHAT", [](const value& event) { return in_short(event.at("data")); }},
      {"ACTOR", actor_of},
      {"CHANNEL", [](const value& event) { return text_at(event, "/channel"); }},
      {"REASON", [](const value& event) { return text_at(event, "/reason"); }},
  };
  return format_table(columns, events);
}

std::string format_groups(const value& body) {
  static constexpr Column columns[] = {
      {"NAME", [](const value& group) { return text_at(group, "/name"); }},
      {"MEMBERS", [](const value& group) { return text_at(group, "/members"); }, true},
      {"OWNERS", [](const value& group) { return text_at(group, "/owners"); }, true},
      {"CREATED", [](const value& group) { return time_at(group, "/created_at"); }},
      {"ID", [](const value& group) { return text_at(group, "/id"); }},
  };
  return format_table(columns, body.at("groups").as_array());
}

std::string format_members(const value& body) {
  static constexpr Column columns[] = {
      {"USER", [](const value& member) { return text_at(member, "/user/username"); }},
      {"ROLE", [](const value& member) { return text_at(member, "/role"); }},
      {"SINCE", [](const value& member) { return time_at(member, "/since"); }},
  };
  return format_table(columns, body.at("members").as_array());
}

std::string format_invitations(const value& body) {
  static constexpr Column columns[] = {
      {"EMAIL", [](const value& invitation) { return text_at(invitation, "/email"); }},
      {"ROLE", [](const value& invitation) { return text_at(invitation, "/role"); }},
      {"STATUS", [](const value& invitation) { return text_at(invitation, "/status"); }},
      {"EXPIRES", [](const value& invitation) { return time_at(invitation, "/expires_at"); }},
      {"INVITED", [](const value& invitation) { return time_at(invitation, "/created_at"); }},
      {"ID", [](const value& invitation) { return text_at(invitation, "/id"); }},
  };
  return format_table(columns, body.at("invitations").as_array());
}

std::string format_planned(const boost::json::array& events) {
  static constexpr Column columns[] = {
      {"EVENT", [](const value& event) { return text_at(event, "/type"); }},
      {"USER", [](const value& event) { return named(event, "/username", "/data/username"); }},
      {"GROUP", [](const value& event) { return named(event, "/group_name", "/data/name"); }},
      {"WHAT", [](const value& event) { return in_short(event.at("data")); }},
      {"REASON", [](const value& event) { return text_at(event, "/reason"); }},
  };
  return format_table(columns, events);
}

std::string format_events(const value& body) { return format_feed(body.at("events").as_array()); }

}  // namespace rolecall
