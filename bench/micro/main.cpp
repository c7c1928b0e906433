// All micro benchmarks. Without --benchmark_filter those of ten million users are left out: they
// take minutes each to fill.
#include <algorithm>
#include <string_view>

#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  const bool is_filtered = std::any_of(argv, argv + argc, [](std::string_view argument) {
    return argument.starts_with("--benchmark_filter");
  });
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (is_filtered) {
    benchmark::RunSpecifiedBenchmarks();
  } else {
    benchmark::RunSpecifiedBenchmarks(nullptr, nullptr, "-10000000");
  }
  benchmark::Shutdown();
}
