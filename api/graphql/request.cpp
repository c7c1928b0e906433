#include "api/graphql/request.hpp"

#include <set>

#include "api/graphql/coercion.hpp"
#include "api/graphql/document.hpp"
#include "api/graphql/flatten.hpp"
#include "api/graphql/fragments.hpp"

namespace rolecall::graphql {
namespace {

// Sections 5.2.1 and 5.2.2.
std::optional<Error> check_operations(const Document& document) {
  std::set<std::string_view> names;
  for (const OperationDefinition& operation : document.operations) {
    if (operation.name.empty() && document.operations.size() > 1) {
      return Error{"This anonymous operation must be the only defined operation.", operation.at};
    }
    if (!names.insert(operation.name).second) {
      return Error{"There can be only one operation named " + in_quotes(operation.name) + ".",
                   operation.at};
    }
  }
  return std::nullopt;
}

// Section 6.1, GetOperation. The name comes from outside the document and is not repeated.
Result<const OperationDefinition*> operation_named(std::string_view name,
                                                   const Document& document) {
  const auto& operations = document.operations;
  if (operations.empty()) return Error{"Must provide an operation."};
  if (name.empty()) {
    if (operations.size() == 1) return &operations.front();
    return Error{"Must provide operation name if query contains multiple operations."};
  }
  for (const OperationDefinition& operation : operations) {
    if (operation.name == name) return &operation;
  }
  return Error{"Unknown operation: the document has none of the name given."};
}

}  // namespace

Result<Operation> parse_request(const Schema& schema, std::string_view query,
                                std::string_view operation_name,
                                const boost::json::object& variables) {
  const Result<Document> document = parse_document(query);
  if (!document) return document.error();
  if (auto error = check_operations(*document)) return *std::move(error);
  const Result<Fragments> fragments = fragments_of(*document);
  if (!fragments) return fragments.error();

  const auto found = operation_named(operation_name, *document);
  if (!found) return found.error();
  const OperationDefinition& definition = **found;
  if (definition.kind == OperationDefinition::Kind::subscription) {
    return Error{"Subscriptions are not supported.", definition.at};
  }
  const bool is_query = definition.kind == OperationDefinition::Kind::query;
  const ObjectType* const root = schema.object(is_query ? "Query" : "Mutation");
  if (!root) {
    return Error{"Schema is not configured to execute mutation operation.", definition.at};
  }

  const Result<Variables> values = coerce_variables(schema, definition, variables);
  if (!values) return values.error();
  Coercion coercion(schema, *values);
  auto selection = flatten(schema, *fragments, coercion, *root, definition.selections);
  if (!selection) return selection.error();
  return Operation{is_query ? Operation::Kind::query : Operation::Kind::mutation,
                   *std::move(selection)};
}

}  // namespace rolecall::graphql
