// One suite that every log passes.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "engine/log/lmdb_log.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

class LogUnderTest {
 public:
  LogUnderTest() = default;
  LogUnderTest(const LogUnderTest&) = delete;
  LogUnderTest& operator=(const LogUnderTest&) = delete;
  virtual ~LogUnderTest() = default;
  virtual EventLog& log() = 0;
  virtual Append append_failing(AppendFault fault, const Records& batch) = 0;
};

class MemoryUnderTest : public LogUnderTest {
 public:
  EventLog& log() override { return log_; }
  Append append_failing(AppendFault fault, const Records& batch) override {
    log_.fail_next_append(fault);
    return log_.append(batch);
  }

 private:
  MemoryLog log_;
};

class LmdbUnderTest : public LogUnderTest {
 public:
  LmdbUnderTest()
      : log_(LmdbLog::create(directory_.path(), {LogId(uuid_number(1)), {}, "15.0.0"}, {},
                             map_size_bytes)
                 .value()) {}
  EventLog& log() override { return *log_; }

  Append append_failing(AppendFault fault, const Records& batch) override {
    Records too_much = batch;
    switch (fault) {
      case AppendFault::none:
        break;
      case AppendFault::not_stored:
        too_much.resize(map_size_bytes / limits::record_max_bytes,
                        std::string(limits::record_max_bytes, 'x'));
        return log_->append(too_much);
      case AppendFault::unknown_and_stored:
        lie_about_next_commit();
        break;
      case AppendFault::unknown_and_not_stored:
        fail_next_sync();
        break;
    }
    const Append outcome = log_->append(batch);
    stop_failing_io();
    return outcome;
  }

 private:
  static constexpr std::size_t map_size_bytes = std::size_t{16} << 20;
  TemporaryDirectory directory_;
  std::unique_ptr<LmdbLog> log_;
};

template <class Log>
std::unique_ptr<LogUnderTest> make() {
  return std::make_unique<Log>();
}

class LogContract : public testing::TestWithParam<std::unique_ptr<LogUnderTest> (*)()> {
 protected:
  std::unique_ptr<LogUnderTest> under_test = GetParam()();
  EventLog& log = under_test->log();

  Position append(const Records& texts) {
    EXPECT_EQ(log.append(texts), Append::stored) << log.failure().detail;
    return log.last();
  }
};

INSTANTIATE_TEST_SUITE_P(Memory, LogContract, testing::Values(&make<MemoryUnderTest>));
INSTANTIATE_TEST_SUITE_P(Lmdb, LogContract, testing::Values(&make<LmdbUnderTest>));

TEST_P(LogContract, StartsEmpty) {
  EXPECT_EQ(log.last(), Position{0});
  EXPECT_TRUE(all_records(log).empty());
  EXPECT_EQ(log.root().value(), empty_root());
}

TEST_P(LogContract, GivesDensePositionsFromOne) {
  EXPECT_EQ(append({"a"}), Position{1});
  EXPECT_EQ(append({"b", "c"}), Position{3});
  EXPECT_EQ(append({}), Position{3});
  EXPECT_EQ(append({"d"}), Position{4});
  EXPECT_EQ(all_records(log), (Records{"a", "b", "c", "d"}));
}

TEST_P(LogContract, KeepsEveryByte) {
  const Records texts{"", std::string("\0\n\xff", 3), std::string(limits::record_max_bytes, 'x')};
  append(texts);
  EXPECT_EQ(all_records(log), texts);
}

TEST_P(LogContract, ReadsBehindAPosition) {
  append({"a", "b", "c"});
  std::string seen;
  const auto visit = [&](Position, std::string_view record) {
    seen += record;
    return true;
  };
  EXPECT_EQ(log.read(Position{1}, visit).value(), Position{3});
  EXPECT_EQ(seen, "bc");
  EXPECT_EQ(log.read(Position{3}, visit).value(), Position{3});
  EXPECT_EQ(log.read(Position{9}, visit).value(), Position{9});
  EXPECT_EQ(seen, "bc");
}

TEST_P(LogContract, StopsReadingWhenTold) {
  append({"a", "b", "c"});
  const auto last = log.read(
      Position{0}, [](Position position, std::string_view) { return number(position) < 2; });
  EXPECT_EQ(last.value(), Position{2});
}

TEST_P(LogContract, HasTheMerkleRootOfItsRecords) {
  MerkleFrontier expected;
  for (int batch = 0; batch < 7; ++batch) {
    Records texts;
    for (int i = 0; i < 100; ++i) {
      texts.push_back(std::to_string(batch * 100 + i));
      expected.append(leaf_hash(texts.back()));
    }
    append(texts);
    EXPECT_EQ(log.root().value(), expected.root());
  }
}

TEST_P(LogContract, StoresNothingOfARefusedAppend) {
  append({"a"});
  const Hash root = log.root().value();
  EXPECT_EQ(under_test->append_failing(AppendFault::not_stored, Records{"b"}), Append::not_stored);
  EXPECT_EQ(log.failure().code, Errc::storage_full);
  EXPECT_EQ(log.last(), Position{1});
  EXPECT_EQ(log.root().value(), root);

  EXPECT_EQ(append({"c"}), Position{2});
  EXPECT_EQ(all_records(log), (Records{"a", "c"}));
}

// What must hold between an append whose end is unknown and settle().
void expect_only_reads(EventLog& log) {
  EXPECT_EQ(log.failure().code, Errc::unavailable);
  EXPECT_EQ(log.last(), Position{1});
  const auto last = log.read(Position{0}, [](Position, std::string_view record) {
    EXPECT_EQ(record, "a");
    return true;
  });
  EXPECT_TRUE(last ? *last == Position{1} : last.error().code == Errc::unavailable);
  EXPECT_EQ(log.append(Records{"x"}), Append::not_stored);
  EXPECT_EQ(log.failure().code, Errc::unavailable);
  EXPECT_EQ(log.last(), Position{1});
}

TEST_P(LogContract, SettlesThatAnUnknownAppendDidNotHappen) {
  append({"a"});
  EXPECT_EQ(under_test->append_failing(AppendFault::unknown_and_not_stored, Records{"b", "c"}),
            Append::unknown);
  expect_only_reads(log);
  EXPECT_EQ(log.settle().value(), Position{1});
  EXPECT_EQ(append({"d"}), Position{2});
  EXPECT_EQ(all_records(log), (Records{"a", "d"}));
}

TEST_P(LogContract, SettlesThatAnUnknownAppendDidHappen) {
  append({"a"});
  EXPECT_EQ(under_test->append_failing(AppendFault::unknown_and_stored, Records{"b", "c"}),
            Append::unknown);
  expect_only_reads(log);
  EXPECT_EQ(log.settle().value(), Position{3});
  EXPECT_EQ(append({"d"}), Position{4});
  EXPECT_EQ(all_records(log), (Records{"a", "b", "c", "d"}));
  MerkleFrontier expected;
  for (const char* text : {"a", "b", "c", "d"}) expected.append(leaf_hash(text));
  EXPECT_EQ(log.root().value(), expected.root());
}

TEST_P(LogContract, SettlesASoundLogToo) {
  append({"a"});
  EXPECT_EQ(log.settle().value(), Position{1});
  EXPECT_EQ(append({"b"}), Position{2});
}

TEST_P(LogContract, IsReadWhileItGrowsFailsAndSettles) {
  std::atomic<bool> done = false;
  std::atomic<int> scans = 0;
  const auto scan = [&] {
    while (!done) {
      const Position last = log.last();
      const auto read = log.read(Position{0}, [](Position position, std::string_view record) {
        EXPECT_EQ(record, std::to_string(number(position)));
        return true;
      });
      EXPECT_TRUE(read ? *read >= last : read.error().code == Errc::unavailable);
      EXPECT_TRUE(log.root().has_value());
      scans += read.has_value();
    }
  };
  std::thread one(scan);
  std::thread two(scan);
  const auto batch_behind = [](Position last) {
    Records batch;
    for (std::uint64_t i = 1; i <= 3; ++i) batch.push_back(std::to_string(number(last) + i));
    return batch;
  };
  for (int round = 0; round < 60 || scans < 10; ++round) {
    const auto fault = round % 3 == 0   ? AppendFault::unknown_and_stored
                       : round % 3 == 1 ? AppendFault::unknown_and_not_stored
                                        : AppendFault::none;
    const Append outcome = under_test->append_failing(fault, batch_behind(log.last()));
    EXPECT_EQ(outcome == Append::unknown, fault != AppendFault::none);
    EXPECT_TRUE(outcome == Append::stored || log.settle().has_value());
  }
  done = true;
  one.join();
  two.join();
}

}  // namespace
}  // namespace rolecall::test
