// What the log in LMDB keeps through restarts, and how it refuses damage.
#include "engine/log/lmdb_log.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "engine/storage/store_meta.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t map_size_bytes = std::size_t{1} << 30;

class LmdbLogTest : public testing::Test {
 protected:
  std::unique_ptr<LmdbLog> create() {
    return LmdbLog::create(directory.path(), {id, created_at, "15.0.0"},
                           {"syntax = \"proto3\";", "# Format"}, map_size_bytes)
        .value();
  }
  Result<std::unique_ptr<LmdbLog>> open(LmdbMode mode = LmdbMode::read_write) {
    return LmdbLog::open(directory.path(), mode, map_size_bytes);
  }
  std::unique_ptr<LmdbEnv> open_env() {
    return LmdbEnv::open(directory.path(), LmdbMode::read_write, map_size_bytes).value();
  }
  std::filesystem::path data_file() const { return directory.path() / "data.mdb"; }
  std::string read_file() const {
    std::ifstream in(data_file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write_file(const std::string& bytes) const {
    std::ofstream(data_file(), std::ios::binary) << bytes;
  }

  TemporaryDirectory directory;
  const LogId id{uuid_number(7)};
  const Timestamp created_at{1'700'000'000'000'000};
};

TEST_F(LmdbLogTest, KnowsTheRootOfEveryPositionThatItHasPassed) {
  const auto log = create();
  std::vector<Hash> roots{log->root().value()};
  for (int i = 0; i < 600; ++i) {
    ASSERT_EQ(log->append(Records{std::to_string(i)}), Append::stored);
    roots.push_back(log->root().value());
  }
  for (std::size_t position = 0; position < roots.size(); ++position) {
    ASSERT_EQ(log->root_at(Position{position}).value(), roots[position]) << position;
  }
}

TEST_F(LmdbLogTest, OpensAgainAsItWasClosed) {
  Hash root{};
  {
    const auto log = create();
    for (int i = 0; i < 700; i += 7) {
      Records batch;
      for (int j = i; j < i + 7; ++j) batch.push_back(std::to_string(j));
      ASSERT_EQ(log->append(batch), Append::stored);
    }
    root = log->root().value();
  }
  const auto log = open().value();
  EXPECT_EQ(log->last(), Position{700});
  EXPECT_EQ(log->root().value(), root);
  EXPECT_EQ(all_records(*log).back(), "699");
  EXPECT_EQ(log->append(Records{"700"}), Append::stored);
  EXPECT_EQ(log->last(), Position{701});
}

TEST_F(LmdbLogTest, SaysWhatItIs) {
  create();
  {
    const auto log = open().value();
    EXPECT_EQ(log->origin().id, id);
    EXPECT_EQ(log->origin().created_at, created_at);
    EXPECT_EQ(log->origin().unicode_version, "15.0.0");
  }
  const auto env = open_env();
  const auto meta = open_meta(*env, "log").value();
  const auto txn = env->read().value();
  EXPECT_EQ(meta_text(txn, meta, "format").value(), "1");
  EXPECT_EQ(meta_text(txn, meta, "record.proto").value(), "syntax = \"proto3\";");
  EXPECT_EQ(meta_text(txn, meta, "FORMAT.md").value(), "# Format");
}

TEST_F(LmdbLogTest, IsNotFoundWhereThereIsNone) {
  EXPECT_EQ(open().error().code, Errc::not_found);
  EXPECT_EQ(open(LmdbMode::read_only).error().code, Errc::not_found);
}

TEST_F(LmdbLogTest, IsNotCreatedTwice) {
  create();
  const auto again = LmdbLog::create(directory.path(), {id, created_at, ""}, {}, map_size_bytes);
  EXPECT_EQ(again.error().code, Errc::already_exists);
}

TEST_F(LmdbLogTest, IsDamagedWhereADatabaseOfItIsMissing) {
  create();
  const std::string sound = read_file();
  for (const std::string name : {"meta", "events", "tiles"}) {
    std::string damaged = sound;
    for (std::size_t at = 0; (at = damaged.find(name, at)) != std::string::npos; ++at) {
      damaged[at + name.size() - 1] = '_';
    }
    write_file(damaged);
    for (const LmdbMode mode : {LmdbMode::read_only, LmdbMode::read_write}) {
      const Error error = open(mode).error();
      EXPECT_EQ(error.code, Errc::corrupt);
      EXPECT_NE(error.detail.find("has no database " + name), std::string::npos) << error.detail;
      EXPECT_NE(error.detail.find("put it back from a backup"), std::string::npos);
    }
    EXPECT_EQ(read_file(), damaged) << "and nothing is made in its place";
  }
}

TEST_F(LmdbLogTest, RefusesANewerFormat) {
  create();
  {
    const auto env = open_env();
    const auto meta = env->database("meta", LmdbKeys::bytes).value();
    auto txn = env->write().value();
    ASSERT_TRUE(txn.put(meta, "format", {"2"}).has_value());
    ASSERT_TRUE(txn.commit().has_value());
  }
  const Error error = open().error();
  EXPECT_EQ(error.code, Errc::conflict);
  EXPECT_EQ(error.detail, "log: format 2; this program reads up to 1");
}

TEST_F(LmdbLogTest, RefusesAFileThatIsNoLmdb) {
  std::ofstream(data_file()) << std::string(8192, 'x');
  EXPECT_EQ(open().error().code, Errc::corrupt);
}

TEST_F(LmdbLogTest, NeverServesARecordOfWhichAnyByteIsWrong) {
  const std::string record = "a record that is easy to find";
  {
    const auto log = create();
    ASSERT_EQ(log->append(Records{"first", record, "last"}), Append::stored);
  }
  const std::string sound = read_file();
  const std::size_t at = sound.rfind(record);
  ASSERT_NE(at, std::string::npos);
  for (std::size_t i = at; i < at + record.size() + 4; ++i) {  // with its checksum
    std::string damaged = sound;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    write_file(damaged);
    const auto log = open(LmdbMode::read_only).value();
    std::string seen;
    const auto read = log->read(Position{0}, [&](Position, std::string_view bytes) {
      seen += bytes;
      return true;
    });
    ASSERT_TRUE(read.has_error()) << i - at;
    EXPECT_EQ(read.error().code, Errc::corrupt);
    EXPECT_EQ(read.error().detail, "log, position 2: wrong checksum");
    EXPECT_EQ(seen, "first");
    EXPECT_EQ(open().error().code, Errc::corrupt);
  }
}

TEST_F(LmdbLogTest, NoticesAMissingRecord) {
  {
    const auto log = create();
    ASSERT_EQ(log->append(Records{"a", "b", "c"}), Append::stored);
  }
  {
    const auto env = open_env();
    const auto events = env->database("events", LmdbKeys::integers).value();
    auto txn = env->write().value();
    ASSERT_TRUE(txn.erase(events, integer_key(2)).has_value());
    ASSERT_TRUE(txn.commit().has_value());
  }
  const Error error = open(LmdbMode::read_only).error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_NE(error.detail.find("has 2 records, but its last one is 3"), std::string::npos);
}

TEST_F(LmdbLogTest, IsReadByAnotherProcessWhileItGrows) {
  const auto log = create();
  int to_child[2];
  int to_parent[2];
  ASSERT_EQ(::pipe(to_child) + ::pipe(to_parent), 0);
  const pid_t child = start_child([&] {
    char go = 0;
    const auto reader = open(LmdbMode::read_only);
    for (std::uint64_t expected = 1; expected <= 3; ++expected) {
      if (::read(to_child[0], &go, 1) != 1 || !reader) return 1;
      if ((*reader)->last() != Position{expected}) return 2;
      std::size_t count = 0;
      const auto read = (*reader)->read(Position{0}, [&](Position, std::string_view) {
        ++count;
        return true;
      });
      if (!read || count != expected || !(*reader)->root()) return 3;
      if (::write(to_parent[1], (*reader)->root()->data(), 32) != 32) return 4;
    }
    return 0;
  });
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(log->append(Records{"r"}), Append::stored);
    ASSERT_EQ(::write(to_child[1], "g", 1), 1);
    Hash root{};
    ASSERT_EQ(::read(to_parent[0], root.data(), root.size()), 32);
    EXPECT_EQ(root, log->root().value());
  }
  EXPECT_EQ(exit_of(child), 0);
  for (const int file : {to_child[0], to_child[1], to_parent[0], to_parent[1]}) ::close(file);
}

TEST_F(LmdbLogTest, DoesNotGrowBehindAReaderThatWasKilled) {
  const auto log = create();
  ASSERT_EQ(log->append(Records{"r"}), Append::stored);
  const int killed = run_in_child([&] {
    const auto reader = open(LmdbMode::read_only);
    if (!reader) return 1;
    (void)(*reader)->read(
        Position{0}, [](Position, std::string_view) { return ::kill(::getpid(), SIGKILL) == 0; });
    return 2;
  });
  ASSERT_EQ(killed, -SIGKILL);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(log->append(Records{"r"}), Append::stored);
  EXPECT_LT(std::filesystem::file_size(data_file()), 300'000u);
}

}  // namespace
}  // namespace rolecall::test
