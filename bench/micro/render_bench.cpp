// A page of users as the native dialect writes it.
#include <random>
#include <string>

#include <benchmark/benchmark.h>

#include "api/dialects/native/user_json.hpp"
#include "bench/micro/directories.hpp"

namespace rolecall {
namespace {

void render_page(benchmark::State& state) {
  const ReadModel& model = model_of(state.range(0));
  const Position at = asked_position(state, model);
  const std::uint32_t users = model.state().users().count_at(at);
  const View view(model, at);
  std::mt19937_64 random(1);
  std::string body;
  for (auto _ : state) {
    body.clear();
    JsonWriter json(body);
    const auto guard = model.enter();
    json.begin_array();
    for (int i = 0; i < 20; ++i) {
      native::append_user(json, UserAt(view, UserNo{random_below(users, random)}));
    }
    json.end_array();
    benchmark::DoNotOptimize(body.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * body.size()));
}
BENCHMARK(render_page)->Apply(sizes_now_and_past);

}  // namespace
}  // namespace rolecall
