#include "engine/state/reserved_array.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

struct Odd {
  std::uint32_t numbers[5];
};

TEST(ReservedArray, KeepsEachElementWhereItIsWhileItGrows) {
  ReservedArray<Odd> array(100'000);
  std::vector<const Odd*> places;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ(array.append(Odd{{i, i + 1, i + 2, i + 3, i + 4}}), i);
    places.push_back(&array[i]);
  }
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ(&array[i], places[i]);
    ASSERT_EQ(array[i].numbers[4], i + 4);
  }
}

TEST(ReservedArray, KeepsARunTogetherAndZeroed) {
  ReservedArray<char> array(std::size_t{1} << 24);
  std::mt19937 random(3);
  std::vector<std::pair<std::size_t, std::string>> runs;
  for (std::size_t bytes = 0; bytes < std::size_t{1} << 23;) {
    const std::string run(1 + random() % 30'000, static_cast<char>('a' + random() % 26));
    const std::size_t most = array.size_with(run.size(), 30'000);
    const std::size_t index = array.append_zeroed(run.size());
    ASSERT_EQ(std::string(&array[index], run.size()), std::string(run.size(), '\0'));
    run.copy(&array[index], run.size());
    ASSERT_LE(array.size(), most);
    runs.emplace_back(index, run);
    bytes += run.size();
  }
  for (const auto& [index, run] : runs) ASSERT_EQ(std::string(&array[index], run.size()), run);
}

// However the runs fall: never more is taken than was said.
TEST(ReservedArray, TellsBeforeHowLargeItWillBeAtMost) {
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    ReservedArray<char> array(std::size_t{1} << 24);
    const std::size_t longest = 1 + random() % 65'536;
    std::vector<std::size_t> runs(random() % 100);
    std::size_t sum = 0;
    for (std::size_t& run : runs) sum += run = 1 + random() % longest;
    const std::size_t most = array.size_with(sum, longest);
    for (const std::size_t run : runs) array.append_zeroed(run);
    ASSERT_LE(array.size(), most);
    ASSERT_GE(array.size(), sum);
  }
}

TEST(ReservedArray, EndsTheProcessBeforeItWritesBehindItsEnd) {
  ReservedArray<std::uint32_t> array(3);
  for (std::uint32_t i = 0; i < 3; ++i) array.append(i);
  EXPECT_FALSE(array.make_room(1));
  EXPECT_DEATH(array.append(3U), "an array is full");
  EXPECT_DEATH(array.append_zeroed(1), "an array is full");
}

TEST(ReservedArray, SaysWhereThereIsNoMemory) {
  ReservedArray<char> array(std::size_t{1} << 47);  // as much as a process can address
  EXPECT_TRUE(array.make_room(std::size_t{1} << 20));
  EXPECT_FALSE(array.make_room(std::size_t{1} << 47));
  array.append_zeroed(std::size_t{1} << 20);
}

}  // namespace
}  // namespace rolecall::test
