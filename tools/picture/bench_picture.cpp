#include "tools/picture/bench_picture.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tools/picture/svg.hpp"

namespace rolecall {
namespace {

using load::MeasuredJob;

constexpr double rows_top = 76;
constexpr double row_height = 28;
constexpr double bars_begin = 290;
constexpr double bars_end = 560;  // behind it is room for a number
constexpr double latencies_begin = 660;
constexpr double latencies_end = 980;
constexpr std::string_view bar_colour = "#56b4e9";
constexpr std::string_view range_colour = "#e69f00";

double rate_of(const MeasuredJob& job) {
  return static_cast<double>(job.result.tally.latencies.total()) /
         std::max(job.result.seconds, 1e-6);
}

// Whole powers of ten, with all latencies between them.
class LatencyAxis {
 public:
  explicit LatencyAxis(const std::vector<MeasuredJob>& jobs) {
    double least_us = 1e9;
    double most_us = 1;
    for (const MeasuredJob& job : jobs) {
      least_us = std::min(least_us, job.result.tally.latencies.quantile_us(0.5));
      most_us = std::max(most_us, job.result.tally.latencies.quantile_us(0.99));
    }
    first_ = std::floor(std::log10(std::clamp(least_us, 1.0, most_us)));
    last_ = std::max(std::ceil(std::log10(most_us)), first_ + 1);
  }

  double x(double us) const {
    const double part = (std::log10(std::max(us, 1.0)) - first_) / (last_ - first_);
    return latencies_begin + (latencies_end - latencies_begin) * std::clamp(part, 0.0, 1.0);
  }
  void draw(Svg& svg, double bottom) const {
    for (double power = first_; power <= last_; ++power) {
      const double us = std::pow(10, power);
      svg.line({x(us), rows_top}, {x(us), bottom}, "#dddddd");
      const std::string name = us < 1000  ? fmt::format("{:.0f} µs", us)
                               : us < 1e6 ? fmt::format("{:.0f} ms", us / 1e3)
                                          : fmt::format("{:.0f} s", us / 1e6);
      svg.text({x(us), bottom + 18}, name, Anchor::middle, 11, "#666666");
    }
  }

 private:
  double first_, last_;  // of the axis: powers of ten, in µs
};

void draw_row(Svg& svg, const LatencyAxis& axis, const MeasuredJob& measured, double y,
              double most_per_second) {
  const auto& [job, result, cpu_seconds] = measured;
  const double middle = y + row_height / 2 + 4;
  std::string name = fmt::format("{}, {} x {}", job.name, job.load.connections, job.load.depth);
  if (job.load.rate) name += fmt::format(" at {}/s", *job.load.rate);
  svg.text({bars_begin - 10, middle}, shortened(name, bars_begin - 20, 12), Anchor::end);
  const double length = (bars_end - bars_begin) * rate_of(measured) / most_per_second;
  svg.rectangle({bars_begin, y + 5}, std::max(length, 1.0), row_height - 10, bar_colour, 1, name);
  svg.text({bars_begin + length + 6, middle}, fmt::format("{:.0f}", rate_of(measured)),
           Anchor::start, 11);
  const double median_us = result.tally.latencies.quantile_us(0.5);
  const double late_us = result.tally.latencies.quantile_us(0.99);
  svg.rectangle({axis.x(median_us), y + 8}, std::max(axis.x(late_us) - axis.x(median_us), 2.0),
                row_height - 16, range_colour, 1,
                fmt::format("p50 {:.0f} µs, p99 {:.0f} µs", median_us, late_us));
}

}  // namespace

std::string draw_bench(const std::vector<MeasuredJob>& jobs) {
  const double bottom = rows_top + row_height * static_cast<double>(jobs.size());
  double most_per_second = 1;
  for (const MeasuredJob& job : jobs) most_per_second = std::max(most_per_second, rate_of(job));
  const LatencyAxis axis(jobs);
  Svg svg(latencies_end + 40, bottom + 36, "What a server makes of a load");
  svg.text({20, 28}, "rolecall bench: job, connections x requests in flight on each", Anchor::start,
           16, "#111111");
  svg.text({bars_begin, rows_top - 14}, "requests per second", Anchor::start, 12, "#111111");
  svg.text({latencies_begin, rows_top - 14}, "latency, p50 to p99", Anchor::start, 12, "#111111");
  axis.draw(svg, bottom);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    draw_row(svg, axis, jobs[i], rows_top + row_height * static_cast<double>(i), most_per_second);
  }
  return std::move(svg).finish();
}

}  // namespace rolecall
