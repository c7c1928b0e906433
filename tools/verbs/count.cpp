// rolecall count: how many users a filter means, by role or status if asked; or the holders of each
// role over time.
#include <algorithm>
#include <cstdlib>

#include "engine/types/timestamp.hpp"
#include "tools/calls/subjects.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/picture/role_pictures.hpp"
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

Result<Period> parse_period(const std::string& text) {
  const auto dots = text.find("..");
  const auto from = parse_end(text.substr(0, dots), false);
  const auto to = dots == text.npos ? from : parse_end(text.substr(dots + 2), true);
  if (dots == text.npos || !from || !to || *from >= *to) {
    return invalid("--over", "must be A..B, each a year, a day or an RFC 3339 time, A before B");
  }
  return Period{*from, *to};
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

std::vector<RoleCounts> role_counts_in(const boost::json::value& body) {
  std::vector<RoleCounts> all;
  for (const auto& row : body.at("role_counts").as_array()) {
    RoleCounts counts;
    counts.time = parse_timestamp(text_at(row, "/time")).value_or(Timestamp{});
    for (unsigned rank = 1; rank <= role_count; ++rank) {
      const std::string name(name_of(static_cast<Role>(rank)));
      counts.holders[rank - 1] = row.at("counts").at(name).to_number<std::uint32_t>();
    }
    all.push_back(counts);
  }
  return all;
}

int draw_over(Backend& backend, const CallParameters& parameters) {
  constexpr std::size_t picture_moments = 401;
  CallParameters wanted = parameters;
  wanted.emplace_back("points", std::to_string(picture_moments));
  const auto body = get_json(backend, {"v1", "role-counts"}, wanted);
  if (!body) return fail(body.error());
  return print(draw_roles_over_time(role_counts_in(*body)));
}

// The period ends no later than the moment that is asked about, which for now the server says.
int run_over(ReadOptions options) {
  const auto as_of = options.given("as_of");
  if (options.given("by") != "role" || options.parameters.size() != (as_of ? 2U : 1U)) {
    return fail(
        invalid("--over", "counts active users, and goes with --by role and --as-of alone"));
  }
  const auto period = parse_period(options.over);
  if (!period) return fail(period.error());
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const auto end = time_of_moment(**backend, options);
  if (!end) return fail(end.error());
  if (period->from >= *end) {
    return fail(invalid("--over", "must begin before the moment that is asked about"));
  }
  options.parameters = {{"since", to_text(period->from)}};
  if (period->to < *end) options.parameters.emplace_back("until", to_text(period->to));
  if (as_of) options.parameters.emplace_back("as_of", *as_of);
  if (options.svg) return draw_over(**backend, options.parameters);
  return run_read(**backend, options, {"v1", "role-counts"}, format_over);
}

}  // namespace

int run_count(const ReadOptions& options) {
  if (!options.over.empty()) return run_over(options);
  if (options.svg) return fail(invalid("--svg", "needs --over"));
  return run_read(options, {"v1", "users", "count"}, format_counts);
}

}  // namespace rolecall
