// rolecall count: how many users a filter means, by role or status if asked.
#include <boost/json/object.hpp>

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

}  // namespace

int run_count(const ReadOptions& options) {
  return run_question(options, {"v1", "users", "count"}, format_counts);
}

}  // namespace rolecall
