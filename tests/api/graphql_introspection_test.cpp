// Section 4 of https://spec.graphql.org/October2021/, as far as a fixed answer goes.
#include <gtest/gtest.h>

#include "api/graphql/introspection.hpp"
#include "tests/api/support/graphql.hpp"

namespace rolecall::test {
namespace {

namespace json = boost::json;

json::value told() {
  std::string text;
  JsonWriter writer(text);
  write_schema(writer, zoo());
  return json::parse(text);
}

json::value type_told(std::string_view name) {
  const json::value schema = told();
  for (const json::value& type : schema.at("types").as_array()) {
    if (std::string_view(type.at("name").as_string()) == name) return type;
  }
  ADD_FAILURE() << name;
  return {};
}

TEST(GraphQlIntrospection, IsAskedForInWhateverWords) {
  for (const char* query :
       {"{ __schema { types { name } } }", "query Q { __schema { queryType { name } } }",
        "query { __schema { ...A } } fragment A on __Schema { types { name(deep: {a: 1}) } }"}) {
    EXPECT_TRUE(asks_for_schema(query)) << query;
  }
  for (const char* query :
       {"{ open }", "{ __schema { types { name } } open }", "{ a: __schema { types { name } } }",
        "mutation { __schema { types { name } } }", "{ __type(name: \"A\") { name } }",
        "{ __schema { types { name }", "", "query A { __schema { a } } query B { open }"}) {
    EXPECT_FALSE(asks_for_schema(query)) << query;
  }
}

TEST(GraphQlIntrospection, TellsTheRoots) {
  const json::value schema = told();
  EXPECT_EQ(schema.at("queryType").at("name"), "Query");
  EXPECT_EQ(schema.at("mutationType").at("name"), "Mutation");
  EXPECT_TRUE(schema.at("subscriptionType").is_null());
}

TEST(GraphQlIntrospection, TellsFieldsWithTheirTypes) {
  const json::value query = type_told("Query");
  EXPECT_EQ(query.at("kind"), "OBJECT");
  const json::value& animals = query.at("fields").at(0);
  EXPECT_EQ(animals.at("name"), "animals");
  EXPECT_EQ(json::serialize(animals.at("type")),
            R"({"kind":"NON_NULL","name":null,"ofType":{"kind":"LIST","name":null,"ofType":)"
            R"({"kind":"NON_NULL","name":null,"ofType":{"kind":"OBJECT","name":"Animal",)"
            R"("ofType":null}}}})");
  EXPECT_EQ(animals.at("args").at(0).at("name"), "kind");
  EXPECT_EQ(animals.at("args").at(0).at("type").at("kind"), "ENUM");
}

TEST(GraphQlIntrospection, TellsInputsEnumsAndScalars) {
  const json::value where = type_told("Where");
  EXPECT_EQ(where.at("kind"), "INPUT_OBJECT");
  EXPECT_TRUE(where.at("fields").is_null());
  EXPECT_EQ(where.at("inputFields").at(0).at("name"), "name");
  EXPECT_EQ(type_told("Kind").at("enumValues").at(1).at("name"), "DOG");
  for (const char* scalar : {"Int", "Float", "String", "Boolean", "ID", "Day"}) {
    EXPECT_EQ(type_told(scalar).at("kind"), "SCALAR") << scalar;
  }
}

}  // namespace
}  // namespace rolecall::test
