// Sections 5.2, 5.3, 5.5, 5.7 and 6.3.2 of https://spec.graphql.org/October2021/: what is selected.
#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "tests/api/support/graphql.hpp"

namespace rolecall::test {
namespace {

using namespace graphql;

TEST(GraphQlSelection, KeepsTheOrderOfItsFields) {
  EXPECT_EQ(read("{ open animals { name id } }"), "open animals{name id}");
  EXPECT_EQ(read("{ animals { id name } open }"), "animals{id name} open");
}

TEST(GraphQlSelection, KnowsQueriesFromMutations) {
  EXPECT_EQ(request("{ open }")->kind, Operation::Kind::query);
  EXPECT_EQ(request("query Name { open }")->kind, Operation::Kind::query);
  EXPECT_EQ(request("mutation { __typename }")->kind, Operation::Kind::mutation);
}

TEST(GraphQlSelection, TellsWhereItsFieldsStand) {
  const auto operation = request("{\n  open\n  all: animals { id } }");
  ASSERT_TRUE(operation);
  EXPECT_EQ(operation->selection[0].at, (Location{2, 3}));
  EXPECT_EQ(operation->selection[1].at, (Location{3, 3}));
  EXPECT_EQ(operation->selection[1].selection[0].at, (Location{3, 18}));
}

TEST(GraphQlSelection, HasResponseKeys) {
  EXPECT_EQ(read("{ isOpen: open, o: open }"), "isOpen:open o:open");
  EXPECT_EQ(read("{ a: animals { a: name } }"), "a:animals{a:name}");
}

TEST(GraphQlSelection, HasFieldsOfTheSchemaOnly) {
  EXPECT_EQ(error_of("{ opn }"), "1:3 Cannot query field \"opn\" on type \"Query\".");
  EXPECT_EQ(error_of("{ animals { a: paws } }"),
            "1:13 Cannot query field \"paws\" on type \"Animal\".");
  EXPECT_EQ(error_of("mutation { open }"),
            "1:12 Cannot query field \"open\" on type \"Mutation\".");
}

TEST(GraphQlSelection, EndsAtLeaves) {
  EXPECT_EQ(
      error_of("{ open { id } }"),
      "1:3 Field \"open\" must not have a selection since type \"Boolean!\" has no subfields.");
  EXPECT_EQ(error_of("{ animals { kind { id } } }"),
            "1:13 Field \"kind\" must not have a selection since type \"Kind!\" has no subfields.");
  EXPECT_EQ(error_of("{ animals }"),
            "1:3 Field \"animals\" of type \"[Animal!]!\" must have a selection of subfields.");
  EXPECT_EQ(error_of("{ animals { id } animals }"),
            "1:18 Field \"animals\" of type \"[Animal!]!\" must have a selection of subfields.");
}

TEST(GraphQlSelection, MayAskForTheNameOfEachType) {
  EXPECT_EQ(read("{ __typename animals { t: __typename } }"), "__typename animals{t:__typename}");
  EXPECT_EQ(error_of("{ __typename(a: 1) }"),
            "1:14 Unknown argument \"a\" on field \"Query.__typename\".");
}

TEST(GraphQlSelection, IsWrittenWithTheNamesOfTypesFilledIn) {
  const auto operation = request("{ t: __typename animals { __typename id } open }");
  ASSERT_TRUE(operation);
  std::string out;
  JsonWriter json(out);
  const auto write_animal = [&](const Field& field) { json.value(field.name); };
  write_selection(json, operation->selection, [&](const Field& field) {
    field.selection.empty() ? json.value(true)
                            : write_selection(json, field.selection, write_animal);
  });
  EXPECT_EQ(out, R"({"t":"Query","animals":{"__typename":"Animal","id":"id"},"open":true})");
}

TEST(GraphQlSelection, IsNotOfTheSchemaItself) {
  EXPECT_EQ(error_of("{ __schema { types { name } } }"),
            "1:3 Introspection (\"__schema\") is not supported.");
  EXPECT_EQ(error_of("{ t: __type(name: \"Kind\") { name } }"),
            "1:3 Introspection (\"__type\") is not supported.");
  EXPECT_EQ(error_of("{ __other }"), "1:3 Cannot query field \"__other\" on type \"Query\".");
}

TEST(GraphQlSelection, MergesFieldsOfOneKey) {
  EXPECT_EQ(read("{ animals { id } open animals { name id } }"), "animals{id name} open");
  EXPECT_EQ(read("{ a: animals { keeper { name } } a: animals { id keeper { n: name } } }"),
            "a:animals{keeper{name n:name} id}");
  EXPECT_EQ(read("{ animals(limit: 1, kind: CAT) { id } animals(kind: CAT, limit: 1) { name } }"),
            R"(animals{"limit":1,"kind":"CAT"}{id name})");
}

TEST(GraphQlSelection, RefusesFieldsThatCannotBeMerged) {
  const std::string advice =
      ". Use different aliases on the fields to fetch both if this was intentional.";
  EXPECT_EQ(
      error_of("{ animals { id: name id } }"),
      "1:22 Fields \"id\" conflict because \"name\" and \"id\" are different fields" + advice);
  for (const char* second :
       {"animals", "animals(limit: 2)", "animals(kind: CAT)", "animals(limit: \"1\")",
        "animals(limit: 1, kind: CAT)", "animals(limit: $v)", "animals(names: [\"a\"])"}) {
    EXPECT_EQ(error_of("{ animals(limit: 1) { id }\n" + std::string(second) + " { id } }"),
              "2:1 Fields \"animals\" conflict because they have differing arguments" + advice);
  }
  EXPECT_EQ(error_of("{ animals { f: friends { id } } animals { f: keeper { name } } }"),
            "1:43 Fields \"f\" conflict because \"friends\" and \"keeper\" are different fields" +
                advice);
  EXPECT_EQ(
      error_of("{ animals { id } ... { animals { id: name } } }"),
      "1:34 Fields \"id\" conflict because \"id\" and \"name\" are different fields" + advice);
}

TEST(GraphQlSelection, PutsFragmentsInTheirPlaces) {
  EXPECT_EQ(read("{ ...Q } fragment Q on Query { open animals { ...A keeper { name } } }"
                 "fragment A on Animal { id }"),
            "open animals{id keeper{name}}");
  EXPECT_EQ(read("{ ... on Query { open } ... { b: open } animals { ... on Animal { id } } }"),
            "open b:open animals{id}");
  EXPECT_EQ(read("{ animals { id ...A name ...A } } fragment A on Animal { kind id }"),
            "animals{id kind name}");
}

TEST(GraphQlSelection, RefusesFragmentsOfOtherTypes) {
  EXPECT_EQ(error_of("{ ...A } fragment A on Animal { id }"),
            "1:3 Fragment \"A\" cannot be spread here as objects of type \"Query\" can never be of "
            "type \"Animal\".");
  EXPECT_EQ(error_of("{ ... on Animal { id } }"),
            "1:3 Fragment cannot be spread here as objects of type \"Query\" can never be of type "
            "\"Animal\".");
  EXPECT_EQ(error_of("{ ... on Zebra { id } }"), "1:3 Unknown type \"Zebra\".");
  EXPECT_EQ(error_of("{ ... on Kind { id } }"),
            "1:3 Fragment cannot condition on non composite type \"Kind\".");
  EXPECT_EQ(error_of("{ ...S } fragment S on String { id }"),
            "1:3 Fragment \"S\" cannot condition on non composite type \"String\".");
}

TEST(GraphQlSelection, RefusesFragmentsThatAreNotThere) {
  EXPECT_EQ(error_of("{ ...A }"), "1:3 Unknown fragment \"A\".");
  EXPECT_EQ(error_of("{ ...A ...A } fragment A on Query { open } fragment A on Query { open }"),
            "1:44 There can be only one fragment named \"A\".");
}

TEST(GraphQlSelection, RefusesFragmentsWithinThemselves) {
  EXPECT_EQ(error_of("{ open } fragment A on Query { ...A }"),
            "1:32 Cannot spread fragment \"A\" within itself.");
  EXPECT_EQ(error_of("{ ...A } fragment A on Query { ...B } fragment B on Query { ... { ...C } } "
                     "fragment C on Query { open ...A }"),
            "1:103 Cannot spread fragment \"A\" within itself via \"B\", \"C\".");
  EXPECT_EQ(error_of("{ animals { ...A } } fragment A on Animal { friends { ...A } }"),
            "1:55 Cannot spread fragment \"A\" within itself.");
}

TEST(GraphQlSelection, LetsUnusedFragmentsBe) {
  EXPECT_EQ(read("{ open } fragment A on Zebra { stripes }"), "open");
}

TEST(GraphQlSelection, SkipsAndIncludes) {
  EXPECT_EQ(read("{ a: open @skip(if: true) b: open @skip(if: false) c: open @include(if: true) "
                 "d: open @include(if: false) e: open @include(if: true) @skip(if: true) }"),
            "b:open c:open");
  EXPECT_EQ(read("{ ...Q @skip(if: true) ... @include(if: false) { c: open } b: open } "
                 "fragment Q on Query { open }"),
            "b:open");
  EXPECT_EQ(
      read("query ($yes: Boolean!) { open animals @include(if: $yes) { id } }", R"({"yes":false})"),
      "open");
  EXPECT_EQ(read("{ open @skip(if: true) }"), "");
}

TEST(GraphQlSelection, IncludesWhatIsIncludedSomewhere) {
  EXPECT_EQ(read("{ open @skip(if: true) open }"), "open");
  EXPECT_EQ(read("{ ...Q @skip(if: true) ...Q } fragment Q on Query { open }"), "open");
  EXPECT_EQ(read("{ ...Q ...Q @skip(if: true) } fragment Q on Query { open }"), "open");
  EXPECT_EQ(read("{ animals @skip(if: true) { id } animals { name } }"), "animals{name}");
  EXPECT_EQ(read("{ animals { id @skip(if: true) } animals @skip(if: true) { id kind } }"),
            "animals");
}

TEST(GraphQlSelection, HasTheOrderInWhichFieldsAreFirstIncluded) {
  EXPECT_EQ(read("{ open @skip(if: true) b: open open c: open }"), "b:open open c:open");
  EXPECT_EQ(read("{ ...Q @skip(if: true) b: open ...Q } fragment Q on Query { open b: open }"),
            "b:open open");
}

TEST(GraphQlSelection, ValidatesWhatItLeavesOut) {
  EXPECT_EQ(error_of("{ open animals @skip(if: true) { paws } }"),
            "1:34 Cannot query field \"paws\" on type \"Animal\".");
  EXPECT_EQ(error_of("{ ...A @skip(if: true) open }"), "1:3 Unknown fragment \"A\".");
}

TEST(GraphQlSelection, KnowsNoOtherDirectives) {
  EXPECT_EQ(error_of("{ open @upper }"),
            "1:8 Unknown directive \"@upper\". Only @skip and @include are supported.");
  const std::string elsewhere = " is not supported here; @skip and @include are, in selections.";
  EXPECT_EQ(error_of("query @skip(if: true) { open }"), "1:7 Directive \"@skip\"" + elsewhere);
  EXPECT_EQ(error_of("query ($a: Int @b) { open }"), "1:16 Directive \"@b\"" + elsewhere);
  EXPECT_EQ(error_of("{ open } fragment A on Query @b { open }"),
            "1:30 Directive \"@b\"" + elsewhere);
}

TEST(GraphQlSelection, GivesDirectivesTheirArgument) {
  EXPECT_EQ(error_of("{ open @skip }"),
            "1:8 Directive \"@skip\" argument \"if\" of type \"Boolean!\" is required, but it was "
            "not provided.");
  EXPECT_EQ(error_of("{ open @skip(if: true, unless: true) }"),
            "1:24 Unknown argument \"unless\" on directive \"@skip\".");
  EXPECT_EQ(error_of("{ open @skip(if: 1) }"),
            "1:18 Boolean cannot represent a non boolean value.");
  EXPECT_EQ(error_of("{ open @skip(if: true) @skip(if: true) }"),
            "1:24 The directive \"@skip\" can only be used once at this location.");
}

TEST(GraphQlSelection, IsOfTheOperationThatIsNamed) {
  const char* const two = "query A { open } query B { b: open }";
  EXPECT_EQ(read(two, "{}", "A"), "open");
  EXPECT_EQ(read(two, "{}", "B"), "b:open");
  EXPECT_EQ(read(two, "{}", "C"), "Unknown operation: the document has none of the name given.");
  EXPECT_EQ(read(two), "Must provide operation name if query contains multiple operations.");
  EXPECT_EQ(read("fragment A on Query { open }"), "Must provide an operation.");
  EXPECT_EQ(read("query A { open } query B { nonsense }", "{}", "A"), "open");
}

TEST(GraphQlSelection, HasOperationsOfDifferentNames) {
  EXPECT_EQ(error_of("query A { open } mutation A { __typename }"),
            "1:18 There can be only one operation named \"A\".");
  EXPECT_EQ(error_of("query A { open } { open }"),
            "1:18 This anonymous operation must be the only defined operation.");
}

TEST(GraphQlSelection, HasNoSubscriptions) {
  EXPECT_EQ(error_of("subscription { open }"), "1:1 Subscriptions are not supported.");
  EXPECT_EQ(read("subscription S { open } query Q { open }", "{}", "Q"), "open");
}

TEST(GraphQlSelection, NeedsARootType) {
  const Schema schema = parse_schema("type Query { a: Int }").value();
  const auto operation = parse_request(schema, "mutation { a }", "", {});
  ASSERT_FALSE(operation);
  EXPECT_EQ(operation.error().message, "Schema is not configured to execute mutation operation.");
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

// `innermost`, selected within as many levels of `friends`.
std::string friends(std::size_t levels, const std::string& innermost) {
  return repeated("friends {", levels) + innermost + repeated("}", levels);
}

TEST(GraphQlSelection, IsBoundedInDepth) {
  const std::size_t outer = 2;  // of `animals` and of its selection
  const std::size_t rest = limits::graphql_depth_max - outer;
  EXPECT_EQ(read("{ animals { " + friends(rest, "id") + "} }"),
            "animals{" + repeated("friends{", rest) + "id" + repeated("}", rest) + "}");
  EXPECT_EQ(read("{ animals { " + friends(rest + 1, "id") + "} }"),
            "The document is nested deeper than 32 levels.");
}

// A fragment within a fragment and so on, from F0 to Fn, each two levels deep; the last is first.
std::string chain(int n) {
  std::string text;
  for (std::string next = "id"; n >= 0; --n) {
    const std::string name = "F" + std::to_string(n);
    text += " fragment " + name + " on Animal {" + friends(2, next) + "}";
    next = "..." + name;
  }
  return text;
}

TEST(GraphQlSelection, IsBoundedInDepthThroughFragments) {
  EXPECT_EQ(read("{ animals { ...F0 } }" + chain(2)),
            "animals{" + repeated("friends{", 6) + "id" + repeated("}", 6) + "}");
  EXPECT_EQ(read("{ animals { ...F0 } }" + chain(20)), "Selections are deeper than 32 levels.");
}

TEST(GraphQlSelection, IsBoundedInFragmentsWithinFragments) {
  std::string fragments;
  for (int n = 0; n < 40; ++n) {
    fragments +=
        " fragment F" + std::to_string(n) + " on Query { ...F" + std::to_string(n + 1) + " }";
  }
  EXPECT_EQ(read("{ ...F0 } " + fragments),
            "Fragments are spread in fragments more than 32 levels deep.");
}

TEST(GraphQlSelection, IsBoundedInNumber) {
  std::string bomb = "{ animals { ...F0 } }";
  for (int n = 0; n < 20; ++n) {
    const std::string next = "{ ...F" + std::to_string(n + 1) + " }";
    bomb += " fragment F" + std::to_string(n) + " on Animal { a: friends " + next + " b: friends " +
            next + " }";
  }
  EXPECT_EQ(read(bomb + " fragment F20 on Animal { id }"), "There are more than 1000 selections.");

  std::string many = "{";
  for (std::size_t i = 0; i < limits::graphql_selections_max; ++i) {
    many += " a" + std::to_string(i) + ": open";
  }
  EXPECT_TRUE(request(many + "}"));
  EXPECT_EQ(read(many + " open }"), "There are more than 1000 selections.");
}

}  // namespace
}  // namespace rolecall::test
