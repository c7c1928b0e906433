#include "projections/history/role_counts.hpp"

#include "projections/users/user_query.hpp"

namespace rolecall {

std::vector<RoleCounts> role_counts(const View& view, const std::vector<Timestamp>& moments) {
  std::vector<RoleCounts> all;
  for (const Timestamp moment : moments) {
    RoleCounts& one = all.emplace_back();
    one.time = moment;
    one.position = view.state().position_at(moment, view.at());
    const auto by_class = view.model().counts().at(one.position);
    for (unsigned rank = 1; rank <= role_count; ++rank) {
      const auto holders = set_of(class_of(static_cast<Role>(rank), Status::active));
      one.holders[rank - 1] = sum(by_class, holders);
    }
  }
  return all;
}

std::vector<Timestamp> spread_evenly(Timestamp from, Timestamp to, std::size_t count) {
  std::vector<Timestamp> moments;
  const auto steps = static_cast<std::int64_t>(count) - 1;
  for (std::int64_t i = 0; i < steps; ++i) {
    moments.push_back({from.us + (to.us - from.us) / steps * i});
  }
  moments.push_back(to);
  return moments;
}

std::vector<Timestamp> starts_of_quarters(Timestamp from, Timestamp to) {
  std::vector<Timestamp> moments{from};
  for (int year = year_of(from); year <= year_of(to); ++year) {
    for (const unsigned month : {1U, 4U, 7U, 10U}) {
      const Timestamp quarter = start_of_month(year, month);
      if (quarter > from && quarter < to) moments.push_back(quarter);
    }
  }
  moments.push_back(to);
  return moments;
}

}  // namespace rolecall
