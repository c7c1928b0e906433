// From the log to the read model, and the parts of that way.
#include <memory>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"
#include "engine/events/codec.hpp"
#include "projections/directory/directory.hpp"

namespace rolecall {
namespace {

// All of it: scan, checksums, decoding, opening seals, state, projections, sorting of names.
void replay(benchmark::State& state) {
  DataFolder& folder = log_of(state.range(0));
  for (auto _ : state) {
    auto directory = std::make_unique<Directory>(folder.log(), folder.keys());
    expect(directory->replay());
    state.PauseTiming();
    directory.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * number(folder.log().last()));
}

// Without state and projections.
void scan_and_decode(benchmark::State& state, Open open) {
  DataFolder& folder = log_of(state.range(0));
  for (auto _ : state) {
    expect(folder.log().read(Position{0}, [&](Position position, std::string_view record) {
      return decode(record, position, folder.keys(), open).has_value();
    }));
  }
  state.SetItemsProcessed(state.iterations() * number(folder.log().last()));
}

void scan(benchmark::State& state) {
  DataFolder& folder = log_of(state.range(0));
  for (auto _ : state) {
    std::size_t bytes = 0;
    expect(folder.log().read(Position{0}, [&](Position, std::string_view record) {
      bytes += record.size();
      return true;
    }));
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * number(folder.log().last()));
}

// Folds decoded events, a part at a time: all those of ten million users take too much memory.
template <class Model, class Finish>
void apply_history(benchmark::State& state, Finish finish) {
  constexpr std::size_t part_events = 1 << 16;
  std::vector<Recorded> part;
  std::uint64_t applied = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto model = std::make_unique<Model>();
    History history(static_cast<std::uint32_t>(state.range(0)));
    for (;;) {
      part.clear();
      while (part.size() < part_events) {
        auto event = history.next();
        if (!event) break;
        part.push_back(*std::move(event));
      }
      state.ResumeTiming();
      if (part.empty()) break;
      for (const Recorded& recorded : part) {
        if (const auto done = model->apply(recorded); !done) fail(done.error().detail);
      }
      applied += part.size();
      state.PauseTiming();
    }
    finish(*model);
    state.PauseTiming();
    model.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(applied));
}

void apply_to_state(benchmark::State& state) {
  apply_history<State>(state, [](State& model) { model.publish(); });
}

void apply_to_read_model(benchmark::State& state) {
  apply_history<ReadModel>(state, [](ReadModel& model) {
    model.order_names();
    model.publish();
  });
}

// As the writer applies: the names are in order all the time, batches become visible.
void apply_to_live_read_model(benchmark::State& state) {
  struct Live : ReadModel {
    Live() { order_names(); }
    Result<void> apply(const Recorded& recorded) {
      auto applied = ReadModel::apply(recorded);
      if (number(recorded.position) % 64 == 0) publish();
      return applied;
    }
  };
  apply_history<Live>(state, [](Live& model) { model.publish(); });
}

BENCHMARK(scan)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(scan_and_decode, nothing, Open::nothing)
    ->Apply(sizes)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(scan_and_decode, personal, Open::personal)
    ->Apply(sizes)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(apply_to_state)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(apply_to_read_model)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(apply_to_live_read_model)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(replay)->Apply(sizes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall
