// Classes and counts after a history of one creation and two changes of class per user.
// Arguments: number of users; for reads, how far back as a share of the history in percent.
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "projections/indexes/classes.hpp"
#include "projections/indexes/counts.hpp"
#include "tools/load/population.hpp"

namespace rolecall {
namespace {

struct Step {
  std::uint32_t user;
  std::optional<UserClass> before;
  UserClass after;
};

// Creations and changes interleaved; roles mixed as in the population, some users deactivated.
std::vector<Step> make_history(std::uint32_t users) {
  std::vector<Step> steps;
  steps.reserve(std::size_t{3} * users);
  std::vector<UserClass> classes;
  classes.reserve(users);
  std::mt19937_64 random(2);
  while (classes.size() < users || steps.size() < std::size_t{3} * users) {
    const auto size = static_cast<std::uint32_t>(classes.size());
    if (size < users && (size == 0 || random() % 3 == 0)) {
      classes.push_back(class_of(person(size).role, Status::active));
      steps.push_back({size, std::nullopt, classes.back()});
    } else {
      const auto user = static_cast<std::uint32_t>(random() % size);
      const Status status = random() % 10 == 0 ? Status::deactivated : Status::active;
      const UserClass after = class_of(person(random() % users).role, status);
      steps.push_back({user, classes[user], after});
      classes[user] = after;
    }
  }
  return steps;
}

void replay(const std::vector<Step>& steps, Classes& classes) {
  std::uint64_t position = 0;
  for (const Step& step : steps) {
    ++position;
    if (step.before) {
      classes.change(Position{position}, UserNo{step.user}, *step.before, step.after);
    } else {
      classes.add(UserNo{step.user}, step.after);
    }
  }
}

struct Directory {
  explicit Directory(std::uint32_t users) : steps(make_history(users)) {
    std::uint64_t position = 0;
    std::uint32_t created = 0;
    replay(steps, classes);
    for (const Step& step : steps) {
      counts.apply(Position{++position}, step.before, step.after);
      if (!step.before) ++created;
      users_at.push_back(created);
    }
  }
  static const Directory& of(std::int64_t users) {
    static std::unique_ptr<Directory> last;
    if (!last || last->users_at.back() != users) {
      last.reset();
      last = std::make_unique<Directory>(static_cast<std::uint32_t>(users));
    }
    return *last;
  }
  // `back` percent of the history before its end, moved a little each time.
  std::uint64_t position(std::int64_t back, std::mt19937_64& random) const {
    if (back == 0) return steps.size();
    return steps.size() - steps.size() * static_cast<std::uint64_t>(back) / 100 - random() % 1000;
  }

  std::vector<Step> steps;
  std::vector<std::uint32_t> users_at{0};
  Classes classes;
  Counts counts;
};

constexpr ClassSet active_operators = set_of(class_of(Role::ops, Status::active));  // 2 %

void classes_apply(benchmark::State& state) {
  const Directory& directory = Directory::of(state.range(0));
  for (auto _ : state) {
    Classes classes;
    replay(directory.steps, classes);
  }
  state.SetItemsProcessed(state.iterations() * directory.steps.size());
}

void classes_page_of_20(benchmark::State& state) {
  const Directory& directory = Directory::of(state.range(0));
  std::mt19937_64 random(3);
  for (auto _ : state) {
    const std::uint64_t position = directory.position(state.range(1), random);
    const std::uint32_t users = directory.users_at[position];
    const auto first = static_cast<std::uint32_t>(random() % users);
    std::uint64_t sum = 0;
    int left = 20;
    directory.classes.ascending(Position{position}, active_operators, UserNo{first}, UserNo{users},
                                [&](UserNo user) {
                                  sum += number(user);
                                  return --left != 0;
                                });
    benchmark::DoNotOptimize(sum);
  }
}

void classes_all_holders(benchmark::State& state) {
  const Directory& directory = Directory::of(state.range(0));
  std::mt19937_64 random(4);
  for (auto _ : state) {
    const std::uint64_t position = directory.position(state.range(1), random);
    std::uint64_t sum = 0;
    directory.classes.ascending(Position{position}, active_operators, UserNo{0},
                                UserNo{directory.users_at[position]}, [&](UserNo user) {
                                  sum += number(user);
                                  return true;
                                });
    benchmark::DoNotOptimize(sum);
  }
}

void counts_apply(benchmark::State& state) {
  const Directory& directory = Directory::of(state.range(0));
  for (auto _ : state) {
    Counts counts;
    std::uint64_t position = 0;
    for (const Step& step : directory.steps) {
      counts.apply(Position{++position}, step.before, step.after);
    }
  }
  state.SetItemsProcessed(state.iterations() * directory.steps.size());
}

void counts_at(benchmark::State& state) {
  const Directory& directory = Directory::of(state.range(0));
  std::mt19937_64 random(5);
  for (auto _ : state) {
    const std::uint64_t position = directory.position(state.range(1), random);
    benchmark::DoNotOptimize(directory.counts.at(Position{position}));
  }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("users")->Arg(10'000)->Arg(1'000'000)->Arg(10'000'000);
}
void sizes_and_times(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"users", "percent_back"});
  for (const std::int64_t users : {10'000, 1'000'000, 10'000'000}) {
    for (const std::int64_t back : {0, 30}) benchmark->Args({users, back});
  }
}

BENCHMARK(classes_apply)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(classes_page_of_20)->Apply(sizes_and_times);
BENCHMARK(classes_all_holders)->Apply(sizes_and_times)->Unit(benchmark::kMicrosecond);
BENCHMARK(counts_apply)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(counts_at)->Apply(sizes_and_times);

}  // namespace
}  // namespace rolecall
