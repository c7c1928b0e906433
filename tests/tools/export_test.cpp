#include <algorithm>

#include <boost/json/serialize.hpp>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

// Names that a spreadsheet, a CSV reader or a JSON reader might take for something else.
const std::vector<std::string> nasty_names{
    "=1+2",     "+49 30 1", "-dash",        "@home", "'=1+2",      "''",      "'",
    "'t Hooft", "'''@",     "a,b;c",        "\"q\"", "say \"hi\"", "back\\s", "<b>&amp;</b>",
    "#hash",    "céline",   "Zoë Ångström", "名前",  "😀",          "a:b",     "{}",
    "null",     "true",     "1e5",          "007",   "x\"\"y",     "%s%n",    "',",
};

// A person for each of them, with attributes that a value built anew would change.
std::string nasty_people() {
  std::string text;
  for (std::size_t i = 0; i < nasty_names.size(); ++i) {
    const std::string name = boost::json::serialize(boost::json::value(nasty_names[i]));
    text += "{\"username\":" + name + ",\"display_name\":" + name + ",\"first_name\":" + name +
            ",\"last_name\":" + name + ",\"external_id\":" + name +
            R"(,"attributes":{"0":0.3,"n":1919029105.1003547,"big":18446744073709551615,)" +
            R"("e":1E+2,"u":"\u00e9\n\t\"","o":{"=":[{},[],null,)" + name + "]}}" +
            ",\"role\":\"viewer\",\"active\":" + (i % 2 == 0 ? "true" : "false") + "}\n";
  }
  return text;
}

// The cells of all rows, as a spreadsheet reads them.
std::vector<std::string> cells_of(const std::string& csv) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    if (csv[i] == '"' && quoted && csv[i + 1] == '"') {
      cells.back() += csv[++i];
    } else if (csv[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (csv[i] == ',' || csv[i] == '\n')) {
      cells.emplace_back();
    } else if (quoted || csv[i] != '\r') {
      cells.back() += csv[i];
    }
  }
  cells.pop_back();
  return cells;
}

class Export : public RolecallProgram {
 protected:
  std::string exported(std::vector<std::string> arguments, const std::string& folder) const {
    arguments.insert(arguments.begin(), {ROLECALL_PROGRAM, "export"});
    arguments.insert(arguments.end(), {"--data", parent.path() / folder});
    const Ended ended = run_program(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  }
  void imported(const std::string& file, const std::string& folder) const {
    const Ended ended = run_program(
        {ROLECALL_PROGRAM, "import", "--people", file, "--data", parent.path() / folder});
    ASSERT_EQ(ended.code, 0) << ended.out << ended.err;
  }
};

TEST_F(Export, PeopleAsNdjsonComeBackAsTheyWere) {
  imported(write_file("people.ndjson", nasty_people()), "data");
  const std::string first = exported({"--people"}, "data");
  EXPECT_EQ(first, nasty_people());
  imported(write_file("again.ndjson", first), "copy");
  EXPECT_EQ(exported({"--people", "--json"}, "copy"), first);
}

TEST_F(Export, AttributesAreAsTheyWereWrittenButForSpace) {
  imported(write_file("people.ndjson",
                      R"( {"attribut\u0065s" : { "a" : 1.10 , "b" : ["x , } \" y", {} ] } ,)"
                      R"( "username" : "ann"})"),
           "data");
  EXPECT_EQ(exported({"--people"}, "data"),
            R"({"username":"ann","attributes":{"a":1.10,"b":["x , } \" y",{}]},)"
            R"("role":"analyst","active":true})"
            "\n");
}

TEST_F(Export, PeopleAsCsvComeBackAsTheyWere) {
  imported(write_file("people.ndjson", nasty_people()), "data");
  const std::string csv = exported({"--people", "--format", "csv"}, "data");
  imported(write_file("people.csv", csv), "copy");
  EXPECT_EQ(exported({"--people", "--format", "csv"}, "copy"), csv);
  EXPECT_EQ(exported({"--people"}, "copy"), nasty_people());
}

TEST_F(Export, NoCellBeginsAFormula) {
  imported(write_file("people.ndjson", nasty_people()), "data");
  const auto cells = cells_of(exported({"--people", "--format", "csv"}, "data"));
  EXPECT_EQ(cells.size(), 9 * (1 + nasty_names.size()));
  for (const std::string& cell : cells) {
    EXPECT_NE(cell.find_first_of("=+-@\t\r"), 0U) << cell;
  }
}

TEST_F(Export, CsvIsWhatRfc4180Says) {
  imported(write_file("people.csv", "username,display_name,active\nann,\"L, \"\"A\"\"\",false\n"),
           "data");
  EXPECT_EQ(
      exported({"--people", "--format", "csv"}, "data"),
      "username,email,display_name,first_name,last_name,external_id,attributes,role,active\r\n"
      "ann,,\"L, \"\"A\"\"\",,,,,analyst,false\r\n");
}

TEST_F(Export, AbsentMembersAreLeftOutAndRemovedNothingElse) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  EXPECT_EQ(run({"export", "--people"}).out,
            R"({"username":"boss","role":"ops","active":true})"
            "\n"
            R"({"username":"ann","role":"admin","active":true})"
            "\n"
            R"({"username":"bob","role":"viewer","active":false})"
            "\n"
            R"({"username":"céline","role":"analyst","active":true})"
            "\n");
}

TEST_F(Export, PeopleAreAlsoAsTheyWere) {
  const auto line = [](const char* month, const char* type, const std::string& members) {
    return R"({"time": "2020-)" + std::string(month) + R"(-01T00:00:00Z", "actor": "boss", )" +
           R"("type": ")" + type + "\", " + members + "}\n";
  };
  const std::string history =
      line("01", "UserCreated", R"("username": "boss", "role": "ops")") +
      line("02", "UserCreated", R"("username": "ann", "role": "viewer", "last_name": "Lee")") +
      line("03", "RoleAssigned", R"("username": "ann", "role": "admin")") +
      line("04", "UserDeactivated", R"("username": "ann")") +
      line("05", "UserCreated", R"("username": "bob", "role": "viewer")");
  ASSERT_EQ(run({"import", write_file("history.ndjson", history)}).code, 0);
  const auto as_of = [&](const char* moment, const char* format) {
    const Ended ended = run({"export", "--people", "--as-of", moment, "--format", format});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err, "export at position 3\n");
    return ended.out;
  };
  EXPECT_EQ(as_of("3", "ndjson"),
            R"({"username":"boss","role":"ops","active":true})"
            "\n"
            R"({"username":"ann","last_name":"Lee","role":"viewer","active":true})"
            "\n");
  EXPECT_EQ(as_of("2020-02-15T00:00:00Z", "ndjson"), as_of("3", "ndjson"));
  EXPECT_EQ(
      as_of("3", "csv"),
      "username,email,display_name,first_name,last_name,external_id,attributes,role,active\r\n"
      "boss,,,,,,,ops,true\r\n"
      "ann,,,,Lee,,,viewer,true\r\n");
}

TEST_F(Export, WhoIsRemovedIsStillThereAsOfThen) {
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "1"}));
  HttpClient client(port_in(server.read_line()),
                    bootstrapped.out.substr(0, bootstrapped.out.find('\n')));
  const auto made = client.request("POST", "/v1/users", R"({"username": "ann"})");
  ASSERT_EQ(made.status, 201) << made.body;
  ASSERT_EQ(client.request("DELETE", made.header("Location"), "").status, 204);
  EXPECT_EQ(json_lines(run({"export", "--people"}).out).size(), 1U);
  const auto then =
      json_lines(run({"export", "--people", "--as-of", made.header("Rolecall-Position")}).out);
  ASSERT_EQ(then.size(), 2U);
  EXPECT_EQ(then[1].at("username"), "ann");
}

TEST_F(Export, EventsAreThoseOfTheApi) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  const Ended ended = run({"export"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "export at position 10\n");
  const auto lines = json_lines(ended.out);
  const auto page = ask({"events"}).at("events").as_array();
  EXPECT_EQ(boost::json::array(lines.begin(), lines.end()), page);
  EXPECT_EQ(run({"export", "--json"}).out, ended.out);
}

TEST_F(Export, WalksMoreThanOnePage) {
  std::string text = "username\n";
  for (int i = 0; i < 2500; ++i) text += "user-" + std::to_string(i) + "\n";
  imported(write_file("people.csv", text), "data");
  const auto events = json_lines(run({"export"}).out);
  ASSERT_EQ(events.size(), 2500U);
  for (std::size_t i = 0; i < events.size(); ++i) ASSERT_EQ(events[i].at("position"), i + 1);
  const auto people = json_lines(run({"export", "--people"}).out);
  ASSERT_EQ(people.size(), 2500U);
  EXPECT_EQ(people.back().at("username"), "user-2499");
}

TEST_F(Export, WorksBesideARunningServer) {
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "1"}));
  HttpClient client(port_in(server.read_line()),
                    bootstrapped.out.substr(0, bootstrapped.out.find('\n')));
  ASSERT_EQ(client.request("POST", "/v1/users", R"({"username": "ann"})").status, 201);
  EXPECT_EQ(json_lines(run({"export"}).out).size(), 3U);
  EXPECT_EQ(json_lines(run({"export", "--people"}).out).size(), 2U);
}

TEST_F(Export, AnEmptyDirectoryHasAHeaderAndNoPeople) {
  ASSERT_EQ(run({"import", write_file("nobody.ndjson", "")}).code, 0);
  EXPECT_EQ(run({"export"}).out, "");
  EXPECT_EQ(run({"export", "--people"}).out, "");
  const std::string csv = run({"export", "--people", "--format", "csv"}).out;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1);
  EXPECT_EQ(run({"export", "--people", "--format", "ldif"}).out, "version: 1\n");
}

TEST_F(Export, CsvBeginsWithAByteOrderMarkWhereThatIsAskedFor) {
  imported(write_file("people.ndjson", nasty_people()), "data");
  const std::string plain = exported({"--people", "--format", "csv"}, "data");
  const std::string marked = exported({"--people", "--format", "csv", "--bom"}, "data");
  EXPECT_TRUE(plain.starts_with("username,"));
  EXPECT_EQ(marked, "\xef\xbb\xbf" + plain);
  imported(write_file("people.csv", marked), "copy");
  EXPECT_EQ(exported({"--people", "--format", "csv"}, "copy"), plain);
}

TEST_F(Export, WhatMakesNoSenseIsWrongUsage) {
  ASSERT_EQ(run({"import", write_file("nobody.ndjson", "")}).code, 0);
  EXPECT_EQ(run({"export", "--format", "csv"}).code, 2);
  EXPECT_EQ(run({"export", "--people", "--format", "xml"}).code, 2);
  EXPECT_EQ(run({"export", "--people", "--format", "ldif", "--json"}).code, 2);
  EXPECT_EQ(run({"export", "--people", "--base", "dc=org"}).code, 2);
  EXPECT_EQ(run({"export", "--people", "--bom"}).code, 2);
  EXPECT_EQ(run({"export", "--people", "--format", "ldif", "--bom"}).code, 2);
  const Ended events = run({"export", "--as-of", "0"});
  EXPECT_EQ(events.code, 2);
  EXPECT_NE(events.err.find("--as-of requires --people"), std::string::npos) << events.err;
  for (const char* const moment : {"1", "2999-01-01T00:00:00Z", "yesterday", ""}) {
    EXPECT_EQ(run({"export", "--people", "--as-of", moment}).code, 2) << moment;
  }
  for (const char* const base : {"example.org", "dc=", "=org", "dc=org,", "dc=a\nb", "dc=a\\"}) {
    EXPECT_EQ(run({"export", "--people", "--format", "ldif", "--base", base}).code, 2) << base;
  }
}

TEST_F(Export, AMissingFolderIsNotFound) { EXPECT_EQ(run({"export"}).code, 3); }

}  // namespace
}  // namespace rolecall::test
