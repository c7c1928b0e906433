#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class ImportCsv : public RolecallProgram {
 protected:
  Ended import(const std::string& text) const {
    return run({"import", "--people", write_file("people.CSV", text), "--json"});
  }
  std::vector<value> results(const std::string& text) const {
    const Ended ended = import(text);
    EXPECT_EQ(ended.err, "");
    return json_lines(ended.out);
  }
  // Why each row was refused, as "line field: detail".
  std::vector<std::string> refusals(const std::string& text) const {
    std::vector<std::string> found;
    for (const value& row : results(text)) {
      if (row.at("result") != "refused") continue;
      const value& field = row.at("field");
      found.push_back(std::to_string(row.at("line").as_int64()) +
                      (field.is_null() ? "" : " " + std::string(field.as_string())) + ": " +
                      std::string(row.at("detail").as_string()));
    }
    return found;
  }
  value user(const std::string& username) const {
    return ask({"list", "--username", username}).at("users").at(0);
  }
};

using Refusals = std::vector<std::string>;

TEST_F(ImportCsv, ColumnsComeInAnyOrderAndEmptyCellsAreAbsent) {
  const auto told = results(
      "active,email,username,attributes,role,display_name,external_id,last_name,first_name\n"
      "false,ann@example.org,ann,\"{\"\"a\"\": [1, 2]}\",ops,Ann Lee,7,Lee,Ann\n"
      ",,bob,,,,,,\n");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].at("line"), 2);
  EXPECT_EQ(told[1].at("result"), "created");
  const auto ann = user("ann");
  EXPECT_EQ(ann.at("status"), "deactivated");
  EXPECT_EQ(ann.at("attributes"), boost::json::parse(R"({"a": [1, 2]})"));
  EXPECT_EQ(ann.at("role"), "ops");
  EXPECT_EQ(ann.at("display_name"), "Ann Lee");
  EXPECT_EQ(user("bob").at("email"), nullptr);
  EXPECT_EQ(user("bob").at("role"), "analyst");
}

TEST_F(ImportCsv, ReadsStandardInputWhereTheFormatIsNamed) {
  const Ended ended = run({"import", "--people", "--format", "csv", "-"}, "username\nann\n");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(user("ann").at("username"), "ann");
}

TEST_F(ImportCsv, QuotedCellsHoldCommasQuotesAndSpaces) {
  ASSERT_EQ(refusals("\"username\",display_name\n"
                     "\"ann\",\"Lee, \"\"Ann\"\" L.\"\n"
                     "a b,\"\"\n"),
            Refusals{});
  EXPECT_EQ(user("ann").at("display_name"), "Lee, \"Ann\" L.");
  EXPECT_EQ(user("a b").at("display_name"), nullptr);
}

TEST_F(ImportCsv, SpaceBelongsToItsCell) {
  EXPECT_EQ(refusals("username\n ann\nbob \n"),
            (Refusals{"2 username: begins with a space", "3 username: ends with a space"}));
}

TEST_F(ImportCsv, LinesEndInLfOrCrlfAndTheLastNeedsNoEnd) {
  EXPECT_EQ(refusals("username,role\r\nann,admin\r\nbob,\"ops\"\neve,viewer"), Refusals{});
  EXPECT_EQ(user("ann").at("role"), "admin");
  EXPECT_EQ(user("bob").at("role"), "ops");
  EXPECT_EQ(user("eve").at("role"), "viewer");
}

TEST_F(ImportCsv, AByteOrderMarkIsNoPartOfTheHeader) {
  EXPECT_EQ(refusals("\xef\xbb\xbfusername\nann\n"), Refusals{});
  EXPECT_EQ(refusals("\xef\xbb\xbf\"username\"\nbob\n"), Refusals{});
}

TEST_F(ImportCsv, ARowOverSeveralLinesHasTheNumberOfItsFirst) {
  EXPECT_EQ(refusals("username,attributes\r\n"
                     "ann,\"{\"\"a\"\":\r\n\r\n1}\"\r\n"
                     "\"two\nlines\",\n"
                     "eve,\n"),
            (Refusals{"5 username: has a control, invisible or unassigned character"}));
  EXPECT_EQ(user("ann").at("attributes").at("a"), 1);
  EXPECT_EQ(user("eve").at("username"), "eve");
}

TEST_F(ImportCsv, ARowNeedsAsManyCellsAsTheHeader) {
  EXPECT_EQ(
      refusals("username,role\nann\nbob,ops,x\n\n\"\"\neve,ops\n"),
      (Refusals{"2: has 1 cells where the header has 2", "3: has 3 cells where the header has 2",
                "5: has 1 cells where the header has 2"}));
}

TEST_F(ImportCsv, AStrayQuoteCostsItsOwnLine) {
  const std::string quote = "has a quote that is neither around a cell nor doubled inside one";
  EXPECT_EQ(
      refusals("username,display_name\n"
               "a\"b,\n"
               "\"c\"d,\n"
               "ann,\n"
               "\"open,\n"
               "bob,\"Bob, B.\"\n"
               "eve,\n"
               "dan,\"open\n"
               "flo,\n"),
      (Refusals{"2: " + quote, "3: " + quote, "5: " + quote, "8: has a quote that is not closed"}));
  EXPECT_EQ(ask({"count"}).at("count"), 4);
  EXPECT_EQ(user("bob").at("display_name"), "Bob, B.");
}

TEST_F(ImportCsv, ACarriageReturnEndsNoRow) {
  EXPECT_EQ(refusals("username\nann\rbob\neve\n"),
            (Refusals{"2: has a carriage return outside quotes"}));
}

TEST_F(ImportCsv, CellsAndRowsHaveBounds) {
  EXPECT_EQ(
      refusals("username\n" + std::string(256, 'a') + "\n" + std::string(70000, 'a') + "\nann\n"),
      (Refusals{"2 username: is longer than 255 characters", "3: is longer than 65536 bytes"}));
  const auto told = results("username\n\"" + std::string(65000, 'a') + "\n" +
                            std::string(1000, 'a') + "\"\nbob\n");
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].at("detail"), "is longer than 65536 bytes: is a quote not closed?");
  EXPECT_EQ(told[2].at("result"), "created");
}

TEST_F(ImportCsv, ValuesAreRefusedByLineAndColumn) {
  EXPECT_EQ(
      refusals("username,role,active,attributes\n"
               "a\xff,,,\n"
               "ann,king,,\n"
               "ann,,maybe,\n"
               "ann,,,[1]\n"
               "ann,,,\"{}, {}\"\n"
               "ann,,,{\n"
               ",,,\n"
               "ann,,TRUE,{}\n"),
      (Refusals{"2 username: is not valid UTF-8", "3 role: must be viewer, analyst, admin or ops",
                "4 active: must be true or false", "5 attributes: is not a JSON object",
                "6 attributes: is not a JSON object", "7 attributes: is not a JSON object",
                "8 username: must not be empty"}));
}

TEST_F(ImportCsv, AHeaderThatIsNoGoodImportsNothing) {
  const auto refused = [&](const std::string& text) {
    const Ended ended = import(text);
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(boost::json::parse(ended.out).at("code"), "invalid_argument");
    EXPECT_FALSE(std::filesystem::exists(data));
    return ended.err;
  };
  EXPECT_EQ(refused(""), "rolecall: the file is empty: CSV begins with a header\n");
  EXPECT_EQ(refused("username,colour\nann,red\n"),
            "rolecall: line 1: colour: is not a column of people\n");
  EXPECT_EQ(refused("username;role\nann;ops\n"),
            "rolecall: line 1: username;role: is not a column of people\n");
  EXPECT_EQ(refused("username,role,username\nann,ops,ann\n"),
            "rolecall: line 1: username: is the name of two columns\n");
  EXPECT_EQ(refused("email,role\nann@example.org,ops\n"),
            "rolecall: line 1: username: is not among the columns\n");
  EXPECT_EQ(refused("user\"name\nann\n"),
            "rolecall: line 1: has a quote that is neither around a cell nor doubled inside one\n");
}

// As spreadsheets of other systems save it, or somebody who means no good.
TEST_F(ImportCsv, AHeaderInAnotherEncodingIsRefusedByLineAndColumnInPlainText) {
  const std::string nul(1, '\0');
  const auto refused = [&](const std::string& text) {
    const Ended ended = import(text);
    EXPECT_EQ(ended.code, 1);
    for (const char c : ended.err.substr(0, ended.err.size() - 1)) {
      EXPECT_TRUE(c >= ' ' && c <= '~') << ended.err;
    }
    return ended.err;
  };
  const std::string utf_16 = "rolecall: line 1: is UTF-16; save the file as UTF-8\n";
  EXPECT_EQ(refused("\xff\xfeu" + nul + "s" + nul + "\n" + nul), utf_16);
  EXPECT_EQ(refused("\xfe\xff" + nul + "u" + nul + "\n"), utf_16);
  EXPECT_EQ(refused("u" + nul + "s" + nul + "\n" + nul), utf_16);
  EXPECT_EQ(refused("username,pr\xe9nom\nann,\n"),
            "rolecall: line 1: column 2: has a name that is not UTF-8; save the file as UTF-8\n");
  EXPECT_EQ(refused("username,\x1b]0;owned\x07\nann,\n"),
            "rolecall: line 1: column 2: has a control character in its name\n");
  EXPECT_EQ(refused("username,\xc2\x9b\nann,\n"),
            "rolecall: line 1: column 2: has a control character in its name\n");
  EXPECT_EQ(refused("\n\nusername,,role\nann,,\n"), "rolecall: line 3: column 2: has no name\n");
  EXPECT_EQ(run({"import", write_file("history", "\xff\xfe{" + nul)}).err, utf_16);
  EXPECT_EQ(run({"import", "--people", write_file("people", "\xff\xfe{" + nul)}).err, utf_16);
}

TEST_F(ImportCsv, BlankLinesAreNobody) {
  EXPECT_EQ(results("username\n\nann\n \t\r\nbob\n\n").size(), 2U);
  const auto again = results("username\n\nann\n \t\r\nbob\n\n");
  EXPECT_EQ(again[1].at("result"), "already_imported");
  EXPECT_EQ(again[1].at("line"), 5);
  const std::string ndjson = write_file("more.ndjson", "\n{\"username\": \"eve\"}\n\n \n");
  EXPECT_EQ(json_lines(run({"import", "--people", ndjson, "--json"}).out).size(), 1U);
  EXPECT_EQ(ask({"count"}).at("count"), 3);
}

TEST_F(ImportCsv, TheSameFileAgainIsKnownRowByRow) {
  const std::string rows = "\"ann\"\n\"bro\nken\"\n\"eve\"\n";
  EXPECT_EQ(refusals("username\n" + rows).size(), 1U);
  const auto again = results("username\n" + rows);
  EXPECT_EQ(again[0].at("result"), "already_imported");
  EXPECT_EQ(again[1].at("result"), "refused");
  EXPECT_EQ(again[2].at("result"), "already_imported");
  // The same rows below another header are another file.
  EXPECT_EQ(results("\"username\"\n" + rows)[0].at("code"), "already_exists");
}

}  // namespace
}  // namespace rolecall::test
