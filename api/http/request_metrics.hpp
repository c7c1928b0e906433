// How many requests there were, by route and status, and how long they took; how many connections
// there are.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rolecall {

struct Route;

// Threads: all from any; count() of one shard from one thread.
class RequestMetrics {
 public:
  // In seconds, in ascending order; a last bucket has all that took longer.
  static constexpr std::array<double, 12> bounds_s{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                   0.01,   0.025,   0.1,    0.5,   2.5,    10};

  // What one I/O thread counts, so that threads do not share cache lines.
  class Shard {
   public:
    explicit Shard(std::size_t routes) : counts_(routes) {}
    // `route`: its index in the router; one past the last: none.
    void count(std::size_t route, int status, std::chrono::nanoseconds took);

   private:
    friend class RequestMetrics;
    // Statuses by their hundreds and rest, as far as we use them.
    static constexpr std::size_t statuses = 600;
    struct Counts {
      std::array<std::atomic<std::uint64_t>, statuses> by_status{};
      std::array<std::atomic<std::uint64_t>, bounds_s.size() + 1> by_duration{};
      std::atomic<std::uint64_t> duration_ns{0};
    };
    std::vector<Counts> counts_;
  };

  struct Connections {
    std::size_t open = 0;  // now
    std::size_t most = 0;  // that may be
    std::uint64_t turned_away = 0;
  };

  // Called by the server before requests come; a new server counts anew. `lost_lines`: how many of
  // the access log; null: there is none.
  void begin(const std::vector<Route>& routes, std::function<Connections()> connections,
             std::shared_ptr<const std::atomic<std::uint64_t>> lost_lines = {});
  Shard& add_shard();

  // Appends `rolecall_http_*` and, where there is an access log,
  // `rolecall_access_log_lost_lines_total` in Prometheus' text format 0.0.4.
  void append_text(std::string& out) const;

 private:
  struct Label {
    std::string method;
    std::string route;
  };
  mutable std::mutex mutex_;  // of the lists, not of the counts
  std::vector<Label> labels_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::function<Connections()> connections_;  // empty: no server has begun
  std::shared_ptr<const std::atomic<std::uint64_t>> lost_lines_;
};

}  // namespace rolecall
