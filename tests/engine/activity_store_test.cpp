#include "engine/folder/activity_store.hpp"

#include <map>

#include <gtest/gtest.h>

#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {
using Days = std::map<Uuid, std::uint16_t>;

Days users_of(const ActivityStore& store) {
  Days days;
  const auto visited =
      store.for_each_user([&](const ActivityStore::Seen& seen) { days[seen.id] = seen.day; });
  EXPECT_TRUE(visited.has_value());
  return days;
}

TEST(ActivityStore, KeepsTheLastDayOfEach) {
  const TemporaryDirectory directory;
  {
    const auto store = ActivityStore::open(directory.path(), LmdbMode::read_write).value();
    ASSERT_TRUE(store->put({{uuid_number(1), 20000}, {uuid_number(2), 20000}}, {}).has_value());
    ASSERT_TRUE(store->put({{uuid_number(2), 20001}}, {{uuid_number(3), 7}}).has_value());
  }
  const auto store = ActivityStore::open(directory.path(), LmdbMode::read_only).value();
  EXPECT_EQ(users_of(*store), (Days{{uuid_number(1), 20000}, {uuid_number(2), 20001}}));
  Days keys;
  ASSERT_TRUE(
      store->for_each_api_key([&](const ActivityStore::Seen& seen) { keys[seen.id] = seen.day; })
          .has_value());
  EXPECT_EQ(keys, (Days{{uuid_number(3), 7}}));
}

TEST(ActivityStore, IsEmptyForAReaderWhereThereIsNone) {
  const TemporaryDirectory directory;
  const auto store = ActivityStore::open(directory.path() / "nowhere", LmdbMode::read_only).value();
  EXPECT_EQ(users_of(*store), Days{});
}

}  // namespace
}  // namespace rolecall::test
