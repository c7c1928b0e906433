// Durable appends, beside what the disk can do: a benchmark of one says nothing without the other.
// All files are in the directory that TMPDIR names.
#include <algorithm>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"
#include "engine/events/codec.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall {
namespace {

constexpr std::int64_t overwritten_pages = 1024;

// One page of 4 KB and a sync: `growing` writes behind the end, else within what is there already.
void disk_sync(benchmark::State& state, bool growing) {
  const test::TemporaryDirectory directory;
  const int file = ::open((directory.path() / "pages").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const std::string page(4096, 'x');
  const auto write_page = [&](std::int64_t no) {
    const ssize_t written = ::pwrite(file, page.data(), page.size(), no * 4096);
    if (written != static_cast<ssize_t>(page.size())) fail("cannot write a page");
  };
  for (std::int64_t no = 0; no < overwritten_pages; ++no) write_page(no);
  if (::fsync(file) != 0) fail("cannot sync");
  std::int64_t no = growing ? overwritten_pages : 0;
  for (auto _ : state) {
    write_page(growing ? no++ : no++ % overwritten_pages);
    if (::fdatasync(file) != 0) fail("cannot sync");
  }
  state.SetItemsProcessed(state.iterations());
  ::close(file);
}

// Records of a directory's history, in commits of `batch`.
void lmdb_append(benchmark::State& state) {
  const auto batch_size = static_cast<std::size_t>(state.range(0));
  static const std::vector<std::string> records = [] {
    std::vector<std::string> encoded;
    const SubjectKey key{};
    for (const Recorded& event : events_of(10'000, 1 << 15)) {
      encoded.push_back(expect(encode(event, event.key == KeyNo{0} ? nullptr : &key)));
    }
    encoded.resize(encoded.size() / 512 * 512);
    return encoded;
  }();
  ScratchFolder scratch;
  LmdbLog& log = scratch.folder->log();
  std::size_t at = 0;
  for (auto _ : state) {
    if (log.append({&records[at], batch_size}) != Append::stored) fail(log.failure().detail);
    at = (at + batch_size) % records.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_size));
}

BENCHMARK_CAPTURE(disk_sync, overwriting, false)->UseRealTime();
BENCHMARK_CAPTURE(disk_sync, growing, true)->UseRealTime();
BENCHMARK(lmdb_append)->ArgName("batch")->Arg(1)->Arg(8)->Arg(64)->Arg(512)->UseRealTime();

}  // namespace
}  // namespace rolecall
