// Section 3 of https://spec.graphql.org/October2021/, as far as schemas go here.
#include <gtest/gtest.h>

#include "api/graphql/schema.hpp"

namespace rolecall::test {
namespace {

using namespace graphql;

std::string refusal(std::string_view text) {
  const auto schema = parse_schema(text);
  return schema ? "no error" : schema.error().message;
}

TEST(GraphQlSchema, HasTypesWithFieldsAndArguments) {
  const Schema schema = parse_schema(R"(
    "What is asked" type Query {
      """Those that
      are there""" users(first: Int, "by name" names: [ [String!] ]!): [User]!
    }
    type User { name: String! role: Role }
    "What one may" enum Role { VIEWER "all" ADMIN }  # and no more
  )")
                            .value();
  const ObjectType* const query = schema.object("Query");
  ASSERT_TRUE(query);
  const FieldDefinition* const users = query->field("users");
  ASSERT_TRUE(users);
  EXPECT_EQ(users->type, "[User]!");
  ASSERT_EQ(users->arguments.size(), 2u);
  EXPECT_EQ(users->arguments[0].type, "Int");
  EXPECT_EQ(users->arguments[1].name, "names");
  EXPECT_EQ(users->arguments[1].type, "[[String!]]!");
  EXPECT_EQ(query->field("name"), nullptr);
  EXPECT_EQ(schema.object("User")->field("role")->type, "Role");
  EXPECT_EQ(schema.enumeration("Role")->values, (std::vector<std::string>{"VIEWER", "ADMIN"}));
}

TEST(GraphQlSchema, KnowsItsTypesByName) {
  const Schema schema = parse_schema("type Query { a: Int } enum E { X }").value();
  EXPECT_EQ(schema.object("E"), nullptr);
  EXPECT_EQ(schema.enumeration("Query"), nullptr);
  for (const char* leaf : {"Int", "Float", "String", "Boolean", "ID", "E"}) {
    EXPECT_TRUE(schema.is_leaf(leaf)) << leaf;
  }
  EXPECT_FALSE(schema.is_leaf("Query"));
  EXPECT_FALSE(schema.is_leaf("X"));
}

TEST(GraphQlSchema, GivesEveryTypeItsName) {
  const Schema schema = parse_schema("type Query { a: Int }").value();
  ASSERT_TRUE(schema.object("Query")->field("__typename"));
  EXPECT_EQ(schema.object("Query")->field("__typename")->type, "String!");
}

TEST(GraphQlSchema, TakesTypesApart) {
  const Type type = std::string_view("[[User!]]!");
  EXPECT_TRUE(type.is_non_null());
  EXPECT_TRUE(type.is_list());
  EXPECT_EQ(type.nullable().text(), "[[User!]]");
  EXPECT_EQ(type.nullable().nullable().text(), "[[User!]]");
  EXPECT_EQ(type.item().text(), "[User!]");
  EXPECT_EQ(type.item().item().text(), "User!");
  EXPECT_FALSE(type.item().item().is_list());
  EXPECT_EQ(type.named().text(), "User");
}

TEST(GraphQlSchema, NeedsTypesThatAreThere) {
  EXPECT_EQ(refusal("type User { a: Int }"), "There is no type \"Query\".");
  EXPECT_EQ(refusal("type Query { a: [Usr!] }"), "Query.a: unknown type \"Usr\".");
  EXPECT_EQ(refusal("type Query { a(b: Query): Int }"),
            "Query.a: \"Query\" is no type of an argument.");
  EXPECT_EQ(refusal("type Query { a(b: Day!): Int }"),
            "Query.a: \"Day\" is no type of an argument.");
}

TEST(GraphQlSchema, HasEachNameOnce) {
  EXPECT_EQ(refusal("type Query { a: Int } type Query { b: Int }"),
            "\"Query\" is taken or reserved.");
  EXPECT_EQ(refusal("enum Query { X } type Query { b: Int }"), "\"Query\" is taken or reserved.");
  EXPECT_EQ(refusal("type Query { a: Int a: Int }"), "\"a\" is taken or reserved.");
  EXPECT_EQ(refusal("type Query { a(b: Int, b: Int): Int }"), "\"b\" is taken or reserved.");
  EXPECT_EQ(refusal("type Query { a: Int } enum E { X X }"), "\"X\" is taken or reserved.");
  EXPECT_EQ(refusal("type Query { a: Int } enum Int { X }"), "\"Int\" is taken or reserved.");
  EXPECT_EQ(refusal("type Query { __a: Int }"), "\"__a\" is taken or reserved.");
}

TEST(GraphQlSchema, HasInputObjectsAndScalars) {
  const Schema schema = parse_schema(R"(
    scalar Day
    type Query { a(filter: Filter!, day: Day): Day }
    input Filter { since: Day! not: [Filter!] }
  )")
                            .value();
  EXPECT_TRUE(schema.is_leaf("Day"));
  ASSERT_TRUE(schema.input("Filter"));
  EXPECT_FALSE(schema.is_leaf("Filter"));
  EXPECT_EQ(schema.input("Filter")->fields[0].type, "Day!");
  EXPECT_EQ(schema.input("Filter")->fields[1].name, "not");
  EXPECT_EQ(schema.input("Day"), nullptr);
  EXPECT_EQ(refusal("type Query { a: In } input In { a: Int }"), "Query.a: unknown type \"In\".");
  EXPECT_EQ(refusal("type Query { a: Int } input In { a: Query }"),
            "In: \"Query\" is no type of an argument.");
  EXPECT_EQ(refusal("scalar Day type Query { a: Int } input Day { a: Int }"),
            "\"Day\" is taken or reserved.");
}

TEST(GraphQlSchema, HasNothingElse) {
  for (const char* text :
       {"interface Node { id: ID! }", "union U = A | B", "schema { query: Q }",
        "extend type Query { a: Int }", "directive @x on FIELD", "query { a }"}) {
    EXPECT_EQ(refusal(text), "A schema here has types, inputs, enums and scalars only.") << text;
  }
  for (const char* text :
       {"type Query implements Node { a: Int }", "type Query {}", "type Query", "type Query { a }",
        "type Query { a: }", "type Query { a(): Int }", "type Query { a: Int @deprecated }",
        "type Query { a: [Int }", "type Query { a(b: Int = 1): Int }", "enum E {}",
        "type Query { a: Int "}) {
    EXPECT_TRUE(refusal(text).starts_with("Syntax Error: Expected")) << text;
  }
}

TEST(GraphQlSchema, IsABugOfOursIfItIsWrong) {
  EXPECT_THROW(parse_schema("type").value(), std::logic_error);
}

}  // namespace
}  // namespace rolecall::test
