// What Wallaroo's SDK asks Hasura for: a workspace, a user's default one, and its members.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/workspace_answer.hpp"
#include "api/graphql/introspection.hpp"
#include "api/graphql/request.hpp"
#include "api/view_parameter.hpp"

namespace rolecall::wallaroo {
namespace {

using Object = boost::json::object;
using boost::json::value;
using graphql::Field;

const graphql::Schema& hasura_schema() {
  static const graphql::Schema parsed = graphql::parse_schema(wallaroo_schema_text()).value();
  return parsed;
}

const std::string& schema_answer() {
  static const std::string answer = [] {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("data");
    json.begin_object();
    json.key("__schema");
    graphql::write_schema(json, hasura_schema());
    json.end_object();
    json.end_object();
    return text;
  }();
  return answer;
}

std::string_view text_of(const value& given) { return std::string_view(given.get_string()); }

// ---- changes ------------------------------------------------------------------------------------

// The one user of a list of {"user_id": ...}; nothing: there are more, or none.
const Object* only_user(const value& list) {
  const auto& data = list.at("data").get_array();
  return data.size() == 1 ? &data.front().get_object() : nullptr;
}

// Who is to own the new workspace: all parts of the object must say the same.
Result<UserId> owner_in(const Object& asked, const UserId& caller) {
  const Object* const user = only_user(asked.at("users"));
  if (!user) return invalid("users", "must be the one owner");
  const auto* const type = user->if_contains("user_type");
  if (!type || !type->is_string() || text_of(*type) != "OWNER") {
    return invalid("user_type", "must be OWNER: a workspace begins with its owner");
  }
  const std::string_view id = text_of(user->at("user_id"));
  const auto differs = [&](const Object& part, const char* name) {
    const auto* const other = part.if_contains(name);
    return other && !other->is_null() && text_of(*other) != id;
  };
  if (differs(asked, "owner_id")) return invalid("owner_id", "is not the user of users");
  const auto* const defaults = asked.if_contains("user_default_workspaces");
  if (defaults && !defaults->is_null()) {
    const Object* const one = only_user(*defaults);
    if (!one || differs(*one, "user_id")) {
      return invalid("user_default_workspaces", "is not of the user of users");
    }
  }
  const auto* const creator = asked.if_contains("created_by");
  if (creator && !creator->is_null() && UserId::parse(text_of(*creator)) != caller) {
    return invalid("created_by", "is whoever asks");
  }
  return UserId::parse(id).value_or(UserId{});
}

void insert_workspace(Service& service, const Request& request, Reply& reply, const Field& field) {
  const Object& asked = field.arguments.at("object").get_object();
  const UserId caller = caller_of(request).user;
  const auto owner = owner_in(asked, caller);
  if (!owner) return reply.refuse(owner.error());
  const auto* const archived = asked.if_contains("archived");
  if (archived && archived->is_bool() && archived->get_bool()) {
    return reply.refuse(invalid("archived", "must be false: no workspace is archived here"));
  }
  const auto* const conflict = field.arguments.if_contains("on_conflict");
  if (conflict && !conflict->is_null() && !conflict->at("update_columns").get_array().empty()) {
    return reply.refuse(invalid("update_columns", "must be empty: nothing is changed so"));
  }
  const Render render = [&service, field, caller](const Outcome& outcome, Response& response) {
    const View view(service.model(), outcome.position);
    append_data(response.body, field, [&](JsonWriter& json) {
      append_asked(json, view, view.state().groups().find(outcome.group).value(), caller,
                   field.selection);
    });
  };
  CreateGroup command{std::string(text_of(asked.at("name"))), *owner};
  execute(service, reply, command_of(request, Channel::wallaroo, std::move(command)), render);
}

// The conditions of a `where`, those in its _and too.
struct MemberConditions {
  std::optional<UserId> user;
  std::optional<std::int64_t> workspace;
  bool contradict = false;

  void take(const Object& where) {
    if (const auto* const id = where.if_contains("user_id"); id && !id->is_null()) {
      const UserId wanted = user_in(*id);
      contradict |= user && *user != wanted;
      user = wanted;
    }
    if (const auto* const id = where.if_contains("workspace_id"); id && !id->is_null()) {
      const std::int64_t wanted = number_in(id->at("_eq")).value_or(0);
      contradict |= workspace && *workspace != wanted;
      workspace = wanted;
    }
    const auto* const more = where.if_contains("_and");
    if (!more || more->is_null()) return;
    for (const value& part : more->get_array()) take(part.get_object());
  }
};

void delete_member(Service& service, const Request& request, Reply& reply, const Field& field) {
  MemberConditions asked;
  asked.take(field.arguments.at("where").get_object());
  if (!asked.user || !asked.workspace || asked.contradict) {
    return reply.refuse(invalid("where", "must name one user_id and one workspace_id"));
  }
  const GroupId group = group_of_workspace(service.model().state(), *asked.workspace);
  const Render affected = [field](const Outcome& outcome, Response& response) {
    append_data(response.body, field, [&](JsonWriter& json) {
      graphql::write_selection(json, field.selection,
                               [&](const Field&) { json.value(outcome.changed ? 1 : 0); });
    });
  };
  const RemoveMember command{group, *asked.user, {}, false};
  execute(service, reply, command_of(request, Channel::wallaroo, command), affected);
}

// ---- documents ----------------------------------------------------------------------------------

// Whether a field is asked for by two names: then an answer would have no bound.
bool has_twice(const std::vector<Field>& selection) {
  std::set<std::string_view> names;
  return std::ranges::any_of(selection, [&](const Field& field) {
    return !names.insert(field.name).second || has_twice(field.selection);
  });
}

// The one thing that a document asks for; nothing: for the schema.
Parsed<std::optional<graphql::Operation>> read_document(const Request& request) {
  const auto body = read_json_object(request);
  if (!body) return body.error();
  Members members(*body);
  const std::string_view query = members.text("query");
  const auto name = members.optional_text("operationName");
  const auto* const variables = members.optional_object("variables");
  (void)members.optional_object("extensions");
  if (const auto error = members.done()) return Problem(*error);
  if (graphql::asks_for_schema(query)) return std::optional<graphql::Operation>();
  auto operation = graphql::parse_request(hasura_schema(), query, name.value_or(""),
                                          variables ? *variables : Object());
  if (!operation) return Problem(invalid("", operation.error().message));
  const auto& selection = operation->selection;
  if (selection.size() != 1 || selection.front().name == "__typename" || has_twice(selection)) {
    return Problem(invalid("", "A document asks for one thing here, and for each field once"));
  }
  return std::optional(*std::move(operation));
}

void answer_query(Service& service, const Request& request, Reply& reply, const Field& field) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().scans, request, reply, [&service, view, field](Response& response) {
    return answer_asked(service.directory(), view, field, response);
  });
}

void answer_graphql(Service& service, const Request& request, Reply& reply) {
  const auto document = read_document(request);
  if (!document) return reply.refuse(document.error());
  const std::optional<graphql::Operation>& operation = *document;
  if (!operation) {
    reply.response.body = schema_answer();
    return;
  }
  const Field& field = operation->selection.front();
  if (operation->kind == graphql::Operation::Kind::query) {
    return answer_query(service, request, reply, field);
  }
  const Right manage = Right::needs(Capability::manage, Role::admin);
  if (const auto refusal = check_right(caller_of(request), manage)) return reply.refuse(*refusal);
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  if (field.name == "insert_workspace_one") {
    return insert_workspace(service, request, reply, field);
  }
  delete_member(service, request, reply, field);
}

}  // namespace

std::vector<Route> graphql_routes(Service& service, const std::string& base) {
  return {{Method::post, base + "/v1/graphql", Right::needs(Capability::read, Role::viewer),
           Kind::command_that_reads, handler(service, &answer_graphql)}};
}

}  // namespace rolecall::wallaroo
