// Durable commands from end to end in one process: decide, seal, append, sync, apply, answer.
// What the disk allows is in append_bench.cpp; compare within one run.
#include <algorithm>
#include <cstddef>
#include <random>
#include <semaphore>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/micro/directories.hpp"
#include "projections/directory/directory.hpp"
#include "tests/support/memory_keys.hpp"
#include "tests/support/memory_log.hpp"
#include "tools/load/population.hpp"

namespace rolecall {
namespace {

constexpr std::size_t user_count = 10'000;
constexpr std::ptrdiff_t outstanding_max = 1024;

// A directory that its operator writes to, with at most so many commands outstanding.
class Office {
 public:
  Office(EventLog& log, KeyIssuer& keys, std::ptrdiff_t outstanding)
      : directory_(log, keys), outstanding_(outstanding), free_(outstanding) {
    expect(directory_.replay());
    directory_.start_writing();
    CommandRequest bootstrap;
    bootstrap.actor.kind = ActorKind::bootstrap;
    Profile profile;
    profile.username = "operator";
    bootstrap.command = Bootstrap{profile, {}};
    operator_ = expect(directory_.writer().execute(std::move(bootstrap))).user;
    for (std::size_t n = 0; n < user_count; ++n) create_user(n);
    finish();
    const UserRows& users = directory_.model().state().users();
    for (std::uint32_t n = 1; n < users.size(); ++n) users_.push_back(users.id(UserNo{n}));
    std::shuffle(users_.begin(), users_.end(), std::mt19937(1));
  }

  void create_user(std::size_t n) {
    const Person one = person(n);
    submit(CreateUser{{one.username, one.email, one.display, one.first, one.last, {}, {}},
                      {Role::viewer, Channel::native, {}}},
           {});
  }
  // Everyone in turn, in random order, becomes an analyst, then a viewer again, and so on.
  void assign_next_role() {
    const std::size_t n = assigned_++;
    const Role role = n / user_count % 2 == 0 ? Role::analyst : Role::viewer;
    submit(AssignRole{users_[n % user_count], RoleGrant{role, Channel::native, {}}, {}},
           "ticket 4711");
  }
  // Waits until all are answered.
  void finish() {
    for (std::ptrdiff_t i = 0; i < outstanding_; ++i) free_.acquire();
    free_.release(outstanding_);
  }

 private:
  void submit(Command command, std::string reason) {
    free_.acquire();
    CommandRequest request;
    request.command = std::move(command);
    request.actor = {ActorKind::user, operator_, {}};
    request.reason = std::move(reason);
    directory_.writer().submit(std::move(request), [this](const Result<Outcome>& outcome) {
      if (!outcome || !outcome->changed) fail("a command changed nothing");
      free_.release();
    });
  }

  Directory directory_;
  UserId operator_;
  std::vector<UserId> users_;
  std::size_t assigned_ = 0;
  std::ptrdiff_t outstanding_;
  std::counting_semaphore<outstanding_max> free_;
};

void assign_roles(benchmark::State& state, EventLog& log, KeyIssuer& keys) {
  Office office(log, keys, state.range(0));
  for (auto _ : state) office.assign_next_role();
  office.finish();
  state.SetItemsProcessed(state.iterations());
}

void durable_role_changes(benchmark::State& state) {
  ScratchFolder scratch;
  assign_roles(state, scratch.folder->log(), scratch.folder->keys());
}

// The same without a disk: what the writer's own thread costs.
void role_changes_in_memory(benchmark::State& state) {
  test::MemoryLog log;
  test::MemoryKeys keys;
  assign_roles(state, log, keys);
}

void outstanding(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("outstanding")->Arg(1)->Arg(8)->Arg(64)->Arg(512)->UseRealTime();
}

BENCHMARK(durable_role_changes)->Apply(outstanding);
BENCHMARK(role_changes_in_memory)->Apply(outstanding);

}  // namespace
}  // namespace rolecall
