// Sections 2.1 to 2.12 of https://spec.graphql.org/October2021/.
#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "tests/api/support/graphql.hpp"

namespace rolecall::test {
namespace {

using namespace graphql;

// What a string literal says, or the message of the error.
std::string string_value(std::string_view literal) {
  const auto operation =
      request("mutation { adopt(id: 1, kind: CAT, by: " + std::string(literal) + ") { ok } }");
  if (!operation) return operation.error().message;
  const auto& text = operation->selection[0].arguments.at("by").as_string();
  return {text.data(), text.size()};
}

TEST(GraphQlSyntax, TakesWhiteSpaceCommasAndCommentsForNothing) {
  EXPECT_EQ(read("{open}"), "open");
  EXPECT_EQ(read("\xef\xbb\xbf,,query\tQ\r\n{ # grüße } \"\r  open,,,\n}#end"), "open");
  EXPECT_EQ(read("{animals(limit:1,kind:CAT){id}}"), R"(animals{"limit":1,"kind":"CAT"}{id})");
}

TEST(GraphQlSyntax, NeedsASelection) {
  EXPECT_EQ(error_of(""), "1:1 Syntax Error: Unexpected <EOF>.");
  EXPECT_EQ(error_of(" # nothing\n"), "2:1 Syntax Error: Unexpected <EOF>.");
  EXPECT_EQ(error_of("{}"), "1:2 Syntax Error: Expected Name, found \"}\".");
  EXPECT_EQ(error_of("query Q"), "1:8 Syntax Error: Expected \"{\", found <EOF>.");
  EXPECT_EQ(error_of("{ open"), "1:7 Syntax Error: Expected \"}\", found <EOF>.");
  EXPECT_EQ(error_of("{ open } }"), "1:10 Syntax Error: Unexpected \"}\".");
  EXPECT_EQ(error_of("type T { a: Int }"), "1:1 Syntax Error: Unexpected Name.");
}

TEST(GraphQlSyntax, NeedsWhatStandsBetweenBracketsToBeThere) {
  EXPECT_EQ(error_of("{ open() }"), "1:8 Syntax Error: Expected Name, found \")\".");
  EXPECT_EQ(error_of("query () { open }"), "1:8 Syntax Error: Expected \"$\", found \")\".");
  EXPECT_EQ(error_of("{ animals { } }"), "1:13 Syntax Error: Expected Name, found \"}\".");
}

TEST(GraphQlSyntax, RefusesOtherCharacters) {
  EXPECT_EQ(error_of("{ open ? }"), "1:8 Syntax Error: Unexpected character: \"?\".");
  EXPECT_EQ(error_of("{ open . }"), "1:8 Syntax Error: Unexpected character: \".\".");
  EXPECT_EQ(error_of("{ \x7f }"), "1:3 Syntax Error: Unexpected character: U+007F.");
  EXPECT_EQ(error_of(std::string_view("{\0}", 3)),
            "1:2 Syntax Error: Unexpected character: U+0000.");
  EXPECT_EQ(error_of("{ größe }"),
            "1:5 Syntax Error: Unexpected character: one that is not ASCII.");
  EXPECT_EQ(error_of("# \x01\n{open}"), "1:3 Syntax Error: Unexpected character: U+0001.");
}

TEST(GraphQlSyntax, CountsLinesAndCharacters) {
  EXPECT_EQ(error_of("{\n  ?"), "2:3 Syntax Error: Unexpected character: \"?\".");
  EXPECT_EQ(error_of("{\r\n\r\n?"), "3:1 Syntax Error: Unexpected character: \"?\".");
  EXPECT_EQ(error_of("{\r\r?"), "3:1 Syntax Error: Unexpected character: \"?\".");
  EXPECT_EQ(error_of("{ # ü€😀\n ?"), "2:2 Syntax Error: Unexpected character: \"?\".");
  EXPECT_EQ(error_of("{ animals(names: \"ü€😀\" ?"),
            "1:24 Syntax Error: Unexpected character: \"?\".");
}

TEST(GraphQlSyntax, ReadsNumbersStrictly) {
  for (const char* number : {"0", "-0", "7", "-12", "1.5", "0.0", "1e3", "1E-3", "-1.25e+2"}) {
    EXPECT_TRUE(read("{ weigh(kilos: " + std::string(number) + ") }").starts_with("weigh{"))
        << number;
  }
  for (const char* number : {"00", "01", "-", "-a", "1.", "1.e1", "1e", "1e+", "1a", "1.5.2", "0x1",
                             "1_000", "1.5e3x", "+1", ".5"}) {
    EXPECT_TRUE(read("{ weigh(kilos: " + std::string(number) + ") }").starts_with("Syntax Error"))
        << number;
  }
}

TEST(GraphQlSyntax, ReadsEscapes) {
  EXPECT_EQ(string_value(R"("")"), "");
  EXPECT_EQ(string_value(R"("a\"\\\/\b\f\n\r\tz")"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(string_value(R"("\u0041\u00e9\u20AC")"), "Aé€");
  EXPECT_EQ(string_value(R"("\uD83D\uDE00")"), "😀");
  EXPECT_EQ(string_value("\"grüße 😀\""), "grüße 😀");
}

TEST(GraphQlSyntax, RefusesWhatIsNoEscape) {
  for (const char* literal :
       {R"("\x")", R"("\u12")", R"("\u12G4")", R"("\u{41}")", R"("\uD83D")", R"("\uDE00")",
        R"("\uD83D\u0041")", R"("\uD83D\uD83D")", R"("\U0041")", R"("\u+041")"}) {
    EXPECT_EQ(string_value(literal), "Syntax Error: Invalid character escape sequence.") << literal;
  }
}

TEST(GraphQlSyntax, EndsStringsOnTheirLine) {
  EXPECT_EQ(string_value("\"a\nb\""), "Syntax Error: Unterminated string.");
  EXPECT_EQ(string_value("\"a\rb\""), "Syntax Error: Unterminated string.");
  EXPECT_EQ(string_value("\"a"), "Syntax Error: Unterminated string.");
  EXPECT_EQ(string_value("\"a\x01\""), "Syntax Error: Invalid character within String.");
  EXPECT_EQ(string_value("\"a\tb\""), "a\tb");
}

TEST(GraphQlSyntax, TakesSharedIndentationOutOfBlockStrings) {
  EXPECT_EQ(string_value("\"\"\"\"\"\""), "");
  EXPECT_EQ(string_value("\"\"\"a\"\"\""), "a");
  EXPECT_EQ(string_value("\"\"\"\n\n    Hello,\n      World!\n\n    Yours,\n  \n\"\"\""),
            "Hello,\n  World!\n\nYours,");
  EXPECT_EQ(string_value("\"\"\"  a\r\n    b\r\t  c\"\"\""), "  a\n b\nc");
  EXPECT_EQ(string_value("\"\"\"  \n \t \n\"\"\""), "");
  EXPECT_EQ(string_value("\"\"\"\n  a\n\n   b\"\"\""), "a\n\n b");
}

TEST(GraphQlSyntax, KnowsOneEscapeInBlockStrings) {
  EXPECT_EQ(string_value(R"("""a\"""b \n \u0041 "c" ""d""")"), R"(a"""b \n \u0041 "c" ""d)");
  EXPECT_EQ(string_value(R"("""a)"), "Syntax Error: Unterminated string.");
  EXPECT_EQ(string_value("\"\"\"a\x02\"\"\""), "Syntax Error: Invalid character within String.");
}

TEST(GraphQlSyntax, HasNoFragmentNamedOn) {
  EXPECT_EQ(error_of("fragment on on Query { open } { open }"),
            "1:10 Syntax Error: Unexpected Name.");
}

TEST(GraphQlSyntax, HasNoVariablesInDefaults) {
  EXPECT_EQ(error_of("query ($a: Int, $b: Int = $a) { open }"),
            "1:27 Syntax Error: Unexpected \"$\".");
}

TEST(GraphQlSyntax, RefusesDocumentsThatAreTooLarge) {
  const std::string room(limits::graphql_document_max_bytes - 6, ' ');
  EXPECT_EQ(read("{open}" + room), "open");
  EXPECT_EQ(read("{open}" + room + " "), "The document has more than 65536 bytes.");
  std::string tokens = "{";
  for (std::size_t i = 0; i < limits::graphql_tokens_max; ++i) tokens += " a";
  EXPECT_EQ(read(tokens + "}"), "The document has more than 10000 tokens.");
  const std::string name(limits::graphql_name_max_bytes, 'a');
  EXPECT_EQ(read("{" + name + ":open}"), name + ":open");
  EXPECT_EQ(read("{a" + name + ":open}"), "Syntax Error: A name has more than 255 characters.");
}

TEST(GraphQlSyntax, RefusesWhatIsNestedTooDeep) {
  const std::string too_deep = "The document is nested deeper than 32 levels.";
  const auto repeated = [](const std::string& text) {
    std::string all;
    for (int i = 0; i < 3000; ++i) all += text;
    return all;
  };
  EXPECT_EQ(read(repeated("{a")), too_deep);
  EXPECT_EQ(read("{" + repeated("...{")), too_deep);
  EXPECT_EQ(read("{a(a:" + repeated("[")), too_deep);
  EXPECT_EQ(read("query ($a: " + repeated("[")), too_deep);
  EXPECT_EQ(read("query ($a: Int = " + repeated("[")), too_deep);
}

TEST(GraphQlSyntax, RepeatsNothingThatMayBeAValue) {
  for (const char* query : {
           "mutation { adopt(by: secret secret) }",
           "mutation { adopt(by: \"secret\" \"secret\") }",
           "mutation { adopt(by: \"secret\\x\") }",
           "mutation { adopt(by: \"secret) }",
           "mutation { adopt(id: 1, by: secret, kind: CAT) { ok } }",
           "mutation { adopt(id: 1, by: \"a\", kind: secret) { ok } }",
           "mutation { adopt(id: 1, by: \"a\", kind: \"secret\") { ok } }",
           "{ animals(limit: \"secret\") { id } }",
           "{ weigh(exact: \"secret\") }",
           "{ weigh(kilos: [secret]) }",
           "query ($a: Int = \"secret\") { open }",
       }) {
    const std::string message = read(query);
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    EXPECT_NE(request(query).has_error(), false) << query;
  }
}

}  // namespace
}  // namespace rolecall::test
