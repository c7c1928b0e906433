// Directories to measure on: each size is filled once and shared by all benchmarks of the program.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "engine/folder/data_folder.hpp"
#include "projections/model/read_model.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall {

// What a directory of so many users holds after its whole History.
ReadModel& model_of(std::int64_t users, std::uint32_t role_changes = 1);

// The first `count` events of the History of so many users.
std::vector<Recorded> events_of(std::int64_t users, std::size_t count);

// A data folder in the directory that TMPDIR names, which is gone with it.
struct ScratchFolder {
  ScratchFolder();

  test::TemporaryDirectory directory;
  std::unique_ptr<DataFolder> folder;
};

// A data folder with the whole History of so many users.
DataFolder& log_of(std::int64_t users);

// 0 to bound - 1.
inline std::uint32_t random_below(std::uint32_t bound, std::mt19937_64& random) {
  return static_cast<std::uint32_t>(random() % bound);
}

// Prints why and ends the program: a benchmark of something that fails measures nothing.
[[noreturn]] void fail(const std::string& why);

template <class T>
T expect(Result<T> result) {
  if (!result) fail(result.error().detail);
  return *std::move(result);
}
inline void expect(const Result<void>& result) {
  if (!result) fail(result.error().detail);
}

// 10,000 and a million users, and ten millions for whoever asks for them.
void sizes(benchmark::internal::Benchmark* benchmark);
// The same, each at its newest position and in the middle of its history.
void sizes_now_and_past(benchmark::internal::Benchmark* benchmark);
// The position a benchmark of sizes_now_and_past() is to ask at.
Position asked_position(const benchmark::State& state, const ReadModel& model);

}  // namespace rolecall
