// Section 7.1.2 of https://spec.graphql.org/October2021/, and that nothing crashes the reader.
#include <random>

#include <gtest/gtest.h>

#include "tests/api/support/graphql.hpp"

namespace rolecall::test {
namespace {

using namespace graphql;

std::string written(const Error& error) {
  std::string out;
  JsonWriter json(out);
  write_error(json, error);
  return out;
}

TEST(GraphQlError, IsWrittenWithItsPlace) {
  EXPECT_EQ(written({"No \"x\".", {2, 7}}),
            R"({"message":"No \"x\".","locations":[{"line":2,"column":7}]})");
}

TEST(GraphQlError, MayHaveNoPlace) { EXPECT_EQ(written({"No."}), R"({"message":"No."})"); }

TEST(GraphQlError, MayBeOfOneField) {
  EXPECT_EQ(written({"No.", {1, 2}, {"a", "b"}}),
            R"({"message":"No.","locations":[{"line":1,"column":2}],"path":["a","b"]})");
}

// Bytes are changed, taken out, doubled, or replaced by a piece of the language.
std::string mutated(std::string text, std::mt19937_64& random) {
  constexpr std::string_view pieces[] = {"{",
                                         "}",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         "...",
                                         "$",
                                         "$v",
                                         ":",
                                         "!",
                                         "@skip(if:true)",
                                         "=",
                                         "\"\"\"",
                                         "\"",
                                         "\\u",
                                         "\\",
                                         "on",
                                         "#",
                                         "\r\n",
                                         "null",
                                         "1e9",
                                         "-",
                                         "...A",
                                         "A",
                                         "id",
                                         "query",
                                         "fragment",
                                         "\xef\xbb\xbf",
                                         "\xf0\x9f"};
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    const std::size_t size = 1 + below(std::min<std::size_t>(12, text.size() - at));
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2:
        text.insert(below(text.size()), text.substr(at, size));
        break;
      case 3:
        text.resize(at);
        break;
      default:
        text.insert(at, pieces[below(std::size(pieces))]);
    }
  }
  return text;
}

TEST(GraphQlReader, AnswersWhateverItReads) {
  const std::string documents[] = {
      "query Q($v: [String!] = [\"a\"], $n: Int) { all: animals(names: $v, limit: $n, kind: CAT) "
      "{ id ...A @include(if: true) } } fragment A on Animal { name friends(limit: 2) { id } }",
      "mutation { adopt(id: 4, by: \"\\uD83D\\uDE00 \\n\", kind: DOG, note: \"\"\"\n  a\n   b\n"
      "\"\"\") { ok __typename } } # end",
      "{ weigh(kilos: -1.5e3, exact: true, grid: [[1, null], 2]) open ... on Query { o: open } }",
  };
  std::mt19937_64 random(20211026);
  std::size_t accepted = 0;
  for (int i = 0; i < 60000; ++i) {
    const std::string text = mutated(documents[i % std::size(documents)], random);
    const Result<Operation> operation = request(text, R"({"v":["x"],"n":2})");
    if (operation) {
      ++accepted;
    } else {
      ASSERT_FALSE(operation.error().message.empty()) << text;
    }
  }
  EXPECT_GT(accepted, 1000u);  // not all of them stopped at the first brace
}

}  // namespace
}  // namespace rolecall::test
