// What a server can be watched by: metrics that are documented, and alerts and a dashboard of them.
#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <boost/json/serialize.hpp>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

const std::string package = ROLECALL_SOURCE_DIR "/tools/package/";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// All matches of a pattern's first group.
std::set<std::string> found(const std::string& text, const std::string& pattern) {
  const std::regex wanted(pattern);
  std::set<std::string> matches;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), wanted);
       at != std::sregex_iterator(); ++at) {
    matches.insert((*at)[1]);
  }
  return matches;
}

class Watching : public RolecallProgram {
 protected:
  // Of a server where all that there may be metrics about is there.
  std::string metrics() const {
    const Ended issued = run({"bootstrap", "--username", "ann"});
    auto arguments = serve();
    const std::string access_log = parent.path() / "access.json";
    arguments.insert(arguments.end(), {"--seats", "5", "--access-log", access_log});
    SpawnedProgram server(arguments);
    HttpClient client(port_in(server.read_line()), issued.out.substr(0, issued.out.find('\n')));
    EXPECT_EQ(client.get("/v1/me").status, 200);
    const HttpAnswer answer = client.get("/metrics");
    EXPECT_EQ(answer.status, 200);
    return answer.body;
  }
};

// "rolecall_users gauge role status", of each metric.
std::set<std::string> told_by(const std::string& metrics) {
  std::set<std::string> told;
  std::istringstream lines(metrics);
  const std::regex type("# TYPE (\\S+) (\\S+)"), label("[{,]([a-z]+)=");
  std::string description;
  bool has_sample = true;
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, type)) {
      EXPECT_TRUE(has_sample) << description;
      description = match[1].str() + " " + match[2].str();
      has_sample = false;
    } else if (!line.starts_with('#') && !has_sample) {
      has_sample = true;
      for (auto at = std::sregex_iterator(line.begin(), line.end(), label);
           at != std::sregex_iterator(); ++at) {
        if ((*at)[1] != "le") description += " " + (*at)[1].str();
      }
      told.insert(description);
    }
  }
  return told;
}

std::set<std::string> documented() {
  std::set<std::string> rows;
  std::istringstream lines(text_of(ROLECALL_SOURCE_DIR "/api/dialects/native/METRICS.md"));
  const std::regex row("\\| `(\\w+)` \\| (\\w+) \\| (?:`([\\w ]+)`)? ?\\| .* \\|");
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    rows.insert(match[1].str() + " " + match[2].str() +
                (match[3].matched ? " " + match[3].str() : ""));
  }
  return rows;
}

// What a query may name: the samples of a histogram have names of their own.
std::set<std::string> samples_of(const std::string& metrics) {
  return found(metrics, "(?:^|\n)([a-z_]+)[{ ]");
}

// The metrics that a file names.
std::set<std::string> named_in(const std::string& file) {
  return found(text_of(package + file), "\\b((?:rolecall|process)_[a-z_]+)");
}

void expect_all(const std::set<std::string>& named, const std::set<std::string>& samples) {
  EXPECT_GT(named.size(), 5U);
  for (const std::string& name : named) EXPECT_TRUE(samples.contains(name)) << name;
}

boost::json::array panels() {
  const auto dashboard = boost::json::parse(text_of(package + "grafana-dashboard.json"));
  return dashboard.at("panels").as_array();
}

// Where it is; empty: nowhere.
std::string promtool() {
  const std::string told = run_program({"/bin/sh", "-c", "command -v promtool"}).out;
  return told.substr(0, told.find('\n'));
}
constexpr auto no_promtool =
    "promtool is not there: tools/check.sh watching takes it from Debian's package prometheus";

void expect_promtool(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.begin(), promtool());
  const Ended ended = run_program(std::move(arguments), input);
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
}

TEST_F(Watching, EveryMetricIsDocumentedAndNoOther) { EXPECT_EQ(told_by(metrics()), documented()); }

TEST_F(Watching, TheMetricsAreAsPrometheusWantsThem) {
  if (promtool().empty()) GTEST_SKIP() << no_promtool;
  expect_promtool({"check", "metrics"}, metrics());
}

TEST_F(Watching, AlertsAndDashboardAreOfMetricsThatThereAre) {
  const auto samples = samples_of(metrics());
  expect_all(named_in("prometheus-alerts.yml"), samples);
  expect_all(named_in("grafana-dashboard.json"), samples);
}

TEST_F(Watching, EachPanelOfTheDashboardHasAPlaceAndAQuery) {
  std::set<std::int64_t> ids;
  for (const auto& panel : panels()) {
    const std::string title(panel.at("title").as_string());
    EXPECT_TRUE(ids.insert(panel.at("id").as_int64()).second) << title;
    const auto& place = panel.at("gridPos");
    EXPECT_LE(place.at("x").as_int64() + place.at("w").as_int64(), 24) << title;
    EXPECT_FALSE(panel.at("targets").as_array().empty()) << title;
    for (const auto& target : panel.at("targets").as_array()) {
      EXPECT_NE(target.at("expr").as_string().find("$instance"), std::string::npos) << title;
    }
  }
  EXPECT_GT(ids.size(), 10U);
}

TEST_F(Watching, TheAlertsAreOnesForPrometheus) {
  if (promtool().empty()) GTEST_SKIP() << no_promtool;
  expect_promtool({"check", "rules", package + "prometheus-alerts.yml"});
}

// Grafana's variables as it fills them in.
TEST_F(Watching, TheDashboardsQueriesAreOnesForPrometheus) {
  if (promtool().empty()) GTEST_SKIP() << no_promtool;
  std::string rules = "groups:\n- name: dashboard\n  rules:\n";
  for (const auto& panel : panels()) {
    for (const auto& target : panel.at("targets").as_array()) {
      std::string query = boost::json::serialize(target.at("expr"));
      query = std::regex_replace(query, std::regex("\\$__rate_interval"), "1m");
      rules += "  - record: record_" + std::to_string(rules.size()) + "\n    expr: " + query + "\n";
    }
  }
  expect_promtool({"check", "rules", write_file("dashboard.yml", rules)});
}

TEST_F(Watching, TheAlertsComeWhenTheyShould) {
  if (promtool().empty()) GTEST_SKIP() << no_promtool;
  expect_promtool({"test", "rules", ROLECALL_SOURCE_DIR "/tests/tools/alerts_test.yml"});
}

}  // namespace
}  // namespace rolecall::test
