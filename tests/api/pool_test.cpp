#include "api/pool.hpp"

#include <future>
#include <latch>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

Uuid caller(std::uint8_t number) {
  Uuid id;
  id.bytes[0] = number;
  return id;
}

const Uuid ann = caller(1);
const Uuid bob = caller(2);
const Uuid eve = caller(3);

// Jobs that write down their names, on one thread that waits until the test opens it.
class PoolTest : public testing::Test {
 protected:
  void block(Pool& pool) {
    std::latch begun(1);
    ASSERT_TRUE(pool.submit(eve, [&] {
      begun.count_down();
      opened.wait();
    }));
    begun.wait();
  }
  Pool::Job job(char name) {
    return [this, name] { done += name; };
  }

  std::latch opened{1};
  std::string done;
};

TEST_F(PoolTest, TakesCallersInTurnAndEachOnesJobsInTheirOrder) {
  Pool pool({.threads = 1});
  block(pool);
  for (const char name : {'a', 'b', 'c'}) ASSERT_TRUE(pool.submit(ann, job(name)));
  for (const char name : {'x', 'y'}) ASSERT_TRUE(pool.submit(bob, job(name)));
  opened.count_down();
  pool.stop();
  EXPECT_EQ(done, "axbyc");
}

TEST_F(PoolTest, RunsOneJobOfACallerAtATimeAndSoHasAThreadForOthers) {
  Pool pool({.threads = 2});
  block(pool);
  ASSERT_TRUE(pool.submit(eve, job('e')));
  std::promise<void> bobs;
  ASSERT_TRUE(pool.submit(bob, [&] { bobs.set_value(); }));
  bobs.get_future().wait();
  EXPECT_EQ(done, "") << "a thread is free, but it is not for a second job of the same caller";
  opened.count_down();
  pool.stop();
  EXPECT_EQ(done, "e");
}

TEST_F(PoolTest, RefusesWhatGoesBeyondACallersShareAndBeyondAll) {
  Pool pool({.threads = 1, .waiting_max = 3, .waiting_of_caller_max = 2});
  block(pool);
  EXPECT_TRUE(pool.submit(ann, job('a')));
  EXPECT_TRUE(pool.submit(ann, job('b')));
  EXPECT_FALSE(pool.submit(ann, job('c')));
  EXPECT_TRUE(pool.submit(bob, job('x')));
  EXPECT_FALSE(pool.submit(bob, job('y')));
  opened.count_down();
  pool.stop();
  EXPECT_EQ(done, "axb");
}

TEST_F(PoolTest, NeverRefusesTheRestOfWhatWasTakenAndDoesItFirst) {
  Pool pool({.threads = 1, .waiting_max = 2, .waiting_of_caller_max = 2});
  block(pool);
  EXPECT_TRUE(pool.submit(ann, job('b')));
  EXPECT_TRUE(pool.submit(ann, job('c')));
  pool.resume(ann, job('a'));
  opened.count_down();
  pool.stop();
  EXPECT_EQ(done, "abc");
}

TEST_F(PoolTest, GoesOnBehindAJobThatThrows) {
  Pool pool({.threads = 1});
  ASSERT_TRUE(pool.submit(ann, [] { throw std::runtime_error("it failed"); }));
  ASSERT_TRUE(pool.submit(ann, job('a')));
  pool.stop();
  EXPECT_EQ(done, "a");
}

TEST_F(PoolTest, TakesNothingOnceItHasStopped) {
  Pool pool;
  pool.stop();
  EXPECT_FALSE(pool.submit(ann, job('a')));
  pool.resume(ann, job('b'));
  pool.stop();
  EXPECT_EQ(done, "");
}

}  // namespace
}  // namespace rolecall::test
