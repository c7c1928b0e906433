#include "tests/dialects/exchange_file.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

// What the parser says of a text that it refuses.
std::string complaint_of(std::string_view text) {
  try {
    parse_exchanges("file.txt", text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

TEST(ExchangeFile, HoldsSettingsAndExchanges) {
  const auto file = parse_exchanges("file.txt", R"(# What it is about
@empty
@serve --seats 5 --demo
@file secret.txt two words
@header Accept: */*

# users.create
> POST /users?a={b}
> X-Color: red
>
> {"username":
>
>   "bill"}
< 201 as bill
< Location: /users/{uuid:id}
<
< {"username": "bill"}

> DELETE /users/{id}
> Accept:
< 204
)");
  EXPECT_EQ(file.name, "file.txt");
  EXPECT_TRUE(file.is_empty);
  EXPECT_EQ(file.arguments, (std::vector<std::string>{"--seats", "5", "--demo"}));
  ASSERT_EQ(file.files.size(), 1u);
  EXPECT_EQ(file.files[0].first, "secret.txt");
  EXPECT_EQ(file.files[0].second, "two words");

  ASSERT_EQ(file.exchanges.size(), 2u);
  const Exchange& create = file.exchanges[0];
  EXPECT_EQ(create.line, 8u);
  EXPECT_EQ(create.title, "users.create");
  EXPECT_EQ(create.method, "POST");
  EXPECT_EQ(create.target, "/users?a={b}");
  ASSERT_EQ(create.fields.size(), 2u);
  EXPECT_EQ(create.fields[0].name, "Accept");
  EXPECT_EQ(create.fields[0].value, "*/*");
  EXPECT_EQ(create.fields[1].name, "X-Color");
  EXPECT_EQ(create.body, "{\"username\":\n\n  \"bill\"}");
  EXPECT_EQ(create.status, 201);
  EXPECT_EQ(create.kept_as, "bill");
  ASSERT_EQ(create.expected_fields.size(), 1u);
  EXPECT_EQ(create.expected_fields[0].value, "/users/{uuid:id}");
  EXPECT_EQ(create.expected_body, R"({"username": "bill"})");

  const Exchange& remove = file.exchanges[1];
  EXPECT_EQ(remove.title, "");
  EXPECT_TRUE(remove.fields.empty());
  EXPECT_TRUE(remove.body.empty());
  EXPECT_EQ(remove.status, 204);
  EXPECT_TRUE(remove.expected_body.empty());
}

TEST(ExchangeFile, HasHeadersThatHoldFromThereOn) {
  const auto file = parse_exchanges("file.txt", R"(
> GET /1
< 200

@header X-Color: red
> GET /2
< 200

> GET /3
> x-color: blue
< 200

@header X-COLOR:
> GET /4
< 200)");
  ASSERT_EQ(file.exchanges.size(), 4u);
  EXPECT_TRUE(file.exchanges[0].fields.empty());
  EXPECT_EQ(file.exchanges[1].fields.at(0).value, "red");
  EXPECT_EQ(file.exchanges[2].fields.at(0).value, "blue");
  EXPECT_TRUE(file.exchanges[3].fields.empty());
}

TEST(ExchangeFile, MakesAJsonStringOfALongText) {
  const auto file = parse_exchanges("file.txt", R"(
> POST /graphql
>
> {"query": """
> query { user(name: "ann") }
> """, "variables": null}
< 200)");
  EXPECT_EQ(file.exchanges.at(0).body,
            R"({"query": "\nquery { user(name: \"ann\") }\n", "variables": null})");
}

TEST(ExchangeFile, IsRefusedWithTheLineThatIsWrong) {
  EXPECT_EQ(complaint_of("GET /"), "file.txt:1: a line begins with #, @, > or <");
  EXPECT_EQ(complaint_of("\n@surve --seats 5"), "file.txt:2: no such setting");
  EXPECT_EQ(complaint_of("> GET"), "file.txt:1: a request begins with METHOD and target");
  EXPECT_EQ(complaint_of("> GET /\n>Accept: */*"), "file.txt:2: a blank must follow > or <");
  EXPECT_EQ(complaint_of("> GET /\n> Accept"), "file.txt:2: a field has a colon");
  EXPECT_EQ(complaint_of("< 200"), "file.txt:1: an answer without a request");
  EXPECT_EQ(complaint_of("> GET /\n\n> GET /\n"), "file.txt:2: a request without an answer");
  EXPECT_EQ(complaint_of("> GET /\n< 200\n> GET /"),
            "file.txt:3: a request behind an answer; a line must be free between them");
  EXPECT_EQ(complaint_of("> GET /\n< 200 OK"), "file.txt:2: STATUS or STATUS as NAME");
  EXPECT_TRUE(complaint_of("> GET /\n< 200\n<\n< {\"a\": 1").starts_with("file.txt:4: "));
}

}  // namespace
}  // namespace rolecall::test
