// Questions to a directory, each about a random user; past = 1 asks about the middle of history.
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"
#include "engine/types/canonical_name.hpp"
#include "projections/users/user_query.hpp"
#include "tools/load/population.hpp"

namespace rolecall {
namespace {

// Enough that they do not stay in a cache together with what they lead to.
constexpr std::size_t key_count = 1 << 16;

// What `key_of(n)` makes of random users `n` who existed at `at`.
template <class KeyOf>
auto random_keys(const ReadModel& model, Position at, KeyOf key_of) {
  std::vector<decltype(key_of(0))> keys;
  std::mt19937_64 random(1);
  const std::uint32_t users = model.state().users().count_at(at);
  while (keys.size() < key_count) keys.push_back(key_of(random_below(users, random)));
  return keys;
}

// As a read of one user does: guard, look-up, the state then.
template <class KeyOf, class Find>
void look_up(benchmark::State& state, KeyOf key_of, Find find) {
  const ReadModel& model = model_of(state.range(0));
  const Position at = asked_position(state, model);
  const auto keys = random_keys(model, at, key_of);
  std::size_t i = 0;
  for (auto _ : state) {
    const auto guard = model.enter();
    const auto user = find(model.state(), keys[i++ % key_count], at);
    if (!user) fail("a user is not found");
    benchmark::DoNotOptimize(model.state().users().at(*user, at));
  }
}

void find_by_username(benchmark::State& state) {
  look_up(
      state, [](std::uint32_t n) { return person(n).username; },
      [](const State& model, const std::string& name, Position at) {
        return model.find_username(canonical_key(name), at);
      });
}

void find_by_email(benchmark::State& state) {
  look_up(
      state, [](std::uint32_t n) { return person(n).email; },
      [](const State& model, const std::string& email, Position at) {
        return model.find_email(canonical_key(email), at);
      });
}

void find_by_id(benchmark::State& state) {
  look_up(
      state, [](std::uint32_t n) { return user_id(n); },
      [](const State& model, const UserId& id, Position at) { return model.find_user(id, at); });
}

template <class FilterOf>
void page_of_20(benchmark::State& state, UserOrder order, FilterOf filter_of) {
  const ReadModel& model = model_of(state.range(0));
  const Position at = asked_position(state, model);
  const auto filters = random_keys(model, at, filter_of);
  std::size_t i = 0;
  std::size_t users = 0;
  for (auto _ : state) {
    users +=
        expect(list_users(View(model, at), filters[i++ % key_count], order, 20, {})).users.size();
  }
  state.counters["rows"] = static_cast<double>(users) / static_cast<double>(state.iterations());
}

void page_by_prefix(benchmark::State& state) {
  page_of_20(state, UserOrder::created, [](std::uint32_t n) {
    UserFilter filter;
    filter.prefix = person(n).username.substr(0, 3);
    return filter;
  });
}

void page_of_active_admins(benchmark::State& state) {
  page_of_20(state, UserOrder::created_descending, [](std::uint32_t) {
    UserFilter filter;
    filter.roles = set_of(Role::admin);
    filter.statuses = set_of(Status::active);
    return filter;
  });
}

void page_by_username_order(benchmark::State& state) {
  page_of_20(state, UserOrder::username, [](std::uint32_t) { return UserFilter{}; });
}

void page_by_shown_names(benchmark::State& state) {
  page_of_20(state, UserOrder::shown_names, [](std::uint32_t) { return UserFilter{}; });
}

void count_by_role_and_status(benchmark::State& state) {
  const ReadModel& model = model_of(state.range(0));
  const Position at = asked_position(state, model);
  UserFilter filter;
  filter.roles = set_of(Role::analyst);
  filter.statuses = set_of(Status::active);
  for (auto _ : state) {
    const auto counts = expect(count_users(View(model, at), filter));
    benchmark::DoNotOptimize(sum(counts, classes_of(filter.roles, filter.statuses)));
  }
}

BENCHMARK(find_by_username)->Apply(sizes_now_and_past);
BENCHMARK(find_by_email)->Apply(sizes_now_and_past);
BENCHMARK(find_by_id)->Apply(sizes_now_and_past);
BENCHMARK(page_by_prefix)->Apply(sizes_now_and_past);
BENCHMARK(page_by_username_order)->Apply(sizes_now_and_past);
BENCHMARK(page_by_shown_names)->Apply(sizes_now_and_past);
BENCHMARK(page_of_active_admins)->Apply(sizes_now_and_past);
BENCHMARK(count_by_role_and_status)->Apply(sizes_now_and_past);

}  // namespace
}  // namespace rolecall
