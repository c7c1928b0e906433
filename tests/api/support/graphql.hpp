// What the specifications of the GraphQL reader say: a schema, requests, and what came of them.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/graphql/request.hpp"

namespace rolecall::test {

using namespace graphql;

inline const Schema& zoo() {
  static const Schema schema = parse_schema(R"(
    type Query {
      animals(kind: Kind, limit: Int, names: [String!]): [Animal!]!
      animal(id: ID!): Animal
      weigh(kilos: Float, exact: Boolean, grid: [[Int]]): Float
      find(where: Where!): [Animal!]!
      open: Boolean!
    }
    type Mutation {
      adopt(id: ID!, by: String!, kind: Kind! note: String): Receipt!
    }
    type Animal { id: ID! name: String! kind: Kind! friends(limit: Int): [Animal!]! keeper: Keeper }
    type Keeper { name: String! }
    type Receipt { ok: Boolean! }
    enum Kind { CAT DOG }
    input Where { name: String! kind: Kind since: Day or: [Where!] }
    scalar Day
  )")
                                   .value();
  return schema;
}

inline std::string text_of(const std::vector<Field>& fields) {
  std::string text;
  for (const Field& field : fields) {
    if (!text.empty()) text += ' ';
    if (field.response_key != field.name) text += field.response_key + ":";
    text += field.name;
    if (!field.arguments.empty()) text += boost::json::serialize(field.arguments);
    if (!field.selection.empty()) text += "{" + text_of(field.selection) + "}";
  }
  return text;
}

inline Result<Operation> request(std::string_view query, std::string_view variables = "{}",
                                 std::string_view name = "") {
  const boost::json::value given =
      boost::json::parse(boost::json::string_view(variables.data(), variables.size()));
  return parse_request(zoo(), query, name, given.as_object());
}

// What is to be executed, or the message of the error.
inline std::string read(std::string_view query, std::string_view variables = "{}",
                        std::string_view name = "") {
  const Result<Operation> operation = request(query, variables, name);
  return operation ? text_of(operation->selection) : operation.error().message;
}

// The same with its place, "1:5 message".
inline std::string error_of(std::string_view query, std::string_view variables = "{}") {
  const Result<Operation> operation = request(query, variables);
  if (operation) return "no error";
  const Error& error = operation.error();
  return std::to_string(error.at.line) + ":" + std::to_string(error.at.column) + " " +
         error.message;
}

}  // namespace rolecall::test
