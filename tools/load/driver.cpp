#include "tools/load/driver.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "tools/load/worker.hpp"

namespace rolecall::load {
namespace {

constexpr std::chrono::milliseconds report_interval{100};
constexpr double for_ever_s = 1e9;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

// What the threads tell each other.
struct Course {
  std::atomic<bool> is_over = false;
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t running = 0;
  std::optional<Error> failure;  // the first one

  void end(const Result<void>& ended) {
    const std::lock_guard lock(mutex);
    if (!ended && !failure) failure = ended.error();
    if (!ended) is_over = true;
    --running;
    changed.notify_all();
  }
};

}  // namespace

Result<LoadResult> run_load(const boost::asio::ip::tcp::endpoint& server, const Load& load,
                            std::vector<NextRequest> sources,
                            const std::function<void(std::uint64_t, double)>& progress) {
  const auto shares = static_cast<unsigned>(sources.size());
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned share = 0; share < shares; ++share) {
    std::optional<Schedule> schedule;
    if (load.rate) schedule.emplace(*load.rate, share, shares);
    workers.push_back(std::make_unique<Worker>(std::move(sources[share]), schedule));
    const unsigned connections = load.connections / shares + (share < load.connections % shares);
    auto opened = workers.back()->open(server, load.protocol, connections, load.depth);
    if (!opened) return opened.error();
  }

  const auto seconds = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(load.seconds.value_or(for_ever_s)));
  progress(0, 0);
  Course course;
  course.running = workers.size();
  const Clock::time_point began = Clock::now();
  std::vector<std::jthread> threads;
  threads.reserve(workers.size());
  for (const auto& worker : workers) {
    threads.emplace_back([&course, one = worker.get(), began, seconds] {
      course.end(one->run(began, seconds, course.is_over));
    });
  }
  for (std::unique_lock lock(course.mutex); course.running != 0;) {
    course.changed.wait_for(lock, report_interval);
    std::uint64_t answers = 0;
    for (const auto& worker : workers) answers += worker->answers();
    progress(answers, seconds_since(began));
  }
  LoadResult result;
  result.seconds = seconds_since(began);
  threads.clear();  // joins them
  if (course.failure) return *course.failure;
  for (const auto& worker : workers) result.tally.add(worker->tally());
  return result;
}

}  // namespace rolecall::load
