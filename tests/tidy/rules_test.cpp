// Each rule on a sample that breaks it and one that keeps it: no rule stops working unseen.
#include "tests/tidy/rules.hpp"

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

// Matches "path:line: …" of the only finding.
void expect_one(const Findings& findings, const std::string& where) {
  ASSERT_EQ(findings.size(), 1U) << testing::PrintToString(findings);
  EXPECT_TRUE(findings[0].starts_with(where + ": ")) << findings[0];
}

Findings includes(const std::string& path, const std::string& line) {
  return check_includes({path, "\n" + line + "\n"});
}

TEST(TidyRule, IncludesPointOneWay) {
  expect_one(includes("engine/a.cpp", "#include \"projections/model/b.hpp\""), "engine/a.cpp:2");
  expect_one(includes("projections/model/a.hpp", "#include \"api/b.hpp\""),
             "projections/model/a.hpp:2");
  expect_one(includes("api/a.cpp", "#  include \"tools/b.hpp\""), "api/a.cpp:2");
  EXPECT_EQ(includes("tools/a.cpp", "#include \"engine/b.hpp\""), Findings{});
  EXPECT_EQ(includes("api/a.cpp", "#include \"api/b.hpp\""), Findings{});
  EXPECT_EQ(includes("tests/a.cpp", "#include \"tools/b.hpp\""), Findings{});
  EXPECT_EQ(includes("engine/a.cpp", "#include <vector>"), Findings{});
}

TEST(TidyRule, IncludesPointOneWayBetweenTheRoomsOfAFloorToo) {
  expect_one(includes("engine/log/a.hpp", "#include \"engine/secrets/b.hpp\""),
             "engine/log/a.hpp:2");
  EXPECT_EQ(includes("engine/log/a.hpp", "#include \"engine/storage/b.hpp\""), Findings{});
  expect_one(includes("api/json/a.hpp", "#include \"api/http/b.hpp\""), "api/json/a.hpp:2");
  EXPECT_EQ(includes("tools/a.cpp", "#include \"tools/verbs/b.hpp\""), Findings{});
}

TEST(TidyRule, EveryRoomHasAPlaceInTheOrder) {
  expect_one(includes("engine/attic/a.cpp", "#include \"engine/types/b.hpp\""),
             "engine/attic/a.cpp:2");
}

TEST(TidyRule, NothingSeesTestsAndBenchButThemselves) {
  expect_one(includes("engine/a.cpp", "#include \"tests/b.hpp\""), "engine/a.cpp:2");
  expect_one(includes("tools/a.cpp", "#include \"bench/b.hpp\""), "tools/a.cpp:2");
  EXPECT_EQ(includes("tests/a.cpp", "#include \"bench/b.hpp\""), Findings{});
  EXPECT_EQ(includes("bench/a.cpp", "#include \"bench/b.hpp\""), Findings{});
}

TEST(TidyRule, LmdbAndBeastStayInTheirPlaces) {
  expect_one(includes("engine/log/lmdb_log.cpp", "#include <lmdb.h>"), "engine/log/lmdb_log.cpp:2");
  EXPECT_EQ(includes("engine/storage/lmdb_env.cpp", "#include <lmdb.h>"), Findings{});
  expect_one(includes("api/a.cpp", "#include <boost/beast/core.hpp>"), "api/a.cpp:2");
  EXPECT_EQ(includes("api/http/a.cpp", "#include <boost/beast/core.hpp>"), Findings{});
}

TEST(TidyRule, HeadersHavePragmaOnce) {
  expect_one(check_pragma_once({"engine/a.hpp", "// What.\nint a;\n"}), "engine/a.hpp:1");
  EXPECT_EQ(check_pragma_once({"engine/a.hpp", "// What.\n#pragma once\n"}), Findings{});
  EXPECT_EQ(check_pragma_once({"engine/a.cpp", "int a;\n"}), Findings{});
}

TEST(TidyRule, LinesAreCleanAndEnd) {
  expect_one(check_layout({"a.cpp", "a\n\tb\n"}), "a.cpp:2");
  expect_one(check_layout({"a.cpp", "a \nb\n"}), "a.cpp:1");
  expect_one(check_layout({"a.cpp", "a\r\n"}), "a.cpp:1");
  expect_one(check_layout({"a.cpp", "a\nb"}), "a.cpp:2");
  EXPECT_EQ(check_layout({"a.cpp", "a\n\n  b\n"}), Findings{});
  EXPECT_EQ(check_layout({"a.cpp", ""}), Findings{});
}

TEST(TidyRule, LinesHaveAtMost100Characters) {
  expect_one(check_layout({"a.cpp", repeated("x", 101) + "\n"}), "a.cpp:1");
  EXPECT_EQ(check_layout({"a.cpp", repeated("ß", 100) + "\n"}), Findings{});
}

TEST(TidyRule, FilesHaveAtMost500Lines) {
  expect_one(check_layout({"a.cpp", repeated("x\n", 501)}), "a.cpp:501");
  EXPECT_EQ(check_layout({"a.cpp", repeated("x\n", 500)}), Findings{});
}

TEST(TidyRule, FunctionsHaveAtMost70Lines) {
  const auto with_lines = [](int lines) {
    return "namespace a {\n\nvoid f(int b) {\n" + repeated("  if (b) { b = '}'; }  // {\n", lines) +
           "}\n\n}  // namespace a\n";
  };
  expect_one(check_function_lengths({"a.cpp", with_lines(69)}), "a.cpp:3");
  EXPECT_EQ(check_function_lengths({"a.cpp", with_lines(68)}), Findings{});
}

TEST(TidyRule, FunctionsAreFoundInClassesAndAfterOtherThings) {
  const std::string body = "{\n" + repeated("  a();\n", 70) + "}\n";
  for (const std::string& head :
       {std::string("template <class T>\nvoid f() "), std::string("A::A() : a_{1}, b_(2) "),
        std::string("struct A {\n void f() const noexcept "), std::string("#define A (\nint f() "),
        std::string("constexpr int a[] = {1, 2};\nauto f() -> int "),
        std::string("enum class A : int { a, b };\nint f(A a = {}) ")}) {
    EXPECT_EQ(check_function_lengths({"a.cpp", head + body}).size(), 1U) << head;
  }
}

TEST(TidyRule, LongTablesTypesAndNamespacesAreNoFunctions) {
  for (const char* head : {"constexpr int a[] = ", "struct A ", "class alignas(64) A ",
                           "namespace a ", "enum class A "}) {
    const std::string text = head + ("{\n" + repeated("  1,\n", 100)) + "};\n";
    EXPECT_EQ(check_function_lengths({"a.cpp", text}), Findings{}) << head;
  }
}

TEST(TidyRule, NamesSaySomething) {
  for (const char* name : {"UserManager", "helper_of", "StringUtil", "utils", "BaseUser", "PImpl",
                           "manager_", "user_impl"}) {
    expect_one(check_names({"a.cpp", "int a;\nclass " + std::string(name) + ";\n"}), "a.cpp:2");
  }
  expect_one(check_names({"engine/user_helper.hpp", ""}), "engine/user_helper.hpp:1");
}

TEST(TidyRule, NamesOfOthersAndWordsInWordsAreLeftAlone) {
  for (const char* code :
       {"base32", "base64_decode()", "database", "std::ios_base a", "int base",
        "void on_field_impl()", "boost::asio::detail::impl a", "based", "utility", "manages",
        "\"a helper\"", "// a helper\n", "/* Manager */"}) {
    EXPECT_EQ(check_names({"a.cpp", code}), Findings{}) << code;
  }
}

TEST(TidyRule, NothingIsLeftOpen) {
  for (const std::string word : {"TO"
                                 "DO",
                                 "FIX"
                                 "ME",
                                 "XX"
                                 "X",
                                 "HA"
                                 "CK"}) {
    expect_one(check_open_ends({"a.cpp", "\n// " + word + ": later\n"}), "a.cpp:2");
  }
  EXPECT_EQ(check_open_ends({"a.cpp", "TODOS xxx hacking\n"}), Findings{});
}

TEST(TidyRule, FileNamesAreInSnakeCase) {
  expect_one(check_file_name({"engine/UserRows.cpp", ""}), "engine/UserRows.cpp:1");
  expect_one(check_file_name({"engine/user-rows.cpp", ""}), "engine/user-rows.cpp:1");
  expect_one(check_file_name({"Engine/rows.cpp", ""}), "Engine/rows.cpp:1");
  EXPECT_EQ(check_file_name({"engine/state/user_rows.cpp", ""}), Findings{});
  EXPECT_EQ(check_file_name({"engine/CMakeLists.txt", ""}), Findings{});
  EXPECT_EQ(check_file_name({"tools/embedded_text.cpp.in", ""}), Findings{});
}

TEST(TidyRule, LinksLeadToFiles) {
  const auto exists = [](const std::string& path) { return path == "engine/FORMAT.md"; };
  const auto check = [&](const std::string& text) {
    return check_links({"engine/README.md", text}, exists);
  };
  expect_one(check("\nsee [it](OTHER.md) and [that](FORMAT.md)\n"), "engine/README.md:2");
  expect_one(check("[it](../FORMAT.md)\n"), "engine/README.md:1");
  EXPECT_EQ(check("[it](FORMAT.md#seals) [it](../engine/FORMAT.md)\n"), Findings{});
  EXPECT_EQ(check("[it](https://example.org/a.md) [it](#here)\n"), Findings{});
  EXPECT_EQ(check("```\n[it](none.md)\n```\n"), Findings{});
}

TEST(TidyRule, TestsHaveOneNamespace) {
  const auto check = [](const std::string& path, const std::string& text) {
    return check_test_namespace({path, "\n" + text + " {\n"});
  };
  expect_one(check("tests/a.cpp", "namespace rolecall"), "tests/a.cpp:2");
  expect_one(check("tests/a.cpp", "namespace rolecall::testing"), "tests/a.cpp:2");
  EXPECT_EQ(check("tests/a.cpp", "namespace rolecall::test"), Findings{});
  EXPECT_EQ(check("tests/a.cpp", "namespace rolecall::test::model"), Findings{});
  EXPECT_EQ(check("engine/a.cpp", "namespace rolecall"), Findings{});
}

TEST(TidyRule, TestsShareNoFile) {
  expect_one(check_test_files({"tests/a.cpp", "\nopen(testing::TempDir() + \"a\");\n"}),
             "tests/a.cpp:2");
  EXPECT_EQ(check_test_files({"tests/a.cpp", "const TemporaryDirectory directory;\n"}), Findings{});
}

TEST(TidyRule, TestsHaveFileNamesOfTheirOwn) {
  expect_one(check_shared_names({"engine/log/log.hpp", "tests/support/log.hpp"}),
             "tests/support/log.hpp:1");
  EXPECT_EQ(check_shared_names({"engine/log/log.hpp", "engine/log.hpp", "tests/log_test.cpp",
                                "tests/log.cpp", "bench/log.hpp"}),
            Findings{});
}

TEST(TidyRule, TheTopLevelIsFixed) {
  expect_one(check_top_level({"engine", "src"}), "src:1");
  expect_one(check_top_level({"README.md", "NOTES.md"}), "NOTES.md:1");
  EXPECT_EQ(check_top_level({".ci", ".clang-format", "engine", "tests", "CMakeLists.txt", "build",
                             "rolecall-data", "README.md", "LICENSE"}),
            Findings{});
}

TEST(CodeOnly, DropsCommentsAndTexts) {
  EXPECT_EQ(code_only("a // b\nc"), "a \nc");
  EXPECT_EQ(code_only("a /* b\n */ c"), "a \n c");
  EXPECT_EQ(code_only("a(\"b\\\"{\", '\\'', '{')"), "a(\"\", '', '')");
  EXPECT_EQ(code_only("1'000'000 + a"), "1'000'000 + a");
  EXPECT_EQ(code_only("R\"x(a\n)\" { )x\" b"), "\"\"\n b");
}

}  // namespace
}  // namespace rolecall::test
