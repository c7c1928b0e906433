// Roles as pictures, and as numbers over time.
#include <algorithm>
#include <cmath>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class Pictures : public RolecallProgram {
 protected:
  static std::string at(const std::string& day, const std::string& type,
                        const std::string& members) {
    return R"({"time": ")" + day + R"(T00:00:00Z", "actor": "boss", "type": ")" + type + "\", " +
           members + "}\n";
  }
  void take_in(const std::string& history) {
    const Ended ended = run({"import", write_file("history.ndjson", history)});
    ASSERT_EQ(ended.code, 0) << ended.err;
  }
  void live() {
    take_in(at("2020-01-01", "UserCreated", R"("username": "boss", "role": "ops")") +
            at("2020-02-01", "UserCreated", R"("username": "<ann & co>", "role": "viewer")") +
            at("2020-05-01", "RoleAssigned", R"("username": "<ann & co>", "role": "admin")") +
            at("2020-08-01", "UserDeactivated", R"("username": "<ann & co>")"));
  }
  static std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t i = 0; (i = text.find(part, i)) != std::string::npos; i += part.size())
      ++count;
    return count;
  }
};

// What stands between the tags of the element that begins at `at`.
std::string text_of(const std::string& svg, std::size_t at) {
  const std::size_t begin = svg.find('>', at) + 1;
  return svg.substr(begin, svg.find('<', begin) - begin);
}

std::string attribute(const std::string& element, const std::string& name) {
  const std::size_t begin = element.find(' ' + name + "=\"") + name.size() + 3;
  return element.substr(begin, element.find('"', begin) - begin);
}

// Of an element's fill laid over white (WCAG 2.1).
double luminance(const std::string& element) {
  const std::string fill = attribute(element, "fill");
  const bool is_pale = element.find(" fill-opacity=\"") != std::string::npos;
  const double opacity = is_pale ? std::stod(attribute(element, "fill-opacity")) : 1;
  double sum = 0;
  for (const auto& [digits, weight] : {std::pair{1U, 0.2126}, {3U, 0.7152}, {5U, 0.0722}}) {
    const double shade = std::stoi(fill.substr(digits, 2), nullptr, 16) / 255.0;
    const double laid = shade * opacity + 1 - opacity;
    sum += weight * (laid <= 0.04045 ? laid / 12.92 : std::pow((laid + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(const std::string& one, const std::string& other) {
  const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
  return (light + 0.05) / (dark + 0.05);
}

// Every element that is opened is closed, and text stands for itself.
void expect_well_formed(const std::string& svg) {
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = svg.find_first_of("<>", at)) != std::string::npos;) {
    ASSERT_EQ(svg[at], '<') << svg.substr(at, 40);
    const std::size_t end = svg.find_first_of("<>", at + 1);
    ASSERT_NE(end, std::string::npos);
    ASSERT_EQ(svg[end], '>') << svg.substr(at, 40);
    const std::string tag = svg.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find(' '));
    if (tag.starts_with('/')) {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ("/" + open.back(), name);
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
    }
    at = end + 1;
  }
  EXPECT_TRUE(open.empty());
}

TEST_F(Pictures, ShowTheRolesOfAPerson) {
  live();
  const Ended drawn = run({"history", "<ann & co>", "--svg"});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  expect_well_formed(drawn.out);
  EXPECT_NE(drawn.out.find("<title>Roles of &lt;ann &amp; co&gt;</title>"), std::string::npos);
  EXPECT_EQ(count_of(drawn.out, "<title>viewer, active, 2020-02-01 to 2020-05-01</title>"), 1U);
  EXPECT_EQ(count_of(drawn.out, "<title>admin, active, 2020-05-01 to 2020-08-01</title>"), 1U);
  EXPECT_EQ(count_of(drawn.out, "<title>admin, deactivated, 2020-08-01 to "), 1U);
  EXPECT_EQ(run({"history", "nobody", "--svg"}).code, 3);
  const Ended limited = run({"history", "boss", "--svg", "--limit", "3"});
  EXPECT_EQ(limited.code, 2);
  EXPECT_EQ(limited.err, "rolecall: --svg: takes no other flag than --as-of\n");
}

TEST_F(Pictures, ShowTheRolesOfAPersonAsOfThen) {
  live();
  const auto drawn_as_of = [&](const std::string& moment) {
    const Ended drawn = run({"history", "<ann & co>", "--svg", "--as-of", moment});
    EXPECT_EQ(drawn.code, 0) << drawn.err;
    expect_well_formed(drawn.out);
    return drawn.out;
  };
  const std::string then = drawn_as_of("2020-06-01T00:00:00Z");
  EXPECT_EQ(count_of(then, "<title>viewer, active, 2020-02-01 to 2020-05-01</title>"), 1U);
  EXPECT_EQ(count_of(then, "<title>admin, active, 2020-05-01 to 2020-06-01</title>"), 1U);
  EXPECT_EQ(count_of(then, "deactivated"), 0U);
  const std::string created = drawn_as_of("3");
  EXPECT_EQ(count_of(created, "<title>viewer, active, 2020-02-01 to 2020-02-01</title>"), 1U);
  EXPECT_EQ(count_of(created, "<title>admin"), 0U);
  EXPECT_EQ(run({"history", "<ann & co>", "--svg", "--as-of", "2"}).code, 3);
}

TEST_F(Pictures, ShortenATitleThatIsTooLong) {
  const std::string begin = "Roles of ", end = "…";
  const std::vector<std::string> letters{"x", "W", "é", "名", "😀"};
  const auto repeated = [](const std::string& letter) {
    std::string name;
    for (int i = 0; i < 200; ++i) name += letter;
    return name;
  };
  std::string people = "username\n";
  for (const std::string& letter : letters) people += letter + "\n" + repeated(letter) + "\n";
  ASSERT_EQ(run({"import", "--people", write_file("people.csv", people)}).code, 0);
  for (const std::string& letter : letters) {
    const std::string drawn = run({"history", repeated(letter), "--svg"}).out;
    expect_well_formed(drawn);
    EXPECT_EQ(count_of(drawn, "<title>" + begin + repeated(letter) + "</title>"), 1U) << letter;
    const std::string shown = text_of(drawn, drawn.find("<text "));
    ASSERT_TRUE(shown.starts_with(begin) && shown.ends_with(end)) << shown;
    const std::size_t kept = shown.size() - begin.size() - end.size();
    EXPECT_EQ(shown.substr(begin.size(), kept), repeated(letter).substr(0, kept));
    EXPECT_EQ(kept % letter.size(), 0U) << "half a code point";
    EXPECT_LE(kept / letter.size(), letter == "x" ? 80U : 46U) << "840 px, 16 px high";
    EXPECT_GE(kept / letter.size(), 30U);
    const std::string whole = run({"history", letter, "--svg"}).out;
    EXPECT_EQ(text_of(whole, whole.find("<text ")), begin + letter);
  }
}

TEST_F(Pictures, SayOnTheirAxisWhereTheyAre) {
  live();
  const auto drawn = [&](const std::string& period) {
    const Ended ended = run({"count", "--by", "role", "--over", period, "--svg"});
    EXPECT_EQ(ended.code, 0) << period << ' ' << ended.err;
    return ended.out;
  };
  for (const char* period :
       {"2010..2019", "2019..2020", "2019-06-15..2020-06-15", "2019-11-15..2020-02-10",
        "2020-01-15..2020-03-10", "2020-01-31..2020-02-01", "2020-02-10..2020-02-12",
        "2020-02-10T11:00:00Z..2020-02-10T11:00:01Z",
        "2020-02-10T23:59:59.999999Z..2020-02-11T00:00:00.000001Z"}) {
    const std::size_t labels = count_of(drawn(period), "y=\"396.0\"");
    EXPECT_GE(labels, 2U) << period;
    EXPECT_LE(labels, 12U) << period;
  }
  EXPECT_EQ(count_of(drawn("2019-11-15..2020-02-10"), ">2020-01</text>"), 1U);
  EXPECT_EQ(count_of(drawn("2020-03-20..2020-04-10"), ">2020-03-23</text>"), 1U);
  const std::string day = drawn("2020-02-10T11:00:00Z..2020-02-10T12:30:00Z");
  EXPECT_EQ(count_of(day, ">2020-02-10 11:00</text>"), 1U);
  EXPECT_EQ(count_of(day, ">2020-02-10 12:30</text>"), 1U);
  // No label hangs over the right edge.
  EXPECT_EQ(count_of(drawn("2020-03-01..2020-03-05"),
                     R"(<text x="930.0" y="396.0" font-size="11" text-anchor="end")"),
            1U);
}

TEST_F(Pictures, CanBeReadOnEveryBar) {
  take_in(at("2020-01-01", "UserCreated", R"("username": "boss", "role": "ops")") +
          at("2020-02-01", "UserCreated", R"("username": "ann", "role": "viewer")") +
          at("2020-05-01", "RoleAssigned", R"("username": "ann", "role": "analyst")") +
          at("2020-08-01", "RoleAssigned", R"("username": "ann", "role": "admin")") +
          at("2020-11-01", "RoleAssigned", R"("username": "ann", "role": "ops")") +
          at("2021-02-01", "UserDeactivated", R"("username": "ann")"));
  const Ended drawn = run({"history", "ann", "--svg", "--as-of", "2021-06-01T00:00:00Z"});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  std::vector<std::string> labels;
  std::string before;
  std::istringstream lines(drawn.out);
  for (std::string line; std::getline(lines, line); before = line) {
    if (!line.starts_with("<text ") || !before.starts_with("<rect ")) continue;
    labels.push_back(text_of(line, 0));
    EXPECT_GE(contrast(line, before), 4.5) << before << line;
  }
  EXPECT_EQ(labels, (std::vector<std::string>{"Roles of ann", "2020-02-01", "2020-05-01",
                                              "2020-08-01", "2020-11-01", "2021-02-01"}));
}

TEST_F(Pictures, ShowTheRolesOfTheDirectoryOverTime) {
  live();
  EXPECT_EQ(run({"count", "--by", "role", "--over", "2020..2020-09-01"}).out,
            "TIME                  VIEWER  ANALYST  ADMIN  OPS\n"
            "2020-01-01 00:00:00Z       0        0      0    1\n"
            "2020-04-01 00:00:00Z       1        0      0    1\n"
            "2020-07-01 00:00:00Z       0        0      1    1\n"
            "2020-09-01 00:00:00Z       0        0      0    1\n");
  const auto json = ask({"count", "--by", "role", "--over", "2020..2020-09-01"});
  EXPECT_EQ(json.at("role_counts").at(1).at("position"), 3);
  const Ended drawn = run({"count", "--by", "role", "--over", "2019..2021", "--svg"});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  expect_well_formed(drawn.out);
  EXPECT_EQ(count_of(drawn.out, "<polygon"), 4U);
  EXPECT_EQ(count_of(drawn.out, ">2020</text>"), 1U);
}

TEST_F(Pictures, ShowTheRolesOfTheDirectoryOverTimeAsOfThen) {
  live();
  const std::vector<std::string> over{"count", "--by", "role", "--over", "2020..2020-09-01"};
  const auto as_of = [&](const std::string& moment) {
    std::vector<std::string> arguments = over;
    arguments.insert(arguments.end(), {"--as-of", moment});
    return run(arguments).out;
  };
  const std::string until_april =
      "TIME                  VIEWER  ANALYST  ADMIN  OPS\n"
      "2020-01-01 00:00:00Z       0        0      0    1\n"
      "2020-04-01 00:00:00Z       1        0      0    1\n";
  EXPECT_EQ(as_of("2020-06-15T00:00:00Z"),
            until_april + "2020-06-15 00:00:00Z       0        0      1    1\n");
  EXPECT_EQ(as_of("4"), until_april + "2020-05-01 00:00:00Z       0        0      1    1\n");
  EXPECT_EQ(as_of("2020-10-01T00:00:00Z"), run(over).out);
  EXPECT_EQ(run({"count", "--by", "role", "--over", "2020..2021", "--as-of", "1"}).code, 2);
  const Ended filtered =
      run({"count", "--by", "role", "--over", "2020..2021", "--as-of", "4", "--role", "ops"});
  EXPECT_EQ(filtered.code, 2);
  EXPECT_TRUE(filtered.err.starts_with("rolecall: --over: ")) << filtered.err;
}

TEST_F(Pictures, AreNoJson) {
  live();
  for (const std::vector<std::string>& verb : std::vector<std::vector<std::string>>{
           {"history", "boss"}, {"count", "--by", "role", "--over", "2019..2021"}}) {
    std::vector<std::string> arguments = verb;
    arguments.insert(arguments.end(), {"--svg", "--json"});
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 2) << verb[0];
    EXPECT_EQ(ended.out.find("<svg"), std::string::npos);
    EXPECT_NE(ended.err.find("--json excludes --svg"), std::string::npos) << ended.err;
  }
}

TEST_F(Pictures, SayWhatIsWrongWithAPeriod) {
  live();
  for (const char* over : {"2020", "2021..2020", "soon..2020", "2999..3000", ".."}) {
    EXPECT_EQ(run({"count", "--by", "role", "--over", over}).code, 2) << over;
  }
  EXPECT_EQ(run({"count", "--over", "2019..2020"}).code, 2);
  EXPECT_EQ(run({"count", "--by", "role", "--svg"}).code, 2);
}

}  // namespace
}  // namespace rolecall::test
