// Full disks, failing disks and kill -9: nothing acknowledged is lost, and what is said is true.
#include <chrono>
#include <string>
#include <sys/mount.h>
#include <sys/resource.h>
#include <thread>

#include <gtest/gtest.h>

#include "engine/log/lmdb_log.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/counted_log.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

class EveryCallFails : public testing::TestWithParam<IoFault> {};

INSTANTIATE_TEST_SUITE_P(Lmdb, EveryCallFails,
                         testing::Values(IoFault::error, IoFault::no_space, IoFault::short_write));

TEST_P(EveryCallFails, AndTheTruthIsToldAndNothingAcknowledgedIsLost) {
  const TemporaryDirectory directory;
  CountedLog counted(directory.path());
  ASSERT_EQ(counted.append(300), Append::stored);
  int nth = 0;
  for (bool reached = true; reached;) {
    fail_io(++nth, GetParam());
    const Append outcome = counted.append(60, 500);
    reached = stop_failing_io() >= nth;
    EXPECT_EQ(outcome == Append::stored, !reached) << nth;
    if (outcome == Append::unknown) counted.settle();
    counted.expect_whole();
    ASSERT_EQ(counted.append(1), Append::stored) << nth;
  }
  EXPECT_GT(nth, 3);
  counted.reopen();
  counted.expect_whole();
}

TEST_P(EveryCallFails, AlsoWhileSettling) {
  const TemporaryDirectory directory;
  CountedLog counted(directory.path());
  ASSERT_EQ(counted.append(300), Append::stored);
  for (int nth = 1; nth < 8; ++nth) {
    fail_next_sync();
    ASSERT_EQ(counted.append(60, 500), Append::unknown);
    fail_io(nth, GetParam());
    const auto settled = counted.log().settle();
    const bool reached = stop_failing_io() >= nth;
    EXPECT_EQ(settled.has_value(), !reached) << nth;
    EXPECT_TRUE(settled || counted.log().append(Records{"x"}) == Append::not_stored);
    counted.settle();
    counted.expect_whole();
  }
  counted.reopen();
  counted.expect_whole();
}

TEST(DeadDisk, IsReportedUntilItIsWell) {
  const TemporaryDirectory directory;
  CountedLog counted(directory.path());
  ASSERT_EQ(counted.append(3), Append::stored);
  fail_all_io();
  EXPECT_EQ(counted.append(1), Append::unknown);
  EXPECT_EQ(counted.log().failure().code, Errc::unavailable);
  EXPECT_EQ(counted.log().settle().error().code, Errc::unavailable);
  counted.expect_whole();  // read from memory: the store is open again
  EXPECT_EQ(counted.append(1), Append::not_stored);
  EXPECT_EQ(counted.log().settle().error().code, Errc::unavailable);
  stop_failing_io();
  counted.settle();
  EXPECT_EQ(counted.append(1), Append::stored);
  counted.expect_whole();
}

TEST(FullMap, IsStorageFullAndALargerMapGoesOn) {
  const TemporaryDirectory directory;
  CountedLog counted(directory.path(), std::size_t{1} << 20);
  Append outcome = Append::stored;
  while (outcome == Append::stored) outcome = counted.append(10, 500);
  EXPECT_EQ(counted.log().failure().code, Errc::storage_full);
  EXPECT_GT(counted.stored(), 500u);
  counted.reopen();
  counted.expect_whole();
  EXPECT_EQ(counted.append(1000, 500), Append::stored);
  counted.expect_whole();
}

// Fills what there is, reads on, and goes on when `make_room` has been called.
void expect_survives_full_disk(CountedLog& counted, const std::function<void()>& make_room) {
  for (int refused = 0; refused < 20;) {
    const Append outcome = counted.append(1, 3000);
    if (outcome == Append::stored) continue;
    ++refused;
    EXPECT_NE(counted.log().failure().code, Errc::corrupt);
    if (outcome == Append::unknown && counted.log().settle()) {
      EXPECT_EQ(number(counted.log().last()), counted.stored());
    }
  }
  make_room();
  counted.settle();
  counted.expect_whole();
  EXPECT_EQ(counted.append(100, 3000), Append::stored);
  counted.reopen();
  counted.expect_whole();
}

TEST(FullDisk, LimitOfTheFileSize) {
  const TemporaryDirectory directory;
  CountedLog counted(directory.path());
  ASSERT_EQ(counted.append(300), Append::stored);
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ::getrlimit(RLIMIT_FSIZE, &unlimited);
  rlimit limit = unlimited;
  limit.rlim_cur = std::filesystem::file_size(directory.path() / "data.mdb") + 100'000;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  expect_survives_full_disk(counted, [&] { ::setrlimit(RLIMIT_FSIZE, &unlimited); });
}

TEST(FullDisk, SmallFileSystem) {
  const TemporaryDirectory directory;
  if (::mount("none", directory.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "mounting needs root";
  }
  {
    CountedLog counted(directory.path() / "log");
    Append outcome = Append::stored;
    while (outcome == Append::stored) outcome = counted.append(1, 3000);
    EXPECT_EQ(counted.log().failure().code, Errc::storage_full);
    counted.log().settle();
    expect_survives_full_disk(counted, [&] {
      ::mount("none", directory.path().c_str(), "tmpfs", MS_REMOUNT, "size=8m");
    });
  }
  ::umount(directory.path().c_str());
}

TEST(Kill, LosesNothingAcknowledged) {
  const TemporaryDirectory directory;
  CountedLog(directory.path()).reopen();
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 25; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = start_child([&] {
      const auto log = LmdbLog::open(directory.path(), LmdbMode::read_write);
      for (std::size_t i = 0; log; ++i) {
        const auto last = number((*log)->last());
        if ((*log)->append(CountedLog::batch_behind(last, i % 7 + 1, 100)) != Append::stored) break;
        const auto now = number((*log)->last());
        if (::write(pipe[1], &now, sizeof now) != sizeof now) break;
      }
      return 1;
    });
    ::close(pipe[1]);
    // However slow the machine is, something is acknowledged in each round.
    ASSERT_EQ(::read(pipe[0], &acknowledged, sizeof acknowledged), sizeof acknowledged);
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + round * 3 % 40));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    EXPECT_EQ(exit_of(child), -SIGKILL);
    while (::read(pipe[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::close(pipe[0]);
    const auto log = LmdbLog::open(directory.path(), LmdbMode::read_write).value();
    ASSERT_GE(number(log->last()), acknowledged);
    CountedLog::expect_whole(*log, number(log->last()));
  }
  EXPECT_GE(acknowledged, 25u);
}

}  // namespace
}  // namespace rolecall::test
