#include "engine/secrets/key_pool.hpp"

#include <memory>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "engine/storage/store_meta.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t map_size_bytes = std::size_t{1} << 26;
constexpr std::uint32_t keys_per_refill = 1008;

std::array<std::uint8_t, 32> bytes_of(std::uint8_t n) {
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(n);
  return bytes;
}

class KeyPoolTest : public testing::Test {
 protected:
  KeyPoolTest() { open(); }

  void open(LmdbMode mode = LmdbMode::read_write) {
    close();
    const std::uint32_t key_id = MasterKey(master).id();
    auto opened = SecretsStore::open(directory.path(), mode, log_id, key_id, map_size_bytes);
    if (!opened) {
      opened = SecretsStore::create(directory.path(), log_id, key_id, map_size_bytes);
    }
    store = std::move(*opened);
    pool = KeyPool::open(*store, MasterKey(master)).value();
  }
  void close() {
    pool.reset();
    store.reset();
  }

  // Replaces what is stored as chunk 0; an empty value takes it away.
  void store_chunk(const std::string& wrapped) {
    const auto keys = store->database("keys", LmdbKeys::integers).value();
    auto txn = store->write().value();
    if (wrapped.empty()) {
      ASSERT_TRUE(txn.erase(keys, integer_key(0)).has_value());
    } else {
      ASSERT_TRUE(txn.put(keys, integer_key(0), {wrapped}).has_value());
    }
    ASSERT_TRUE(store->commit(std::move(txn)).has_value());
    open();
  }
  std::string stored_chunk() {
    const auto keys = store->database("keys", LmdbKeys::integers).value();
    const auto txn = store->read().value();
    return std::string(txn.get(keys, integer_key(0)).value().value());
  }

  TemporaryDirectory directory;
  const Uuid log_id = uuid_number(1);
  const std::array<std::uint8_t, 32> master = bytes_of(7);
  std::unique_ptr<SecretsStore> store;
  std::unique_ptr<KeyPool> pool;
};

TEST_F(KeyPoolTest, NumbersKeysFromOneAndGivesThemBack) {
  for (std::uint32_t no = 1; no <= 3; ++no) {
    const auto issued = pool->issue().value();
    EXPECT_EQ(number(issued.no), no);
    EXPECT_EQ(pool->key(issued.no).value().value().bytes, issued.key.bytes);
  }
}

TEST_F(KeyPoolTest, NeverIssuesAKeyTwiceAcrossRestarts) {
  std::set<std::uint32_t> numbers;
  std::set<std::array<std::uint8_t, 32>> keys;
  std::size_t issued = 0;
  for (const std::uint32_t count : {1u, 5u, keys_per_refill, keys_per_refill + 1, 0u, 2500u}) {
    for (std::uint32_t i = 0; i < count; ++i, ++issued) {
      const auto one = pool->issue().value();
      numbers.insert(number(one.no));
      keys.insert(one.key.bytes);
    }
    open();
  }
  EXPECT_EQ(numbers.size(), issued);
  EXPECT_EQ(keys.size(), issued);
}

TEST_F(KeyPoolTest, ContinuesBehindWhatWasReservedWhateverTheLogKnows) {
  EXPECT_EQ(number(pool->issue().value().no), 1u);
  open();
  EXPECT_EQ(number(pool->issue().value().no), keys_per_refill + 1);
}

TEST_F(KeyPoolTest, GivesKeysBackAfterARestart) {
  const auto first = pool->issue().value();
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE(pool->issue().has_value());
  const auto last = pool->issue().value();
  open(LmdbMode::read_only);
  EXPECT_EQ(pool->key(first.no).value().value().bytes, first.key.bytes);
  EXPECT_EQ(pool->key(last.no).value().value().bytes, last.key.bytes);
}

TEST_F(KeyPoolTest, IsReadFromManyThreadsWhileItIssues) {
  std::vector<SubjectKey> keys;
  for (int i = 0; i < 3000; ++i) keys.push_back(pool->issue().value().key);
  const auto look_up = [&] {
    for (std::uint32_t i = 0; i < 6000; ++i) {
      const std::uint32_t at = i * 131 % 3000;
      EXPECT_EQ(pool->key(KeyNo{at + 1}).value().value().bytes, keys[at].bytes);
    }
  };
  std::thread one(look_up);
  std::thread two(look_up);
  for (int i = 0; i < 3000; ++i) EXPECT_TRUE(pool->issue().has_value());
  one.join();
  two.join();
}

TEST_F(KeyPoolTest, ReadsAZeroedSlotAsDestroyed) {
  const auto destroyed = pool->issue().value();
  const auto kept = pool->issue().value();
  KeyChunk chunk;
  ASSERT_TRUE(unwrap(stored_chunk(), 0, MasterKey(master), chunk).has_value());
  chunk.keys[number(destroyed.no) - 1] = {};
  store_chunk(wrap(chunk, 0, MasterKey(master)));
  EXPECT_EQ(pool->key(destroyed.no).value(), std::nullopt);
  EXPECT_EQ(pool->key(kept.no).value().value().bytes, kept.key.bytes);
}

TEST_F(KeyPoolTest, SaysThatTheSecretsAreOlderWhereAChunkIsMissing) {
  const auto issued = pool->issue().value();
  EXPECT_EQ(pool->key(KeyNo{keys_per_refill + 1}).error().code, Errc::corrupt);
  store_chunk("");
  const Error error = pool->key(issued.no).error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_EQ(error.detail,
            "secrets, chunk 0: is missing; the secrets are older than the log: put newer ones back "
            "from a backup");
}

TEST_F(KeyPoolTest, NoticesEveryChangedByteOfAChunk) {
  ASSERT_TRUE(pool->issue().has_value());
  const std::string sound = stored_chunk();
  const MasterKey key(master);
  KeyChunk chunk;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    std::string changed = sound;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const Error error = unwrap(changed, 0, key, chunk).error();
    EXPECT_EQ(error.code, i < 4 ? Errc::conflict : Errc::corrupt) << i;
  }
  EXPECT_EQ(unwrap(sound, 1, key, chunk).error().code, Errc::corrupt) << "moved to another place";
  EXPECT_EQ(unwrap(sound.substr(1), 0, key, chunk).error().code, Errc::corrupt);

  std::string changed = sound;
  changed[100] = static_cast<char>(changed[100] ^ 1);
  store_chunk(changed);
  EXPECT_EQ(pool->key(KeyNo{1}).error().code, Errc::corrupt);
}

TEST_F(KeyPoolTest, RefusesAnotherMasterKeyAndAnotherLog) {
  close();
  const auto open_as = [&](const Uuid& log, std::uint8_t key) {
    return SecretsStore::open(directory.path(), LmdbMode::read_write, log,
                              MasterKey(bytes_of(key)).id(), map_size_bytes)
        .error()
        .code;
  };
  EXPECT_EQ(open_as(log_id, 8), Errc::conflict);
  EXPECT_EQ(open_as(uuid_number(2), 7), Errc::conflict);
}

TEST_F(KeyPoolTest, IssuesOnAfterACommitThatFailed) {
  std::set<std::uint32_t> numbers;
  for (int round = 0; round < 4; ++round) {
    for (std::uint32_t i = 0; i < keys_per_refill; ++i) {
      EXPECT_TRUE(numbers.insert(number(pool->issue().value().no)).second);
    }
    round % 2 == 0 ? fail_next_sync() : lie_about_next_commit();
    EXPECT_EQ(pool->issue().error().code, Errc::unavailable);
    stop_failing_io();
    EXPECT_TRUE(pool->key(KeyNo{1}).has_value());
  }
}

TEST_F(KeyPoolTest, HasNoKeyZero) { EXPECT_EQ(pool->key(KeyNo{0}).error().code, Errc::corrupt); }

}  // namespace
}  // namespace rolecall::test
