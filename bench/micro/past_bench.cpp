// Questions about random moments, where every user's role has changed five times: a million users
// have had five million role changes. A moment lies in the last three quarters of the history.
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"
#include "projections/users/role_timeline.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall {
namespace {

constexpr std::uint32_t role_changes = 5;

// Enough that they do not stay in a cache together with what they lead to.
constexpr std::size_t question_count = 1 << 16;

struct Question {
  Position at;
  UserId user;  // who existed by then
  Role role;
};

std::vector<Question> random_questions(const ReadModel& model) {
  std::vector<Question> questions;
  std::mt19937_64 random(7);
  const std::uint64_t head = number(model.head());
  while (questions.size() < question_count) {
    const Position at{head - random() % (head / 4 * 3)};
    const std::uint32_t user = random_below(model.state().users().count_at(at), random);
    questions.push_back({at, user_id(user), static_cast<Role>(1 + random_below(4, random))});
  }
  return questions;
}

template <class Ask>
void ask(benchmark::State& state, Ask ask_one) {
  const ReadModel& model = model_of(state.range(0), role_changes);
  const auto questions = random_questions(model);
  std::size_t i = 0;
  std::size_t rows = 0;
  for (auto _ : state) rows += ask_one(model, questions[i++ % question_count]);
  state.counters["rows"] = static_cast<double>(rows) / static_cast<double>(state.iterations());
}

UserFilter holders_of(Role role) {
  UserFilter filter;
  filter.roles = set_of(role);
  filter.statuses = set_of(Status::active);
  return filter;
}

void role_of_a_user_then(benchmark::State& state) {
  ask(state, [](const ReadModel& model, const Question& question) {
    const auto guard = model.enter();
    const auto user = model.state().find_user(question.user, question.at);
    if (!user) fail("a user is not found");
    benchmark::DoNotOptimize(model.state().users().at(*user, question.at)->role);
    return std::size_t{1};
  });
}

// As GET /v1/roles/{role}/holders does, and how many there were.
void page_of_100_holders_then(benchmark::State& state) {
  ask(state, [](const ReadModel& model, const Question& question) {
    const UserFilter filter = holders_of(question.role);
    const auto page =
        expect(list_users(View(model, question.at), filter, UserOrder::created, 100, {}))
            .users.size();
    benchmark::DoNotOptimize(expect(count_users(View(model, question.at), filter)));
    return page;
  });
}

// Everyone's number; the operators are one user in fifty.
void all_operators_then(benchmark::State& state) {
  ask(state, [](const ReadModel& model, const Question& question) {
    const UserNo end{model.state().users().count_at(question.at)};
    const ClassSet operators = classes_of(set_of(Role::ops), set_of(Status::active));
    std::size_t holders = 0;
    model.classes().ascending(question.at, operators, UserNo{0}, end, [&](UserNo user) {
      benchmark::DoNotOptimize(user);
      ++holders;
      return true;
    });
    return holders;
  });
}

void role_timeline_then(benchmark::State& state) {
  ask(state, [](const ReadModel& model, const Question& question) {
    return expect(role_timeline(View(model, question.at), question.user, 100, {})).spans.size();
  });
}

void sizes_that_fit(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("users")->Arg(10'000)->Arg(1'000'000);
}

BENCHMARK(role_of_a_user_then)->Apply(sizes_that_fit);
BENCHMARK(page_of_100_holders_then)->Apply(sizes_that_fit);
BENCHMARK(all_operators_then)->Apply(sizes_that_fit)->Unit(benchmark::kMicrosecond);
BENCHMARK(role_timeline_then)->Apply(sizes_that_fit);

}  // namespace
}  // namespace rolecall
