// Sections 3.5, 3.9, 3.11, 5.4, 5.6, 5.8, 6.1.2 and 6.4.1 of https://spec.graphql.org/October2021/:
// arguments and variables.
#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "tests/api/support/graphql.hpp"

namespace rolecall::test {
namespace {

using namespace graphql;

// The arguments of `weigh`, whose types are Float, Boolean and [[Int]].
std::string weigh(std::string_view arguments) {
  const std::string text = read("{ weigh(" + std::string(arguments) + ") }");
  return text.starts_with("weigh") ? text.substr(5) : text;
}

std::string animals(std::string_view arguments) {
  const auto operation = request("{ animals(" + std::string(arguments) + ") { id } }");
  return operation ? boost::json::serialize(operation->selection[0].arguments)
                   : operation.error().message;
}

// What comes of `value`, given as a variable of the type that `argument` of `field` has.
std::string through_variable(std::string_view type, std::string_view value) {
  constexpr std::string_view arguments[][2] = {{"Int", "a: animals(limit: $v) { id }"},
                                               {"Kind", "a: animals(kind: $v) { id }"},
                                               {"[String!]", "a: animals(names: $v) { id }"},
                                               {"ID!", "a: animal(id: $v) { id }"},
                                               {"Float", "a: weigh(kilos: $v)"},
                                               {"Boolean", "a: weigh(exact: $v)"},
                                               {"[[Int]]", "a: weigh(grid: $v)"}};
  for (const auto& [of_type, field] : arguments) {
    if (of_type != type) continue;
    const auto operation =
        request("query ($v: " + std::string(type) + ") {" + std::string(field) + "}",
                "{\"v\":" + std::string(value) + "}");
    if (!operation) return operation.error().message;
    return boost::json::serialize(operation->selection[0].arguments.begin()->value());
  }
  return "no such type";
}

TEST(GraphQlArguments, AreThoseThatAreGiven) {
  EXPECT_EQ(animals("limit: 3, kind: CAT"), R"({"limit":3,"kind":"CAT"})");
  EXPECT_EQ(read("{ animals { id } }"), "animals{id}");
  EXPECT_EQ(animals("limit: null"), R"({"limit":null})");
}

TEST(GraphQlArguments, AreThoseOfTheField) {
  EXPECT_EQ(error_of("{ animals(size: 1) { id } }"),
            "1:11 Unknown argument \"size\" on field \"Query.animals\".");
  EXPECT_EQ(error_of("{ animals(limit: 1, limit: 1) { id } }"),
            "1:21 There can be only one argument named \"limit\".");
}

TEST(GraphQlArguments, MayBeRequired) {
  EXPECT_EQ(error_of("{ animal { id } }"),
            "1:3 Field \"animal\" argument \"id\" of type \"ID!\" is required, but it was not "
            "provided.");
  EXPECT_EQ(error_of("{ animal(id: null) { id } }"),
            "1:14 Expected value of type \"ID!\", found null.");
}

TEST(GraphQlArguments, HaveIntsOf32Bits) {
  EXPECT_EQ(animals("limit: -2147483648"), R"({"limit":-2147483648})");
  EXPECT_EQ(animals("limit: 2147483647"), R"({"limit":2147483647})");
  for (const char* number : {"2147483648", "-2147483649", "99999999999999999999"}) {
    EXPECT_EQ(animals("limit: " + std::string(number)),
              "Int cannot represent non 32-bit signed integer value.");
  }
  for (const char* other : {"1.0", "\"1\"", "true", "CAT", "[[1]]"}) {
    EXPECT_EQ(animals("limit: " + std::string(other)), "Int cannot represent non-integer value.");
  }
}

TEST(GraphQlArguments, HaveFloats) {
  EXPECT_EQ(weigh("kilos: 1.5"), R"({"kilos":1.5E0})");
  EXPECT_EQ(weigh("kilos: -2"), R"({"kilos":-2E0})");
  EXPECT_EQ(weigh("kilos: 100000000000000000000"), R"({"kilos":1E20})");
  for (const char* other : {"1e999", "\"1\"", "true", "CAT", "[1]"}) {
    EXPECT_EQ(weigh("kilos: " + std::string(other)), "Float cannot represent non numeric value.");
  }
}

TEST(GraphQlArguments, HaveBooleans) {
  EXPECT_EQ(weigh("exact: true"), R"({"exact":true})");
  for (const char* other : {"1", "\"true\"", "TRUE", "[true]"}) {
    EXPECT_EQ(weigh("exact: " + std::string(other)),
              "Boolean cannot represent a non boolean value.");
  }
}

TEST(GraphQlArguments, HaveStrings) {
  EXPECT_EQ(animals(R"(names: ["a", """b"""])"), R"({"names":["a","b"]})");
  for (const char* other : {"[1]", "[true]", "[CAT]", "[1.5]", "[[\"a\"]]"}) {
    EXPECT_EQ(animals("names: " + std::string(other)),
              "String cannot represent a non string value.");
  }
}

TEST(GraphQlArguments, HaveIdsOfStringsAndIntegers) {
  const auto id = [](const std::string& value) {
    return read("{ animal(id: " + value + ") { id } }");
  };
  EXPECT_EQ(id("\"4\""), R"(animal{"id":"4"}{id})");
  EXPECT_EQ(id("4"), R"(animal{"id":"4"}{id})");
  EXPECT_EQ(id("99999999999999999999"), R"(animal{"id":"99999999999999999999"}{id})");
  for (const char* other : {"4.5", "true", "CAT", "[4]"}) {
    EXPECT_EQ(id(other), "ID cannot represent a non-string and non-integer value.");
  }
}

TEST(GraphQlArguments, HaveEnumsWithoutQuotes) {
  EXPECT_EQ(animals("kind: DOG"), R"({"kind":"DOG"})");
  EXPECT_EQ(animals("kind: COW"), "Value does not exist in \"Kind\" enum.");
  EXPECT_EQ(animals("kind: cat"), "Value does not exist in \"Kind\" enum.");
  for (const char* other : {"\"CAT\"", "1", "true", "[CAT]"}) {
    EXPECT_EQ(animals("kind: " + std::string(other)),
              "Enum \"Kind\" cannot represent non-enum value.");
  }
}

TEST(GraphQlArguments, TakeOneValueForAListOfOne) {
  EXPECT_EQ(animals("names: \"a\""), R"({"names":["a"]})");
  EXPECT_EQ(animals("names: []"), R"({"names":[]})");
  EXPECT_EQ(animals("names: null"), R"({"names":null})");
  EXPECT_EQ(animals("names: [null]"), "Expected value of type \"String!\", found null.");
  EXPECT_EQ(weigh("grid: 1"), R"({"grid":[[1]]})");
  EXPECT_EQ(weigh("grid: [1, null, [2, null]]"), R"({"grid":[[1],null,[2,null]]})");
}

std::string found(std::string_view where, std::string_view variables = "{}") {
  const std::string text =
      read("query ($n: String, $w: Where) { find(where: " + std::string(where) + ") { id } }",
           variables);
  constexpr std::string_view before = "find{\"where\":";
  return text.starts_with(before) ? text.substr(before.size()) : text;
}

TEST(GraphQlArguments, HaveInputObjects) {
  EXPECT_EQ(found("{name: \"a\", kind: CAT}"), R"({"name":"a","kind":"CAT"}}{id})");
  EXPECT_EQ(found("{name: \"a\", or: {name: \"b\"}}"), R"({"name":"a","or":[{"name":"b"}]}}{id})");
  EXPECT_EQ(found("{name: \"a\", kind: null}"), R"({"name":"a","kind":null}}{id})");
  EXPECT_EQ(error_of("{ animals(kind: {a: 1}) { id } }"),
            "1:17 Enum \"Kind\" cannot represent non-enum value.");
  EXPECT_EQ(error_of("{ animals(limit: {a: 1}) { id } }"),
            "1:18 Int cannot represent non-integer value.");
}

TEST(GraphQlArguments, HaveInputObjectsWithTheirMembersOnly) {
  EXPECT_EQ(error_of("{ find(where: {name: \"a\", size: 1}) { id } }"),
            "1:27 Unknown argument \"size\" on input \"Where\".");
  EXPECT_EQ(
      error_of("{ find(where: {kind: CAT}) { id } }"),
      "1:15 Input \"Where\" argument \"name\" of type \"String!\" is required, but it was not "
      "provided.");
  EXPECT_EQ(found("{name: \"a\", name: \"b\"}"), "There can be only one argument named \"name\".");
  EXPECT_EQ(found("\"a\""), "Expected type \"Where\" to be an object.");
  EXPECT_EQ(found("{name: {name: \"a\"}}"), "String cannot represent a non string value.");
  EXPECT_EQ(error_of("{ find(where: {name \"a\"}) { id } }").substr(0, 18), "1:21 Syntax Error:");
}

TEST(GraphQlArguments, HaveInputObjectsInVariables) {
  EXPECT_EQ(found("$w", R"({"w":{"name":"a","or":{"name":"b"}}})"),
            "Variable \"$w\" of type \"Where\" used in position expecting type \"Where!\".");
  EXPECT_EQ(found("{name: \"a\", or: [$w]}", R"({"w":null})"),
            "Variable \"$w\" of type \"Where\" used in position expecting type \"Where!\".");
  const auto where = [](std::string_view value) {
    const std::string text =
        read("query ($w: Where!) { find(where: $w) { id } }", "{\"w\":" + std::string(value) + "}");
    constexpr std::string_view before = "Variable \"$w\" got invalid value; ";
    return text.starts_with(before) ? text.substr(before.size()) : text;
  };
  EXPECT_EQ(where(R"({"or":{"name":"b"},"name":"a"})"),
            R"(find{"where":{"name":"a","or":[{"name":"b"}]}}{id})");
  EXPECT_EQ(where(R"({"name":"a","secret":1})"), "It has an unknown member.");
  EXPECT_EQ(where(R"({"kind":"CAT"})"), "Member \"name\" is required, but it is missing.");
  EXPECT_EQ(where(R"(["a"])"), "Expected type \"Where\" to be an object.");
}

TEST(GraphQlArguments, HaveScalarsOfTextsAndWholeNumbers) {
  EXPECT_EQ(found("{name: \"a\", since: 4294967296}"), R"({"name":"a","since":4294967296}}{id})");
  EXPECT_EQ(found("{name: \"a\", since: \"2024\"}"), R"({"name":"a","since":"2024"}}{id})");
  for (const char* other : {"1.5", "true", "TODAY", "{a: 1}", "99999999999999999999"}) {
    EXPECT_EQ(found("{name: \"a\", since: " + std::string(other) + "}"),
              "Day cannot represent what is neither text nor a whole number.")
        << other;
  }
}

TEST(GraphQlVariables, AreReadFromJson) {
  EXPECT_EQ(through_variable("Int", "7"), "7");
  EXPECT_EQ(through_variable("Int", "7.0"), "7");
  EXPECT_EQ(through_variable("Int", "null"), "null");
  EXPECT_EQ(through_variable("Kind", "\"DOG\""), "\"DOG\"");
  EXPECT_EQ(through_variable("ID!", "5"), "\"5\"");
  EXPECT_EQ(through_variable("ID!", "18446744073709551615"), "\"18446744073709551615\"");
  EXPECT_EQ(through_variable("ID!", "\"x\""), "\"x\"");
  EXPECT_EQ(through_variable("Float", "1"), "1E0");
  EXPECT_EQ(through_variable("Boolean", "false"), "false");
  EXPECT_EQ(through_variable("[String!]", R"(["a","b"])"), R"(["a","b"])");
  EXPECT_EQ(through_variable("[String!]", "\"a\""), R"(["a"])");
  EXPECT_EQ(through_variable("[[Int]]", "1"), "[[1]]");
  EXPECT_EQ(through_variable("[[Int]]", "[1,null,[2,null]]"), "[[1],null,[2,null]]");
}

TEST(GraphQlVariables, AreOfTheirType) {
  const std::string wrong = "Variable \"$v\" got invalid value; ";
  EXPECT_EQ(through_variable("Int", "7.5"), wrong + "Int cannot represent non-integer value.");
  EXPECT_EQ(through_variable("Int", "\"7\""), wrong + "Int cannot represent non-integer value.");
  EXPECT_EQ(through_variable("Int", "{}"), wrong + "Int cannot represent non-integer value.");
  for (const char* large : {"2147483648", "1e300", "18446744073709551615"}) {
    EXPECT_EQ(through_variable("Int", large),
              wrong + "Int cannot represent non 32-bit signed integer value.");
  }
  EXPECT_EQ(through_variable("Kind", "\"COW\""), wrong + "Value does not exist in \"Kind\" enum.");
  EXPECT_EQ(through_variable("Kind", "1"),
            wrong + "Enum \"Kind\" cannot represent non-string value.");
  EXPECT_EQ(through_variable("Float", "\"1\""),
            wrong + "Float cannot represent non numeric value.");
  EXPECT_EQ(through_variable("Boolean", "1"),
            wrong + "Boolean cannot represent a non boolean value.");
  EXPECT_EQ(through_variable("ID!", "1.5"),
            wrong + "ID cannot represent a non-string and non-integer value.");
  EXPECT_EQ(through_variable("[String!]", "[\"a\",1]"),
            wrong + "String cannot represent a non string value.");
  EXPECT_EQ(through_variable("[String!]", "[null]"),
            wrong + "Expected value of type \"String!\", found null.");
  EXPECT_EQ(through_variable("ID!", "null"),
            "Variable \"$v\" of non-null type \"ID!\" must not be null.");
}

TEST(GraphQlVariables, MayBeRequired) {
  EXPECT_EQ(error_of("query ($id: ID!) { animal(id: $id) { id } }"),
            "1:8 Variable \"$id\" of required type \"ID!\" was not provided.");
}

TEST(GraphQlVariables, LeaveArgumentsOutIfTheyAreNotGiven) {
  EXPECT_EQ(read("query ($n: Int) { animals(limit: $n, kind: CAT) { id } }"),
            R"(animals{"kind":"CAT"}{id})");
  EXPECT_EQ(read("query ($n: Int) { weigh(grid: [[1, $n], [2]]) }"),
            R"(weigh{"grid":[[1,null],[2]]})");
}

TEST(GraphQlVariables, HaveDefaults) {
  const char* const query =
      "query ($n: Int = 3, $k: Kind! = CAT) { animals(limit: $n, kind: $k) { id } }";
  EXPECT_EQ(read(query), R"(animals{"limit":3,"kind":"CAT"}{id})");
  EXPECT_EQ(read(query, R"({"n":4,"k":"DOG"})"), R"(animals{"limit":4,"kind":"DOG"}{id})");
  EXPECT_EQ(read(query, R"({"n":null})"), R"(animals{"limit":null,"kind":"CAT"}{id})");
  EXPECT_EQ(read(query, R"({"k":null})"),
            "Variable \"$k\" of non-null type \"Kind!\" must not be null.");
  EXPECT_EQ(error_of("query ($n: Int = \"a\") { open }"),
            "1:18 Int cannot represent non-integer value.");
  EXPECT_EQ(error_of("query ($n: Int! = null) { open }"),
            "1:19 Expected value of type \"Int!\", found null.");
}

TEST(GraphQlVariables, FitTheirPlaces) {
  const auto use = [](const std::string& type, const std::string& field) {
    return read("query ($v: " + type + ") { " + field + " }", R"({"v":"1"})");
  };
  EXPECT_EQ(use("String!", "animals(limit: $v) { id }"),
            "Variable \"$v\" of type \"String!\" used in position expecting type \"Int\".");
  EXPECT_EQ(use("ID", "animal(id: $v) { id }"),
            "Variable \"$v\" of type \"ID\" used in position expecting type \"ID!\".");
  EXPECT_EQ(use("String", "animal(id: $v) { id }"),
            "Variable \"$v\" of type \"String\" used in position expecting type \"ID!\".");
  EXPECT_EQ(use("String", "animals(names: $v) { id }"),
            "Variable \"$v\" of type \"String\" used in position expecting type \"[String!]\".");
  EXPECT_EQ(use("[String]", "animals(names: $v) { id }"),
            "Variable \"$v\" of type \"[String]\" used in position expecting type \"[String!]\".");
  EXPECT_EQ(use("[String!]!", "animals(names: $v) { id }"), R"(animals{"names":["1"]}{id})");
  EXPECT_EQ(use("String!", "animals(names: [$v, \"2\"]) { id }"),
            R"(animals{"names":["1","2"]}{id})");
  EXPECT_EQ(use("ID!", "animal(id: $v) { id }"), R"(animal{"id":"1"}{id})");
}

TEST(GraphQlVariables, FitWhereNullHasNoPlaceIfTheyHaveADefault) {
  const char* const query = "query ($id: ID = 5) { animal(id: $id) { id } }";
  EXPECT_EQ(read(query), R"(animal{"id":"5"}{id})");
  EXPECT_EQ(read(query, R"({"id":null})"),
            "Variable \"$id\" of non-null type \"ID!\" must not be null.");
  EXPECT_EQ(read("query ($id: ID = null) { animal(id: $id) { id } }"),
            "Variable \"$id\" of type \"ID\" used in position expecting type \"ID!\".");
}

TEST(GraphQlVariables, AreDefinedOnce) {
  EXPECT_EQ(error_of("{ animals(limit: $n) { id } }"), "1:18 Variable \"$n\" is not defined.");
  EXPECT_EQ(error_of("query ($a: Int, $a: Int) { open }"),
            "1:17 There can be only one variable named \"$a\".");
  EXPECT_EQ(error_of("query ($a: Animal) { open }"),
            "1:8 Variable \"$a\" cannot be non-input type \"Animal\".");
  EXPECT_EQ(error_of("query ($a: [Zebra!]) { open }"), "1:8 Unknown type \"Zebra\".");
}

TEST(GraphQlVariables, MayBeUsedInFragments) {
  EXPECT_EQ(read("query ($n: Int) { ...A } fragment A on Query { animals(limit: $n) { id } }",
                 R"({"n":2})"),
            R"(animals{"limit":2}{id})");
}

TEST(GraphQlVariables, MayBeUnusedOrUnknown) {
  EXPECT_EQ(read("query ($a: Int) { open }", R"({"a":1,"b":{"c":[]}})"), "open");
}

TEST(GraphQlVariables, AreNotRepeatedInMessages) {
  for (const char* variables :
       {R"({"v":"secret"})", R"({"v":["secret"]})", R"({"v":{"secret":1}})"}) {
    for (const char* type : {"Int", "Float", "Boolean", "Kind", "[Int!]"}) {
      const auto operation = request("query ($v: " + std::string(type) + ") { open }", variables);
      ASSERT_FALSE(operation) << type << variables;
      EXPECT_EQ(operation.error().message.find("secret"), std::string::npos);
    }
  }
}

TEST(GraphQlVariables, AreBoundedInTheLengthOfLists) {
  const auto list = [](std::size_t size) {
    std::string text = "[\"a\"";
    for (std::size_t i = 1; i < size; ++i) text += ",\"a\"";
    return text + "]";
  };
  const std::size_t max = limits::graphql_list_max_values;
  EXPECT_EQ(through_variable("[String!]", list(max)), list(max));
  EXPECT_EQ(through_variable("[String!]", list(max + 1)),
            "Variable \"$v\" got invalid value; A list has more than 1000 values.");
  EXPECT_EQ(animals("names: " + list(max)), "{\"names\":" + list(max) + "}");
  EXPECT_EQ(animals("names: " + list(max + 1)), "A list has more than 1000 values.");
}

TEST(GraphQlVariables, AreBoundedInTheirSizeWhereTheyAreUsed) {
  const std::string variables = "{\"v\":\"" + std::string(100000, 'a') + "\"}";
  const auto times = [](int uses) {
    std::string query = "query ($v: String!) {";
    for (int i = 0; i < uses; ++i)
      query += " a" + std::to_string(i) + ": animals(names: [$v]) { id }";
    return query + " }";
  };
  EXPECT_TRUE(request(times(10), variables));
  EXPECT_EQ(read(times(11), variables), "The arguments have more than 1048576 bytes.");
}

}  // namespace
}  // namespace rolecall::test
