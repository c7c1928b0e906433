#include "tools/load/job.hpp"

#include <algorithm>
#include <memory>

#include "tools/load/process_cpu.hpp"

namespace rolecall::load {
namespace {

Mix only(RequestKind kind) {
  Mix mix{};
  mix[static_cast<std::size_t>(kind)] = 1;
  return mix;
}

std::optional<double> cpu_of(const Target& target) {
  return target.process ? cpu_seconds_of(*target.process) : std::nullopt;
}

std::size_t threads_of(const Job& job, unsigned threads, const KnownDirectory& known) {
  std::size_t count = std::min(threads, job.load.connections);
  if (has(job.mix, RequestKind::role)) count = std::min(count, known.changeable.size());
  return std::max<std::size_t>(count, 1);
}

}  // namespace

std::vector<Job> series(double seconds, bool with_changes) {
  std::vector<Job> jobs;
  const auto add = [&](const char* name, const Mix& mix, unsigned connections, unsigned depth = 1) {
    jobs.push_back({name, mix, {connections, depth, seconds, std::nullopt}});
  };
  add("lookup by username", only(RequestKind::lookup), 32);
  add("lookup by username", only(RequestKind::lookup), 32, 16);
  add("lookup of 100 users", only(RequestKind::batch), 32);
  add("find by prefix, 20 rows", only(RequestKind::find), 32);
  add("count by role and status", only(RequestKind::count), 32);
  add("page of 20 by cursor", only(RequestKind::page), 32);
  add("history of a user", only(RequestKind::history), 32);
  add("lookup as of a position", only(RequestKind::as_of), 32);
  if (!with_changes) return jobs;
  add("role change", only(RequestKind::role), 1);
  add("role change", only(RequestKind::role), 8);
  add("role change", only(RequestKind::role), 64);
  add("role change", only(RequestKind::role), 64, 16);
  Mix mix = only(RequestKind::lookup);
  mix[static_cast<std::size_t>(RequestKind::lookup)] = 9;
  mix[static_cast<std::size_t>(RequestKind::role)] = 1;
  add("lookup 90 %, role 10 %", mix, 32);
  return jobs;
}

Job creation(std::uint64_t users) {
  constexpr unsigned connections_max = 64;
  const auto connections = static_cast<unsigned>(std::min<std::uint64_t>(users, connections_max));
  return {
      "create a user", only(RequestKind::create), {connections, 16, std::nullopt, std::nullopt}};
}

Result<MeasuredJob> run_job(const Target& target, const Job& job, unsigned threads,
                            KnownDirectory& known, NewPeople& people,
                            const std::function<void(std::uint64_t, double)>& progress) {
  if (auto checked = check_known(job.mix, known); !checked) return checked.error();
  const auto shares = static_cast<unsigned>(threads_of(job, threads, known));
  std::vector<NextRequest> sources;
  for (unsigned share = 0; share < shares; ++share) {
    const auto requests =
        std::make_shared<Requests>(target.caller, known, people, job.mix, share, shares);
    sources.push_back([requests](std::string& out) { return requests->append_next(out); });
  }
  const auto cpu_before = cpu_of(target);
  auto result = run_load(target.endpoint, job.load, std::move(sources), progress);
  const auto cpu_after = cpu_of(target);
  if (!result) return result.error();
  MeasuredJob measured{job, *std::move(result), std::nullopt};
  if (cpu_before && cpu_after) measured.server_cpu_seconds = *cpu_after - *cpu_before;
  return measured;
}

}  // namespace rolecall::load
