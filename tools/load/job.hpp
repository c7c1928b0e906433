// What is measured: one kind of load, for a while.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tools/load/driver.hpp"
#include "tools/load/http_calls.hpp"
#include "tools/load/known_directory.hpp"
#include "tools/load/requests.hpp"

namespace rolecall::load {

struct Job {
  std::string name;
  Mix mix{};
  Load load;
};

struct MeasuredJob {
  Job job;
  LoadResult result;
  std::optional<double> server_cpu_seconds;  // nothing: it is not known which process serves
};

// The reading jobs, and with `with_changes` those that change roles; each that many seconds long.
std::vector<Job> series(double seconds, bool with_changes);
// The first `users` of the population, created as fast as the server takes them.
Job creation(std::uint64_t users);

// The server that is measured.
struct Target {
  Caller caller;
  boost::asio::ip::tcp::endpoint endpoint;
  std::optional<pid_t> process;  // if it is of this machine, and known
};

// Runs one job with `threads` threads, or as many as have something to do. `known` and `people` go
// on from one job to the next. Fails as check_known() and run_load() do.
Result<MeasuredJob> run_job(const Target& target, const Job& job, unsigned threads,
                            KnownDirectory& known, NewPeople& people,
                            const std::function<void(std::uint64_t, double)>& progress);

}  // namespace rolecall::load
