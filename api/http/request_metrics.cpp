#include "api/http/request_metrics.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "api/http/metrics_text.hpp"
#include "api/http/router.hpp"

namespace rolecall {
namespace {

// One thread adds, others read.
void add(std::atomic<std::uint64_t>& count, std::uint64_t n) {
  count.store(count.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

}  // namespace

void RequestMetrics::Shard::count(std::size_t route, int status, std::chrono::nanoseconds took) {
  Counts& counts = counts_[route];
  add(counts.by_status[std::min(static_cast<std::size_t>(status), statuses - 1)], 1);
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = std::lower_bound(bounds_s.begin(), bounds_s.end(), seconds);
  add(counts.by_duration[static_cast<std::size_t>(bucket - bounds_s.begin())], 1);
  add(counts.duration_ns, static_cast<std::uint64_t>(took.count()));
}

void RequestMetrics::begin(const std::vector<Route>& routes,
                           std::function<Connections()> connections,
                           std::shared_ptr<const std::atomic<std::uint64_t>> lost_lines) {
  const std::lock_guard lock(mutex_);
  labels_.clear();
  shards_.clear();
  for (const Route& route : routes)
    labels_.push_back({std::string(name_of(route.method)), route.pattern});
  labels_.push_back({"", ""});
  connections_ = std::move(connections);
  lost_lines_ = std::move(lost_lines);
}

RequestMetrics::Shard& RequestMetrics::add_shard() {
  const std::lock_guard lock(mutex_);
  return *shards_.emplace_back(std::make_unique<Shard>(labels_.size()));
}

void RequestMetrics::append_text(std::string& out) const {
  const std::lock_guard lock(mutex_);
  const auto sum = [&](std::size_t route, auto count_of) {
    std::uint64_t total = 0;
    for (const auto& shard : shards_) {
      total += count_of(shard->counts_[route]).load(std::memory_order_relaxed);
    }
    return total;
  };
  MetricsText text(out);
  const Connections connections = connections_ ? connections_() : Connections{};
  text.single("rolecall_http_connections", "gauge", "Connections that are open.",
              std::uint64_t{connections.open});
  text.single("rolecall_http_connections_max", "gauge", "How many connections may be open.",
              std::uint64_t{connections.most});
  text.single("rolecall_http_connections_turned_away_total", "counter",
              "Connections that were closed at once: all that may be open were in use.",
              connections.turned_away);
  if (lost_lines_) {
    text.single("rolecall_access_log_lost_lines_total", "counter",
                "Lines that could not be written.", lost_lines_->load());
  }
  text.family("rolecall_http_requests_total", "counter", "Requests answered.");
  for (std::size_t route = 0; route < labels_.size(); ++route) {
    for (std::size_t status = 0; status < Shard::statuses; ++status) {
      const auto count = sum(
          route, [&](Shard::Counts & counts) -> auto& { return counts.by_status[status]; });
      if (count == 0) continue;
      text.sample({{"method", labels_[route].method},
                   {"route", labels_[route].route},
                   {"code", std::to_string(status)}},
                  count);
    }
  }
  text.family("rolecall_http_request_duration_seconds", "histogram",
              "From the request's last byte to its answer's first.");
  for (std::size_t route = 0; route < labels_.size(); ++route) {
    const std::vector<MetricsText::Label> labels{{"method", labels_[route].method},
                                                 {"route", labels_[route].route}};
    MetricsText::Histogram histogram;
    for (std::size_t i = 0; i <= bounds_s.size(); ++i) {
      const auto count = sum(
          route, [&](Shard::Counts & counts) -> auto& { return counts.by_duration[i]; });
      histogram.counts.push_back(count);
      histogram.total += count;
    }
    if (histogram.total == 0) continue;
    histogram.bounds = {bounds_s.begin(), bounds_s.end()};
    histogram.sum =
        1e-9 * static_cast<double>(sum(
                   route, [](Shard::Counts & counts) -> auto& { return counts.duration_ns; }));
    text.histogram(labels, histogram);
  }
}

}  // namespace rolecall
