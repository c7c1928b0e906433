// A model as a file: written, and taken instead of a replay; and what the fork costs whose child
// writes it.
#include <filesystem>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "bench/micro/directories.hpp"
#include "engine/snapshot/sealed_file_reader.hpp"
#include "engine/snapshot/sealed_file_writer.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {
namespace {

// In the directory that TMPDIR names.
struct ScratchSnapshot {
  test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "snapshot";
  const SecretBytes key;

  void write(ReadModel& model) const {
    const auto file = expect(SealedFileWriter::create(path, "header", key));
    model.serialize(*file);
    if (!file->finish()) fail("the snapshot is not written");
  }
};

void write_snapshot(benchmark::State& state) {
  ReadModel& model = model_of(state.range(0));
  const ScratchSnapshot snapshot;
  for (auto _ : state) snapshot.write(model);
  state.counters["file_MB"] = static_cast<double>(std::filesystem::file_size(snapshot.path)) / 1e6;
}

void take_snapshot(benchmark::State& state) {
  const ScratchSnapshot snapshot;
  snapshot.write(model_of(state.range(0)));
  for (auto _ : state) {
    auto model = std::make_unique<ReadModel>();
    const auto file = expect(
        SealedFileReader::open(snapshot.path, 6, [&](std::string_view) { return snapshot.key; }));
    model->serialize(*file);
    if (!file->is_complete()) fail("the snapshot does not open");
    model->order_names();
    model->publish();
    state.PauseTiming();
    model.reset();
    state.ResumeTiming();
  }
}

// Of a process with one such model.
void fork_beside(benchmark::State& state) {
  model_of(state.range(0));
  for (auto _ : state) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    state.PauseTiming();
    ::waitpid(child, nullptr, 0);
    state.ResumeTiming();
  }
}

BENCHMARK(write_snapshot)->Apply(sizes)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(take_snapshot)->Apply(sizes)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(fork_beside)->Apply(sizes)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace rolecall
