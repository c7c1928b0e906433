#include "api/dialects/wallaroo/workspace_answer.hpp"

#include <string_view>

namespace rolecall::wallaroo {
namespace {

using graphql::Field;

// The workspace that a query is about; nothing: there is none.
Result<std::optional<GroupNo>> find_asked(const View& view, const Field& field) {
  if (field.name == "workspace_by_pk") {
    const auto id = number_in(field.arguments.at("id"));
    if (!id) return invalid("id", "must be a whole number");
    return find_living_group(view, group_of_workspace(view.state(), *id));
  }
  const UserId id = user_in(field.arguments.at("where").at("user_id"));
  const auto user = view.state().find_user(UserRef(id), view.at());
  if (!user) return Error{Errc::not_found, "user_id", "there is no such user"};
  return default_workspace(view, *user);
}

}  // namespace

UserId user_in(const boost::json::value& condition) {
  return UserId::parse(std::string_view(condition.at("_eq").get_string())).value_or(UserId{});
}

std::optional<std::int64_t> number_in(const boost::json::value& given) {
  return given.is_int64() ? std::optional(given.get_int64()) : std::nullopt;
}

void append_asked(JsonWriter& json, const View& view, GroupNo group, const UserId& creator,
                  const std::vector<Field>& selection) {
  const State& state = view.state();
  const Groups& groups = state.groups();
  graphql::write_selection(json, selection, [&](const Field& field) {
    if (field.name == "id") return json.value(workspace_id(group));
    if (field.name == "name") {
      return json.value(groups.name_text(groups.at(group, view.at()).value().name));
    }
    if (field.name == "archived") return json.value(false);
    if (field.name == "created_at") {
      return json.value(std::string_view(to_text(state.time_of(groups.created(group)))));
    }
    if (field.name == "created_by") {
      return creator.is_nil() ? json.value(nullptr) : json.value(std::string_view(creator.text()));
    }
    json.begin_array();  // of models and pipelines there are none
    if (field.name == "users") {
      for (const Membership& member : all_members(view, group)) {
        graphql::write_selection(json, field.selection, [&](const Field&) {
          json.value(std::string_view(state.users().id(member.user).text()));
        });
      }
    }
    json.end_array();
  });
}

std::optional<Problem> answer_asked(const Directory& directory, const View& view,
                                    const Field& field, Response& response) {
  const auto group = find_asked(view, field);
  if (!group) return Problem(group.error());
  UserId creator;
  if (*group) {
    const auto found = creator_of(directory, **group);
    if (!found) return Problem(found.error());
    creator = *found;
  }
  append_data(response.body, field, [&](JsonWriter& json) {
    if (field.name == "workspace_by_pk") {
      if (!*group) return json.value(nullptr);
      return append_asked(json, view, **group, creator, field.selection);
    }
    json.begin_array();
    if (*group) {
      graphql::write_selection(json, field.selection, [&](const Field& part) {
        append_asked(json, view, **group, creator, part.selection);
      });
    }
    json.end_array();
  });
  response.position = view.at();
  return std::nullopt;
}

}  // namespace rolecall::wallaroo
