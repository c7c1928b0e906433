// Whether a file is sound is told without LMDB: of sound ones nothing is ever said, and what a
// damaged one would be silent about is.
#include "engine/storage/lmdb_check.hpp"

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "engine/storage/lmdb_env.hpp"
#include "engine/storage/lmdb_page.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t map_size_bytes = std::size_t{1} << 30;
using Contents = std::map<std::string, std::string>;

class LmdbCheckTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return directory.path() / "data.mdb"; }
  std::string read_file() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write_file(const std::string& bytes) const {
    std::ofstream(file(), std::ios::binary) << bytes;
  }
  std::unique_ptr<LmdbEnv> open() const {
    return LmdbEnv::open(directory.path(), LmdbMode::read_write, map_size_bytes).value();
  }
  // Of the newest state, as LMDB chooses it.
  std::string damage(LmdbCheck how = LmdbCheck::whole) const {
    const std::string bytes = read_file();
    std::uint64_t newest = 0;
    for (const std::uint64_t page : {0, 1}) {
      const auto meta = parse_meta(std::string_view(bytes).substr(4096 * page), page);
      if (!meta) return "no meta";
      newest = std::max(newest, meta->transaction);
    }
    return find_damage(file(), newest, how).value();
  }

  TemporaryDirectory directory;
};

std::string random_bytes(std::mt19937& random, std::size_t longest) {
  return std::string(random() % (longest + 1), static_cast<char>('a' + random() % 26));
}

// Some changes in one transaction, and whether they are committed.
void change(LmdbEnv& env, LmdbDatabase numbers, LmdbDatabase names, std::mt19937& random) {
  auto txn = env.write();
  ASSERT_TRUE(txn.has_value());
  const std::size_t longest_key = random() % 4 == 0 ? 200 : 12;
  for (std::size_t i = random() % 40 + 1; i > 0; --i) {
    const std::uint64_t number = random() % 3000;
    const std::string name =
        "n" + random_bytes(random, longest_key) + std::to_string(random() % 50);
    const std::string value = random_bytes(random, random() % 30 == 0 ? 30000 : 300);
    const bool erases = random() % 3 == 0;
    ASSERT_TRUE(erases ? txn->erase(numbers, integer_key(number))
                       : txn->put(numbers, integer_key(number), {value}));
    ASSERT_TRUE(erases ? txn->erase(names, name) : txn->put(names, name, {value}));
  }
  if (random() % 20 == 0) return;
  const bool fails = random() % 20 == 0;
  if (fails) random() % 2 == 0 ? fail_next_sync() : lie_about_next_commit();
  EXPECT_TRUE(txn->commit() || fails);  // one that has changed nothing does not fail
  stop_failing_io();
}

TEST_F(LmdbCheckTest, SaysNothingOfASoundFileWhateverWasDoneToIt) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    std::mt19937 random(seed);
    {
      const auto env = open();
      EXPECT_EQ(damage(), "") << "a new file";
      const auto numbers = env->create_database("numbers", LmdbKeys::integers).value();
      const auto names = env->create_database("names", LmdbKeys::bytes).value();
      env->create_database("unused", LmdbKeys::bytes).value();
      std::optional<LmdbRead> pinned;
      for (int round = 0; round < 50; ++round) {
        if (!pinned && random() % 8 == 0) pinned.emplace(env->read().value());
        const bool shares = pinned.has_value();
        if (shares && random() % 4 == 0) pinned.reset();
        // A thread has at most one transaction, and this one may have the pinned reader's.
        std::thread([&] { change(*env, numbers, names, random); }).join();
        if (env->must_reopen()) {
          pinned.reset();
          ASSERT_TRUE(env->reopen().has_value());
        }
        ASSERT_EQ(damage(), "") << "seed " << seed << ", round " << round;
        ASSERT_EQ(damage(LmdbCheck::branches), "") << "seed " << seed << ", round " << round;
      }
    }
    for (const char* const name : {"data.mdb", "lock.mdb"}) {
      std::filesystem::remove(directory.path() / name);
    }
  }
}

TEST_F(LmdbCheckTest, SaysNothingOfASoundFileThatAnotherProcessWrites) {
  {
    const auto env = open();
    env->create_database("numbers", LmdbKeys::integers).value();
    env->create_database("names", LmdbKeys::bytes).value();
  }
  const pid_t writer = start_child([&] {
    const auto env = open();
    const auto numbers = env->database("numbers", LmdbKeys::integers).value();
    const auto names = env->database("names", LmdbKeys::bytes).value();
    std::mt19937 random(7);
    for (;;) {
      change(*env, numbers, names, random);
      if (env->must_reopen() && !env->reopen()) return 1;
    }
  });
  for (int round = 0; round < 200; ++round) {
    const auto opened =
        LmdbEnv::open(directory.path(), LmdbMode::read_only, map_size_bytes, LmdbCheck::whole);
    EXPECT_TRUE(opened.has_value()) << opened.error().detail;
  }
  ::kill(writer, SIGKILL);
  exit_of(writer);
}

// A file of every kind of page, small enough to try each byte of it.
class DamagedByteTest : public LmdbCheckTest {
 protected:
  DamagedByteTest() {
    const auto env = open();
    const auto numbers = env->create_database("numbers", LmdbKeys::integers).value();
    const auto names = env->create_database("names", LmdbKeys::bytes).value();
    for (std::uint64_t i = 0; i < 150; ++i) {
      auto txn = env->write().value();
      const std::string name = "name" + std::to_string(i);
      EXPECT_TRUE(txn.put(numbers, integer_key(i), {std::string(i == 70 ? 9000 : 60, 'v')}));
      EXPECT_TRUE(txn.put(names, name, {}));
      if (i % 5 == 0) {
        EXPECT_TRUE(txn.erase(names, name));
        EXPECT_TRUE(txn.erase(numbers, integer_key(i / 2)));
      }
      EXPECT_TRUE(txn.commit());
    }
  }

  // How many entries LMDB finds; empty: it is told that something is wrong. What a key or a value
  // says is for those to check who wrote it.
  static std::string contents(LmdbEnv& env) {
    std::string found;
    for (const auto& [name, keys] :
         {std::pair{"numbers", LmdbKeys::integers}, {"names", LmdbKeys::bytes}}) {
      const auto database = env.database(name, keys);
      if (!database) return {};
      const auto txn = env.read();
      auto cursor = txn->cursor(*database);
      auto entry = cursor->first_from(keys == LmdbKeys::integers ? integer_key(zero) : "\1");
      std::size_t entries = 0;
      for (; entry && *entry; entry = cursor->next()) ++entries;
      if (!entry) return {};
      found += std::string(name) + " " + std::to_string(entries) + " ";
    }
    return found;
  }

  static constexpr std::uint64_t zero = 0;
};

TEST_F(DamagedByteTest, IsFoundOrMattersToNobody) {
  const std::string sound = read_file();
  const std::string expected = contents(*open());
  ASSERT_NE(expected, "");
  ASSERT_EQ(damage(), "");
  std::mt19937 random(3);
  int found = 0;
  for (std::size_t at = 0; at < sound.size(); at += random() % 150 + 1) {
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    write_file(damaged);
    std::filesystem::remove(directory.path() / "lock.mdb");
    if (damage() != "") {
      ++found;
      continue;
    }
    const int ended = run_in_child([&] {
      const std::string left = contents(*open());
      return left.empty() || left == expected ? 0 : 1;
    });
    ASSERT_EQ(ended, 0) << "byte " << at << " of page " << at / 4096 << ", at " << at % 4096;
  }
  EXPECT_GT(found, 20);
}

TEST_F(DamagedByteTest, AndSoIsAPageThatIsLostOrCutOff) {
  const std::string sound = read_file();
  const std::string expected = contents(*open());
  ASSERT_NE(expected, "");
  int found = 0;
  for (std::size_t at = 0; at < sound.size(); at += 4096) {
    for (const std::string& damaged :
         {std::string(sound).replace(at, 4096, std::string(4096, '\xff')),
          std::string(sound).replace(at, 4096, std::string(4096, '\0')),
          std::string(sound).replace(at, 4096,
                                     sound.substr(4096 * (at / 4096 + 2) % sound.size(), 4096)),
          sound.substr(0, at)}) {
      write_file(damaged);
      std::filesystem::remove(directory.path() / "lock.mdb");
      if (damage() != "") {
        ++found;
        continue;
      }
      const int ended = run_in_child([&] {
        const std::string left = contents(*open());
        return left.empty() || left == expected ? 0 : 1;
      });
      ASSERT_EQ(ended, 0) << "page " << at / 4096;
    }
  }
  EXPECT_GT(found, 20);
}

}  // namespace
}  // namespace rolecall::test
