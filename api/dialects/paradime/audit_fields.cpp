// The audit log: every event, in Paradime's members.
#include <algorithm>
#include <string>

#include "api/dialects/native/event_wire.hpp"
#include "api/dialects/paradime/fields.hpp"
#include "api/dialects/shown_user.hpp"
#include "projections/history/event_query.hpp"

namespace rolecall::paradime {
namespace {

constexpr std::size_t entries_most = 10'000;

// One entry's values, each made only where it is asked for.
class Entry {
 public:
  Entry(const ReadModel& model, const Recorded& recorded, Position at)
      : model_(model), recorded_(recorded), at_(at) {}

  void append(std::string_view member, JsonWriter& json) const {
    if (member == "id") {
      json.value(number(recorded_.position));
    } else if (member == "createdDttm" || member == "updatedDttm") {
      json.value(std::string_view(to_text(recorded_.time)));
    } else if (member == "workspaceId") {
      const auto group = this->group();
      json.value(group ? number(*group) + 1 : 0);
    } else if (member == "workspaceName") {
      append_workspace_name(json);
    } else if (member.starts_with("actor")) {
      append_actor(member, json);
    } else if (member == "eventSourceId") {
      json.value(static_cast<unsigned>(recorded_.channel));
    } else if (member == "eventSource") {
      json.value(word(recorded_.channel));
    } else if (member == "eventId") {
      json.value(static_cast<unsigned>(type_of(recorded_.event)));
    } else if (member == "eventType") {
      json.value(name_of(type_of(recorded_.event)));
    } else {
      append_metadata(json);
    }
  }

 private:
  std::optional<GroupNo> group() const {
    const GroupId id = group_of(recorded_.event);
    return id.is_nil() ? std::nullopt : model_.state().groups().find(id);
  }

  void append_workspace_name(JsonWriter& json) const {
    const Groups& groups = model_.state().groups();
    const auto group = this->group();
    json.value(group ? groups.name_text(groups.at(*group, at_)->name) : std::string_view());
  }

  void append_actor(std::string_view member, JsonWriter& json) const {
    const auto user = model_.state().find_user(recorded_.actor.user, at_);
    if (member == "actorType") return json.value(word(recorded_.actor.kind));
    if (member == "actorUserId") return json.value(user ? integer_id(*user) : 0);
    std::string email;
    if (user) {
      const UserVersion version = *model_.state().users().at(*user, at_);
      model_.state().profiles().view(version.profile).append_email(email);
    }
    if (email.empty()) return json.value(nullptr);
    json.value(std::string_view(email));
  }

  // The event as the native dialect has it, as a text.
  void append_metadata(JsonWriter& json) const {
    std::string text;
    JsonWriter inner(text);
    native::append_event(inner, model_, recorded_, at_);
    json.value(std::string_view(text));
  }

  const ReadModel& model_;
  const Recorded& recorded_;
  Position at_;
};

}  // namespace

Result<void> get_audit_logs(Asking& asking, const graphql::Field& field, JsonWriter& json) {
  if (asking.caller.role < Role::admin) {
    return Error{Errc::forbidden, "", "the audit log needs the role admin or ops"};
  }
  const ReadModel& model = asking.service.model();
  const Position at = asking.at;
  const Position after{number(at) - std::min(number(at), std::uint64_t{entries_most})};
  Result<void> visited;
  graphql::write_selection(json, field.selection, [&](const graphql::Field& part) {
    if (part.name == "ok") return json.value(true);
    json.begin_array();
    if (!visited) return json.end_array();
    visited = visit_events_newest_first(
        asking.service.directory(), after, at, [&](const Recorded& recorded) {
          const auto guard = model.enter();
          const Entry entry(model, recorded, at);
          graphql::write_selection(json, part.selection, [&](const graphql::Field& member) {
            entry.append(member.name, json);
          });
          return true;
        });
    json.end_array();
  });
  return visited;
}

}  // namespace rolecall::paradime
