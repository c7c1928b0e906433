#include "api/dialects/paradime/dialect.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/paradime/mutation_fields.hpp"
#include "api/dialects/paradime/query_answer.hpp"
#include "api/graphql/request.hpp"
#include "api/parameters.hpp"
#include "api/view_parameter.hpp"
#include "engine/limits.hpp"

namespace rolecall::paradime {
namespace {

const graphql::Schema& schema() {
  static const graphql::Schema parsed = graphql::parse_schema(paradime_schema_text()).value();
  return parsed;
}

// A key pair is an API key in two halves: `rck_` with its id, and the secret. Paradime's own
// prefixes of bearer tokens are taken for ours.
std::optional<Parsed<Caller>> find_caller(Service& service, const Request& request) {
  const auto key = request.header("x-api-key");
  const auto secret = request.header("x-api-secret");
  if (key && secret) {
    return caller_by_api_key(service, request, std::string(*key) + std::string(*secret));
  }
  const auto token = authorization(request, "Bearer");
  if (!token) return std::nullopt;
  for (const std::string_view prefix : {"prdm_wsp_", "prdm_cmp_"}) {
    if (!token->starts_with(prefix)) continue;
    const std::string_view rest = token->substr(prefix.size());
    return caller_by_api_key(
        service, request,
        rest.starts_with("rck_") ? std::string(rest) : "rck_" + std::string(rest));
  }
  return caller_by_api_key(service, request, *token);
}

void append_errors(JsonWriter& json, const std::vector<graphql::Error>& errors) {
  json.key("errors");
  json.begin_array();
  for (const graphql::Error& error : errors) graphql::write_error(json, error);
  json.end_array();
}

// What came of each change; one that was refused is null and has an error.
void change(const QueryContext& context, const graphql::Operation& operation, Response& response) {
  std::vector<graphql::Error> errors;
  std::string data;
  JsonWriter data_json(data);
  graphql::write_selection(data_json, operation.selection, [&](const graphql::Field& field) {
    std::string value;
    JsonWriter value_json(value);
    const auto written = write_carried_out(context, field, value_json);
    if (written) return data_json.raw(value);
    data_json.value(nullptr);
    const Error& error = written.error();
    errors.push_back({(error.field.empty() ? "" : error.field + " ") + error.detail,
                      field.at,
                      {field.response_key}});
  });
  JsonWriter json(response.body);
  json.begin_object();
  if (!errors.empty())
    append_errors(json, errors);  // even an empty list is a failure to the client
  json.key("data");
  json.raw(data);
  json.end_object();
  response.position = context.view.at();
}

// All of a query is of one moment; what is changed is changed now.
View view_asked(Parameters& parameters, const ReadModel& model,
                graphql::Operation::Kind operation) {
  const bool is_mutation = operation == graphql::Operation::Kind::mutation;
  if (is_mutation && parameters.text("as_of")) parameters.fail("as_of", "is for queries only");
  return view_of(parameters, model);
}

// A long answer, piece by piece, in the turn of whoever asked.
void stream_query(Service& service, std::shared_ptr<QueryAnswer> answer, const Uuid& caller,
                  Place place, Response& response) {
  response.body = answer->beginning();
  response.more = [&service, answer = std::move(answer), caller,
                   place = std::move(place)](const Later& next) {
    if (answer->is_done()) return next.send(Response());
    service.pools().scans.resume(caller, [answer, next] {
      if (!next.is_wanted()) return;
      Response piece;
      if (!answer->next(piece.body, limits::answer_piece_bytes)) piece.status = 500;
      next.send(std::move(piece));
    });
  };
}

void answer_query(const QueryContext& context, const graphql::Operation& operation,
                  const Request& request, Reply& reply) {
  Service& service = context.service;
  const auto answer = std::make_shared<QueryAnswer>(context, operation);
  if (answer->repeated_bytes() > limits::graphql_repeated_max_bytes) {
    return reply.refuse(Problem(
        400, "This asks by other names for about " + std::to_string(answer->repeated_bytes()) +
                 " bytes more than a plain list has, of which " +
                 std::to_string(limits::graphql_repeated_max_bytes) + " are allowed"));
  }
  if (answer->expected_bytes() > limits::answer_piece_bytes) {
    auto place = service.take_long_answer_place(turn_of(request));
    if (!place) return reply.refuse(Problem(503, "Too many long lists are being read"));
    reply.response.position = context.view.at();
    return stream_query(service, answer, turn_of(request), std::move(place), reply.response);
  }
  answer_in(service.pools().scans, request, reply,
            [answer, at = context.view.at()](Response& response) -> std::optional<Problem> {
              response.body = answer->beginning();
              const auto written = answer->next(response.body, SIZE_MAX);
              if (!written) return Problem(written.error());
              response.position = at;
              return std::nullopt;
            });
}

void answer_document(Service& service, const Request& request, Reply& reply) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  const std::string_view query = members.text("query");
  const auto name = members.optional_text("operationName");
  const auto* const variables = members.optional_object("variables");
  (void)members.optional_object("extensions");
  if (const auto error = members.done()) return reply.refuse(*error);
  const auto operation = graphql::parse_request(schema(), query, name.value_or(""),
                                                variables ? *variables : boost::json::object());
  if (!operation) {
    reply.response.status = 400;
    JsonWriter json(reply.response.body);
    json.begin_object();
    append_errors(json, {operation.error()});
    json.end_object();
    return;
  }
  Parameters parameters(request);
  const View view = view_asked(parameters, service.model(), operation->kind);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const QueryContext context{service, caller_of(request), request.id, request.correlation, view};
  if (operation->kind == graphql::Operation::Kind::query) {
    return answer_query(context, *operation, request, reply);
  }
  carry_out(context, *operation, reply,
            [promised = Promised(reply), operation = *operation](const QueryContext& done) {
              const Work work = [&](Response& response) {
                change(done, operation, response);
                return std::optional<Problem>();
              };
              promised.later.send(answer_of(work, promised.id, promised.shape));
            });
}

}  // namespace

void error_shape(const Problem& problem, RequestId, Response& response) {
  response.status = problem.status == 422 ? 400 : problem.status;
  graphql::Error error;
  error.message = (problem.field.empty() ? "" : problem.field + " ") + problem.detail;
  JsonWriter json(response.body);
  json.begin_object();
  append_errors(json, {error});
  json.end_object();
}

Dialect dialect(Service& service) {
  constexpr const char* path = "/api/v1/graphql";
  return {
      path,
      error_shape,
      admission([&service](const Request& request) { return find_caller(service, request); }),
      {{Method::post, path, Right::needs(Capability::read, Role::viewer), Kind::command_that_reads,
        handler(service, &answer_document), limits::http_body_max_bytes}}};
}

}  // namespace rolecall::paradime
