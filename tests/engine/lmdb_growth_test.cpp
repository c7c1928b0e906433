// The map of a store is small at first and grows with its file, beside whoever reads it.
#include <array>
#include <atomic>
#include <fstream>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engine/log/lmdb_log.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/counted_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

// As of every store, but of so little that a test sees many steps.
LmdbMap small_steps() {
  LmdbMap map(512 * mebibyte);
  map.min_bytes = mebibyte;
  map.transaction_max_bytes = 2 * mebibyte;
  return map;
}

// So many records of a page each.
constexpr std::size_t batch_records = 64;
constexpr std::size_t padding_bytes = 4000;

class MapGrowth : public testing::Test {
 protected:
  void append_until_file_has(std::size_t mebibytes) {
    while (file_bytes() < mebibytes * mebibyte) {
      ASSERT_EQ(counted.append(batch_records, padding_bytes), Append::stored)
          << counted.log().failure().detail;
    }
  }
  std::size_t file_bytes() const {
    return std::filesystem::file_size(directory.path() / "data.mdb");
  }

  const TemporaryDirectory directory;
  CountedLog counted{directory.path(), small_steps()};
};

// How many records it has, each of which tells its position; nothing: one is wrong or missing.
std::optional<std::uint64_t> count_records(const LmdbLog& log) {
  std::uint64_t count = 0;
  bool is_right = true;
  const auto read = log.read(Position{0}, [&](Position, std::string_view record) {
    is_right = is_right && std::stoull(std::string(record)) == ++count;
    return is_right;
  });
  return read && is_right ? std::optional(count) : std::nullopt;
}

TEST_F(MapGrowth, LosesNothingBesideReadersOfTheSameProcess) {
  std::atomic<bool> is_done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      for (std::uint64_t before = 0; !is_done;) {
        const auto count = count_records(counted.log());
        ASSERT_TRUE(count.has_value());
        ASSERT_GE(*count, before);
        before = *count;
      }
    });
  }
  append_until_file_has(24);
  is_done = true;
  for (std::thread& reader : readers) reader.join();
  counted.expect_whole();
  counted.reopen(small_steps());
  counted.expect_whole();
  EXPECT_EQ(counted.append(1), Append::stored);
}

TEST_F(MapGrowth, IsFollowedByReadersOfAnotherProcess) {
  ASSERT_EQ(counted.append(batch_records), Append::stored);
  // Each is more than four times the one before, for which the reader's map is then made.
  constexpr std::array<std::size_t, 3> outgrown_mebibytes{2, 10, 44};
  std::array<int, 2> to_child{}, to_parent{};
  ASSERT_EQ(::pipe(to_child.data()) + ::pipe(to_parent.data()), 0);
  const pid_t child = start_child([&] {
    const auto reader = LmdbLog::open(directory.path(), LmdbMode::read_only, small_steps());
    if (!reader) return 1;
    for (std::size_t round = 0; round < outgrown_mebibytes.size(); ++round) {
      // In the middle of a state the writer outgrows the map; a second reader wants the new one.
      const std::uint64_t last = number((*reader)->last());
      std::uint64_t visited = 0;
      std::optional<std::uint64_t> counted_beside;
      std::thread beside;
      const auto read = (*reader)->read(Position{0}, [&](Position position, std::string_view) {
        if (position == Position{1}) {
          char go = 0;
          if (::write(to_parent[1], "g", 1) != 1 || ::read(to_child[0], &go, 1) != 1) return false;
          beside = std::thread([&] { counted_beside = count_records(**reader); });
        }
        ++visited;
        return true;
      });
      if (beside.joinable()) beside.join();
      if (!read || visited != last) return 2;
      if (!counted_beside || *counted_beside <= last) return 3;
      if (count_records(**reader) != number((*reader)->last())) return 4;
      if (number((*reader)->last()) != *counted_beside) return 5;
    }
    return 0;
  });
  for (const int of_child : {to_child[0], to_parent[1]}) ::close(of_child);
  for (const std::size_t mebibytes : outgrown_mebibytes) {
    char ready = 0;
    ASSERT_EQ(::read(to_parent[0], &ready, 1), 1);
    append_until_file_has(mebibytes);
    ASSERT_EQ(::write(to_child[1], "g", 1), 1);
  }
  EXPECT_EQ(exit_of(child), 0);
  for (const int file : {to_child[1], to_parent[0]}) ::close(file);
}

std::size_t address_space_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages;
  return pages * 4096;
}

TEST_F(MapGrowth, RefusesChangesWithoutAddressSpaceForItAndReadsOn) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take all the address space there is";
#endif
  const int code = run_in_child([&] {
    CountedLog own(directory.path() / "own", small_steps());
    rlimit unlimited{};
    ::getrlimit(RLIMIT_AS, &unlimited);
    rlimit limit = unlimited;
    limit.rlim_cur = address_space_bytes() + 16 * mebibyte;
    ::setrlimit(RLIMIT_AS, &limit);
    Append outcome = Append::stored;
    while (outcome == Append::stored) outcome = own.append(batch_records, padding_bytes);
    if (outcome != Append::not_stored) return 1;
    if (own.log().failure().code != Errc::unavailable) return 2;
    if (count_records(own.log()) != own.stored()) return 3;
    ::setrlimit(RLIMIT_AS, &unlimited);
    if (own.append(batch_records, padding_bytes) != Append::stored) return 4;
    return count_records(own.log()) == own.stored() ? 0 : 5;
  });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace rolecall::test
