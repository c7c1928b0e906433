// Resident bytes per user: how far the process grows by a directory of their whole history, and by
// one of their creations alone. The difference is what the past costs.
#include <fstream>
#include <malloc.h>
#include <memory>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"

namespace rolecall {
namespace {

// What earlier benchmarks have freed is given back first, so that using it again counts.
double resident_bytes() {
  ::malloc_trim(0);
  double virtual_pages = 0;
  double resident_pages = 0;
  std::ifstream("/proc/self/statm") >> virtual_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double resident_bytes_of_model(std::uint32_t users, bool with_changes) {
  const double before = resident_bytes();
  const auto model = std::make_unique<ReadModel>();
  {
    History history(users);
    Position last{0};
    while (auto next = history.next()) {
      const bool begins_something = !std::holds_alternative<RoleAssigned>(next->event) &&
                                    !std::holds_alternative<UserDeactivated>(next->event) &&
                                    !std::holds_alternative<MemberAdded>(next->event);
      if (!with_changes && !begins_something) continue;
      next->position = last = rolecall::next(last);
      expect(model->apply(*next));
    }
  }
  model->order_names();
  model->publish();
  return resident_bytes() - before;
}

void resident_bytes_per_user(benchmark::State& state) {
  const auto users = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    const double present = resident_bytes_of_model(users, false) / users;
    const double both = resident_bytes_of_model(users, true) / users;
    state.counters["present"] = present;
    state.counters["past"] = both - present;
    state.counters["together"] = both;
  }
}

BENCHMARK(resident_bytes_per_user)
    ->ArgName("users")
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall
