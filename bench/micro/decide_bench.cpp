// Deciding alone: nothing is appended or applied, so each command meets the same directory.
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"
#include "engine/commands/decide.hpp"
#include "tools/load/population.hpp"

namespace rolecall {
namespace {

constexpr std::size_t command_count = 4096;

// By the operator, who may all.
DecisionContext context() {
  DecisionContext context;
  context.actor = {ActorKind::user, user_id(0), {}};
  context.time = context.now = wall_clock();
  context.reason = "ticket 4711";
  context.fresh_id = user_id(std::uint64_t{1} << 30);
  return context;
}

// Decides commands that `make(n)` makes, one after the other.
template <class Make>
void decide_each(benchmark::State& state, bool changes, Make make) {
  std::vector<Command> commands;
  for (std::size_t n = 0; n < command_count; ++n) commands.push_back(make(n));
  const DecisionContext how = context();
  const Overlay now(model_of(state.range(0)).state());
  std::size_t n = 0;
  for (auto _ : state) {
    const auto decision = decide(now, how, commands[n++ % command_count]);
    if (!decision) fail(decision.error().detail);
    if (decision->events.empty() == changes) fail("the benchmark decides something else");
  }
}

void decide_create(benchmark::State& state) {
  decide_each(state, true, [&](std::size_t n) {
    const Person one = person(static_cast<std::uint64_t>(state.range(0)) + n);
    return CreateUser{{one.username, one.email, one.display, one.first, one.last, {}, {}},
                      {one.role, Channel::native, {}}};
  });
}

// A random user gets the role that they have not, or that they have.
void decide_role(benchmark::State& state, bool changes) {
  const State& directory = model_of(state.range(0)).state();
  std::mt19937_64 random(1);
  decide_each(state, changes, [&](std::size_t) {
    const UserNo user{random_below(directory.users().size() - 1, random) + 1};
    const Role role = directory.users().newest(user).role;
    const Role other = role == Role::viewer ? Role::analyst : Role::viewer;
    return AssignRole{
        directory.users().id(user), RoleGrant{changes ? other : role, Channel::native, {}}, {}};
  });
}

BENCHMARK(decide_create)->Apply(sizes);
BENCHMARK_CAPTURE(decide_role, assign, true)->Apply(sizes);
BENCHMARK_CAPTURE(decide_role, no_op, false)->Apply(sizes);

}  // namespace
}  // namespace rolecall
