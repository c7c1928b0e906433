// The audit log: every event, in Paradime's members.
#include <algorithm>
#include <string>

#include "api/dialects/native/event_json.hpp"
#include "api/dialects/paradime/lists.hpp"
#include "projections/history/event_query.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::paradime {
namespace {

constexpr std::uint64_t entries_most = 10'000;

constexpr std::array<Leaf, 13> entry_leaves{{{"id", 8},
                                             {"createdDttm", 29},
                                             {"updatedDttm", 29},
                                             {"workspaceId", 6},
                                             {"workspaceName", 40},
                                             {"actorType", 11},
                                             {"actorUserId", 8},
                                             {"actorEmail", 40},
                                             {"eventSourceId", 2},
                                             {"eventSource", 15},
                                             {"eventId", 2},
                                             {"eventType", 20},
                                             {"metadataJson", 800}}};

// One entry's values, each made only where it is asked for.
class Entry {
 public:
  Entry(const View& view, const Recorded& recorded) : view_(view), recorded_(recorded) {}

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
      json.value(name_of(recorded_.channel));
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
    return id.is_nil() ? std::nullopt : view_.state().groups().find(id);
  }

  void append_workspace_name(JsonWriter& json) const {
    const Groups& groups = view_.state().groups();
    const auto group = this->group();
    json.value(group ? groups.name_text(groups.at(*group, view_.at()).value().name)
                     : std::string_view());
  }

  void append_actor(std::string_view member, JsonWriter& json) const {
    const auto user = view_.state().find_user(recorded_.actor.user, view_.at());
    if (member == "actorType") return json.value(name_of(recorded_.actor.kind));
    if (member == "actorUserId") return json.value(user ? integer_id(*user) : 0);
    std::string email;
    if (user) {
      const UserVersion version = view_.state().users().at(*user, view_.at()).value();
      view_.state().profiles().view(version.profile).append_email(email);
    }
    if (email.empty()) return json.value(nullptr);
    json.value(std::string_view(email));
  }

  // The event as the native dialect has it, as a text.
  void append_metadata(JsonWriter& json) const {
    std::string text;
    JsonWriter inner(text);
    native::append_event(inner, view_, recorded_);
    json.value(std::string_view(text));
  }

  const View& view_;
  const Recorded& recorded_;
};

std::uint64_t entries_at_most(const View& view) {
  return std::min(number(view.at()), entries_most);
}

// A row is how far an event lies behind the newest.
Result<std::vector<std::uint32_t>> entry_rows(const QueryContext& context) {
  std::vector<std::uint32_t> rows(std::min(number(context.view.at()), entries_most));
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
  return rows;
}

Result<void> read_entry(const QueryContext& context, std::uint32_t row, std::uint32_t wanted,
                        Values& values) {
  const auto recorded =
      read_event(context.service.directory(), Position{number(context.view.at()) - row});
  if (!recorded) return recorded.error();
  const Entry entry(context.view, *recorded);
  write_leaves(wanted, values, [&](std::uint32_t leaf, JsonWriter& json) {
    entry.append(entry_leaves[leaf].name, json);
  });
  return {};
}

}  // namespace

const List audit_logs{"getAuditLogs",   "auditLogs", entry_leaves,
                      &entries_at_most, &entry_rows, &read_entry};

}  // namespace rolecall::paradime
