// What differs between two moments, for a spreadsheet.
#include <set>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

constexpr const char* header = "user_id,group_id,kind,user,group,member,from,to";

// The cells of each row; none of them has a comma or quotes here.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line, '\n');) {
    EXPECT_TRUE(line.ends_with('\r')) << line;
    line.back() = ',';
    rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
    EXPECT_EQ(rows.back().size(), 8U) << line;
  }
  return rows;
}

class DiffCsv : public RolecallProgram {
 protected:
  std::vector<std::vector<std::string>> differences(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"diff", "--csv"});
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_TRUE(ended.out.starts_with(std::string(header) + "\r\n")) << ended.out;
    EXPECT_EQ(ended.out.find(header, 1), std::string::npos) << "a second header";
    hint = ended.err;
    auto rows = rows_of(ended.out);
    rows.erase(rows.begin());
    return rows;
  }

  mutable std::string hint;  // about more pages
};

TEST_F(DiffCsv, HasTheRowsOfAllPages) {
  std::string people = "username\n";
  for (int i = 0; i < 2100; ++i) people += "user-" + std::to_string(i) + "\n";
  ASSERT_EQ(run({"import", "--people", write_file("people.csv", people)}).code, 0);
  const auto rows = differences({"--since", "0"});
  EXPECT_EQ(hint, "");
  EXPECT_EQ(rows.size(), 3U * 2100U) << "username, role and status of each";
  std::set<std::string> users;
  for (const auto& row : rows) users.insert(row.at(3));
  EXPECT_EQ(users.size(), 2100U);

  const auto page = differences({"--since", "0", "--limit", "2"});
  EXPECT_EQ(page.size(), 3U * 2U);
  EXPECT_EQ(hint.rfind("There is more: --cursor ", 0), 0U) << hint;
  const std::string cursor = hint.substr(hint.rfind(' ') + 1, hint.size() - hint.rfind(' ') - 2);
  EXPECT_EQ(differences({"--since", "0", "--cursor", cursor}).size(), 3U * 2098U);
}

TEST_F(DiffCsv, BeginsWithAByteOrderMarkWhereThatIsAskedFor) {
  ASSERT_EQ(run({"bootstrap", "--username", "root"}).code, 0);
  for (const std::vector<std::string>& page : {std::vector<std::string>{}, {"--limit", "1"}}) {
    std::vector<std::string> arguments{"diff", "--since", "0", "--csv"};
    arguments.insert(arguments.end(), page.begin(), page.end());
    const std::string plain = run(arguments).out;
    EXPECT_TRUE(plain.starts_with(header)) << plain;
    arguments.emplace_back("--bom");
    EXPECT_EQ(run(arguments).out, "\xef\xbb\xbf" + plain);
  }
  EXPECT_EQ(run({"diff", "--since", "0", "--bom"}).code, 2);
}

TEST_F(DiffCsv, TellsApartWhoHadTheSameNameAndWhatIsAbsentFromADash) {
  const Ended bootstrapped = run({"bootstrap", "--username", "root"});
  SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0", "--threads", "1"}));
  HttpClient client(port_in(server.read_line()),
                    bootstrapped.out.substr(0, bootstrapped.out.find('\n')));
  const auto add = [&](const std::string& body) {
    const auto made = client.request("POST", "/v1/users", body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("Location");
  };
  const std::string first = add(R"({"username": "ann"})");
  ASSERT_EQ(client.request("DELETE", first, "").status, 204);
  const std::string second = add(R"({"username": "ann", "display_name": "-"})");
  const auto id_in = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  using Row = std::vector<std::string>;
  EXPECT_EQ(differences({"--since", "3"}),
            (std::vector<Row>{
                {id_in(first), "", "user", "ann", "", "username", "ann", ""},
                {id_in(first), "", "user", "ann", "", "role", "analyst", ""},
                {id_in(first), "", "user", "ann", "", "status", "active", ""},
                {id_in(second), "", "user", "ann", "", "username", "", "ann"},
                {id_in(second), "", "user", "ann", "", "display_name", "", "'-"},
                {id_in(second), "", "user", "ann", "", "role", "", "analyst"},
                {id_in(second), "", "user", "ann", "", "status", "", "active"},
            }));
}

}  // namespace
}  // namespace rolecall::test
