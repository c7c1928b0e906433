// What the writer counts for those who watch it.
#include <gtest/gtest.h>

#include "projections/directory/directory.hpp"
#include "tests/support/failing_log.hpp"
#include "tests/support/memory_keys.hpp"

namespace rolecall::test {
namespace {

TEST(WriterCounts, TellHowManyCommitsThereWereAndHowManyFailed) {
  FailingLog log;
  MemoryKeys keys;
  Directory directory(log, keys);
  ASSERT_TRUE(directory.replay().has_value());
  directory.start_writing();
  const auto create_group = [&](const char* name) {
    CommandRequest request;
    request.actor = {ActorKind::op, {}, {}};
    request.command = CreateGroup{name};
    return directory.writer().execute(std::move(request));
  };
  ASSERT_TRUE(create_group("choir").has_value());
  log.fail(Append::not_stored);
  EXPECT_FALSE(create_group("band").has_value());
  EXPECT_FALSE(create_group("band").has_value());
  log.work();
  ASSERT_TRUE(create_group("band").has_value());
  const Writer::Counts counts = directory.writer().counts();
  EXPECT_EQ(counts.batches, 2U);
  EXPECT_EQ(counts.failures, 2U);
  EXPECT_EQ(counts.events, 2U);
  EXPECT_EQ(counts.refusals, 2U);
  EXPECT_GT(counts.append_ns, 0U);
}

}  // namespace
}  // namespace rolecall::test
