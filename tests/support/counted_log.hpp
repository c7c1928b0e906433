// A log of records that tell their position, and what has been acknowledged of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/log/lmdb_log.hpp"
#include "tests/support/records.hpp"

namespace rolecall::test {

class CountedLog {
 public:
  explicit CountedLog(std::filesystem::path directory,
                      const LmdbMap& map = limits::log_map_size_bytes)
      : directory_(std::move(directory)),
        log_(LmdbLog::create(directory_, {LogId(uuid_number(1)), {}, ""}, {}, map).value()) {}

  LmdbLog& log() { return *log_; }
  std::uint64_t stored() const { return stored_; }

  static Records batch_behind(std::uint64_t position, std::size_t records,
                              std::size_t padding_bytes) {
    Records batch;
    for (std::uint64_t i = position + 1; i <= position + records; ++i) {
      batch.push_back(std::to_string(i) + std::string(padding_bytes, '.'));
    }
    return batch;
  }

  Append append(std::size_t records, std::size_t padding_bytes = 0) {
    const Append outcome = log_->append(batch_behind(stored_, records, padding_bytes));
    if (outcome == Append::stored) stored_ += records;
    attempted_ = stored_ + (outcome == Append::unknown ? records : 0);
    return outcome;
  }

  // All of the last batch or nothing, and everything before it.
  void settle() {
    const auto last = log_->settle();
    ASSERT_TRUE(last.has_value()) << last.error().detail;
    EXPECT_TRUE(number(*last) == stored_ || number(*last) == attempted_) << number(*last);
    stored_ = number(*last);
  }

  void expect_whole() const { expect_whole(*log_, stored_); }
  static void expect_whole(const LmdbLog& log, std::uint64_t stored) {
    EXPECT_EQ(number(log.last()), stored);
    MerkleFrontier expected;
    for (const std::string& record : all_records(log)) {
      expected.append(leaf_hash(record));
      EXPECT_EQ(std::stoull(record), expected.size());
    }
    EXPECT_EQ(expected.size(), stored);
    EXPECT_EQ(log.root().value(), expected.root());
  }

  void reopen(const LmdbMap& map = limits::log_map_size_bytes) {
    log_.reset();
    log_ = LmdbLog::open(directory_, LmdbMode::read_write, map).value();
  }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<LmdbLog> log_;
  std::uint64_t stored_ = 0;
  std::uint64_t attempted_ = 0;
};

}  // namespace rolecall::test
