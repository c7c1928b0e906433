// rolecall count: how many users a filter means, by role or status if asked; or the holders of each
// role over time.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <boost/json/object.hpp>

#include "api/json/body.hpp"
#include "api/json/members.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/picture/role_pictures.hpp"
#include "tools/picture/time_axis.hpp"
#include "tools/question.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

std::string format_counts(const boost::json::value& body) {
  const auto* const counts = body.as_object().if_contains("counts");
  if (counts == nullptr) return text_at(body, "/count") + "\n";
  static constexpr Column columns[] = {
      {"WHAT", [](const auto& row) { return text_at(row, "/what"); }},
      {"COUNT", [](const auto& row) { return text_at(row, "/count"); }, true},
  };
  boost::json::array rows;
  for (const auto& [what, count] : counts->as_object()) {
    rows.push_back({{"what", what}, {"count", count}});
  }
  rows.push_back({{"what", "all"}, {"count", body.at("count")}});
  return format_table(columns, rows);
}

// ---- over time --------------------------------------------------------------------------------

struct Period {
  Timestamp from, to;
};

// A year (its beginning, or its end), a day or an RFC 3339 time.
std::optional<Timestamp> parse_end(const std::string& text, bool is_last) {
  if (text.size() == 4 && text.find_first_not_of("0123456789") == text.npos) {
    return parse_timestamp(std::to_string(std::atoi(text.c_str()) + (is_last ? 1 : 0)) +
                           "-01-01T00:00:00Z");
  }
  if (text.size() == 10) return parse_timestamp(text + "T00:00:00Z");
  return parse_timestamp(text);
}

// No later than now.
Result<Period> parse_period(const std::string& text) {
  const auto dots = text.find("..");
  const auto from = parse_end(text.substr(0, dots), false);
  const auto to = dots == text.npos ? from : parse_end(text.substr(dots + 2), true);
  const Timestamp now = wall_clock();
  if (dots == text.npos || !from || !to || *from >= std::min(*to, now)) {
    return invalid("--over", "must be A..B, each a year, a day or an RFC 3339 time, A before B");
  }
  return Period{*from, std::min(*to, now)};
}

// The period's ends, and between them each start of a quarter, or so many moments as a picture can
// show.
std::vector<RoleCounts> counts_over(const ReadModel& model, const Period& period,
                                    bool for_picture) {
  constexpr int picture_moments = 400;
  std::vector<Timestamp> moments{period.from};
  for (int i = 1; for_picture && i < picture_moments; ++i) {
    moments.push_back({period.from.us + (period.to.us - period.from.us) / picture_moments * i});
  }
  for (int year = year_of(period.from); !for_picture && year <= year_of(period.to); ++year) {
    for (const int month : {1, 4, 7, 10}) {
      const Timestamp quarter = start_of_month(year, month);
      if (quarter > period.from && quarter < period.to) moments.push_back(quarter);
    }
  }
  moments.push_back(period.to);
  std::vector<RoleCounts> counts;
  for (const Timestamp moment : moments) {
    counts.push_back(role_counts(model, moment, model.head()));
  }
  return counts;
}

// {"role_counts": [{"time", "position", "counts": {role: n}}, ...]}
std::string json_of(const std::vector<RoleCounts>& counts) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("role_counts");
  json.begin_array();
  for (const RoleCounts& one : counts) {
    json.begin_object();
    append_time(json, "time", one.time);
    json.member("position", number(one.position));
    json.key("counts");
    json.begin_object();
    for (unsigned rank = 1; rank <= role_count; ++rank) {
      json.member(word(static_cast<Role>(rank)), one.holders[rank - 1]);
    }
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return body;
}

std::string format_over(const boost::json::value& body) {
  static constexpr Column columns[] = {
      {"TIME", [](const auto& row) { return time_at(row, "/time"); }},
      {"VIEWER", [](const auto& row) { return text_at(row, "/counts/viewer"); }, true},
      {"ANALYST", [](const auto& row) { return text_at(row, "/counts/analyst"); }, true},
      {"ADMIN", [](const auto& row) { return text_at(row, "/counts/admin"); }, true},
      {"OPS", [](const auto& row) { return text_at(row, "/counts/ops"); }, true},
  };
  return format_table(columns, body.at("role_counts").as_array());
}

int run_over(const ReadOptions& options) {
  const bool by_role_only =
      options.parameters.size() == 1 &&
      options.parameters[0] == std::pair<std::string, std::string>{"by", "role"};
  if (!by_role_only) {
    return fail(invalid("--over", "counts active users, and goes with --by role alone"));
  }
  const auto period = parse_period(options.over);
  if (!period) return fail(period.error());
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const auto counts = counts_over((*opened)->directory.model(), *period, options.svg);
  if (options.svg) {
    std::fputs(draw_roles_over_time(counts).c_str(), stdout);
  } else {
    const std::string body = json_of(counts);
    const std::string shown =
        options.common.json ? body + "\n" : format_over(parse_json(body).value());
    std::fputs(shown.c_str(), stdout);
  }
  return exit_ok;
}

}  // namespace

int run_count(const ReadOptions& options) {
  if (!options.over.empty()) return run_over(options);
  if (options.svg) return fail(invalid("--svg", "needs --over"));
  return run_question(options, {"v1", "users", "count"}, format_counts);
}

}  // namespace rolecall
