#include "engine/folder/data_folder.hpp"

#include <fstream>
#include <future>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "engine/storage/store_meta.hpp"
#include "engine/wait_for.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {
namespace fs = std::filesystem;

class DataFolderTest : public testing::Test {
 protected:
  using Opened = Result<std::unique_ptr<DataFolder>>;

  DataFolderSettings settings(LmdbMode mode) const {
    DataFolderSettings wanted;
    wanted.directory = directory;
    wanted.mode = mode;
    wanted.unicode_version = "15.0.0";
    wanted.texts = {"proto", "format"};
    return wanted;
  }
  Opened open(LmdbMode mode = LmdbMode::read_write) const {
    return DataFolder::open(settings(mode));
  }
  Errc refusal(LmdbMode mode = LmdbMode::read_write) const {
    const Opened opened = open(mode);
    EXPECT_TRUE(opened.has_error());
    if (!opened.has_error()) return Errc::invalid_argument;
    return opened.error().code;
  }
  // A folder with one record and one issued key.
  void fill() const {
    const auto folder = open().value();
    ASSERT_TRUE(folder->keys().issue().has_value());
    ASSERT_EQ(folder->log().append(Records{"a"}), Append::stored);
  }

  TemporaryDirectory parent;
  const fs::path directory = parent.path() / "data";
  const fs::path master_key = parent.path() / "data.master-key";
};

TEST_F(DataFolderTest, IsMadeAndOpenedAgain) {
  const ApiKey key{CredentialId(uuid_number(1)), new_api_key().secret};
  LogId id;
  {
    const auto folder = open().value();
    id = folder->log().origin().id;
    const auto put = wait_for<void>(
        [&](const auto& done) { folder->client_secrets().api_keys->put(key, done); });
    ASSERT_TRUE(put.has_value());
  }
  fill();
  for (const LmdbMode mode : {LmdbMode::read_write, LmdbMode::read_only}) {
    const auto folder = open(mode).value();
    EXPECT_EQ(folder->log().origin().id, id);
    EXPECT_EQ(all_records(folder->log()), std::vector<std::string>{"a"});
    EXPECT_TRUE(folder->keys().key(KeyNo{1}).value().has_value());
    EXPECT_TRUE(folder->client_secrets().api_keys->check(key));
  }
}

TEST_F(DataFolderTest, IsClosedToOthersAndHasItsKeyBeside) {
  open().value();
  EXPECT_EQ(fs::status(directory).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(directory / "secrets").permissions(), fs::perms::owner_all);
  EXPECT_TRUE(fs::exists(master_key));
}

TEST_F(DataFolderTest, IsFoundWithASlashBehind) {
  DataFolderSettings with_slash = settings(LmdbMode::read_write);
  with_slash.directory = directory.string() + "/";
  ASSERT_TRUE(DataFolder::open(with_slash).has_value());
  EXPECT_TRUE(fs::exists(master_key));
}

TEST_F(DataFolderTest, IsLockedForOtherWritersAndOpenToReaders) {
  const auto folder = open().value();
  const int other = run_in_child([&] {
    const Opened writer = open();
    if (!writer.has_error() || writer.error().code != Errc::unavailable) return 1;
    if (writer.error().detail.find("another process has it open") == std::string::npos) return 2;
    return open(LmdbMode::read_only).has_value() ? 0 : 3;
  });
  EXPECT_EQ(other, 0);
}

TEST_F(DataFolderTest, StaysLockedWhateverIsDeletedBesideItsStores) {
  open().value();
  std::ofstream(directory / "lock");  // of an earlier version
  const auto folder = open().value();
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!entry.is_directory()) fs::remove(entry.path());
  }
  EXPECT_EQ(run_in_child([&] { return refusal() == Errc::unavailable ? 0 : 1; }), 0);
}

TEST_F(DataFolderTest, IsNotFoundByReadersWhereThereIsNone) {
  EXPECT_EQ(refusal(LmdbMode::read_only), Errc::not_found);
  EXPECT_FALSE(fs::exists(directory));
  fs::create_directory(directory);
  EXPECT_EQ(refusal(LmdbMode::read_only), Errc::not_found);
  EXPECT_TRUE(fs::is_empty(directory));
}

TEST_F(DataFolderTest, IsNotMadeAmongOtherFiles) {
  fs::create_directory(directory);
  std::ofstream(directory / "thesis.txt") << "mine";
  EXPECT_EQ(refusal(), Errc::conflict);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory), {}), 1);
}

TEST_F(DataFolderTest, IsCompletedWhenItsMakingWasCutShort) {
  for (const char* kept : {"", "lock", "log"}) {
    open().value();
    std::ofstream(directory / "lock");  // of an earlier version
    for (const auto& entry : fs::directory_iterator(directory)) {
      if (entry.path().filename() != kept) fs::remove_all(entry.path());
    }
    fill();
    fs::remove_all(directory);
    fs::remove(master_key);
  }
}

TEST_F(DataFolderTest, IsMadeAnewWhereverItsMakingIsCutShort) {
  int nth = 0;
  for (bool was_killed = true; was_killed;) {
    const int ended = run_in_child([&] {
      fail_io(nth + 1, IoFault::kill);
      return open().has_value() ? 0 : 1;
    });
    ++nth;
    was_killed = ended == -SIGKILL;
    ASSERT_TRUE(was_killed || ended == 0) << nth;
    const auto read = open(LmdbMode::read_only);
    EXPECT_TRUE(read || read.error().code == Errc::not_found) << nth << read.error().detail;
    fill();
    for (const auto& entry : fs::directory_iterator(directory)) {
      EXPECT_NE(entry.path().extension(), ".new") << nth;
    }
    fs::remove_all(directory);
    fs::remove(master_key);
  }
  EXPECT_GT(nth, 20);
}

TEST_F(DataFolderTest, RefusesANewerFormatOfTheSecrets) {
  const LogId id = open().value()->log().origin().id;
  {
    const std::uint32_t key = MasterKey::load(master_key).value().id();
    const auto store =
        SecretsStore::open(directory / "secrets", LmdbMode::read_write, id, key).value();
    auto txn = store->write().value();
    ASSERT_TRUE(txn.put(store->meta(), "format", {"2"}).has_value());
    ASSERT_TRUE(store->commit(std::move(txn)).has_value());
  }
  const Error error = open().error();
  EXPECT_EQ(error.code, Errc::conflict);
  EXPECT_EQ(error.detail, "secrets: format 2; this program reads up to 1");
}

TEST_F(DataFolderTest, RefusesOlderUnicodeThanTheLogsAndTellsOfNewer) {
  open().value();
  DataFolderSettings other = settings(LmdbMode::read_only);
  for (const char* const older : {"14.0.0", "9.1.0", "14.9"}) {
    other.unicode_version = older;
    const Error error = DataFolder::open(other).error();
    EXPECT_EQ(error.code, Errc::conflict) << older;
    EXPECT_NE(error.detail.find("Unicode 15.0.0"), std::string::npos) << error.detail;
  }
  for (const char* const newer : {"15.1.0", "16.0.0", "15.0.1"}) {
    other.unicode_version = newer;
    EXPECT_NE(DataFolder::open(other).value()->warning().find(newer), std::string::npos) << newer;
  }
}

TEST_F(DataFolderTest, PutsADamagedActivityAsideAndMakesItAnew) {
  fill();
  const fs::path file = directory / "activity" / "data.mdb";
  fs::resize_file(file, fs::file_size(file) / 2);
  const std::uintmax_t damaged_bytes = fs::file_size(file);
  {
    const auto reader = open(LmdbMode::read_only).value();
    EXPECT_NE(reader->warning().find("may be deleted"), std::string::npos) << reader->warning();
  }
  EXPECT_EQ(fs::file_size(file), damaged_bytes);
  EXPECT_NE(open().value()->warning().find("activity"), std::string::npos);
  EXPECT_EQ(open().value()->warning(), "");
  EXPECT_EQ(fs::file_size(directory / "activity.damaged" / "data.mdb"), damaged_bytes);
}

TEST_F(DataFolderTest, RefusesPartsOfAnotherFolder) {
  fill();
  fs::rename(directory, parent.path() / "other");
  const fs::path other_key = parent.path() / "other.master-key";
  fs::rename(master_key, other_key);
  fill();

  fs::rename(master_key, parent.path() / "kept");
  fs::copy(other_key, master_key);
  EXPECT_EQ(refusal(), Errc::conflict) << "a master key of another folder";
  fs::rename(parent.path() / "kept", master_key);

  fs::remove_all(directory / "log");
  fs::copy(parent.path() / "other" / "log", directory / "log");
  EXPECT_EQ(refusal(), Errc::conflict) << "a log of another folder";
}

TEST_F(DataFolderTest, RefusesToGoOnWithoutAPartOfIt) {
  fill();
  fs::rename(master_key, parent.path() / "kept");
  EXPECT_EQ(refusal(), Errc::not_found) << "no master key";
  EXPECT_FALSE(fs::exists(master_key));
  fs::rename(parent.path() / "kept", master_key);

  fs::rename(directory / "secrets", parent.path() / "kept");
  EXPECT_EQ(refusal(), Errc::corrupt) << "no secrets";
  EXPECT_EQ(refusal(LmdbMode::read_only), Errc::corrupt);
  fs::rename(parent.path() / "kept", directory / "secrets");

  fs::rename(directory / "log", parent.path() / "kept");
  EXPECT_EQ(refusal(), Errc::corrupt) << "no log";
  EXPECT_FALSE(fs::exists(directory / "log"));
}

// Stores that were put back from backups of different ages.
class RestoredFolderTest : public DataFolderTest {
 protected:
  // A folder in operation: the records, then a commit of the secrets, then an orderly end.
  void run(const std::vector<std::string>& texts, bool gives_key = false) const {
    const auto folder = open().value();
    folder->tie_stores();
    ASSERT_EQ(folder->log().append(texts), Append::stored);
    if (gives_key) {
      const ApiKey key{CredentialId(uuid_number(1)), new_api_key().secret};
      std::promise<bool> is_kept;
      folder->client_secrets().api_keys->put(
          key, [&](const Result<void>& kept) { is_kept.set_value(kept.has_value()); });
      ASSERT_TRUE(is_kept.get_future().get());
    }
  }
  void save(const std::string& store) const {
    fs::copy(directory / store, parent.path() / ("saved-" + store));
  }
  void put_back(const std::string& store) const {
    fs::remove_all(directory / store);
    fs::copy(parent.path() / ("saved-" + store), directory / store);
  }
  std::unique_ptr<DataFolder> open_accepting() const {
    DataFolderSettings accepting = settings(LmdbMode::read_write);
    accepting.accepts_log = true;
    return DataFolder::open(accepting).value();
  }
  void expect_refused(const std::string& why) const {
    for (const LmdbMode mode : {LmdbMode::read_only, LmdbMode::read_write}) {
      const Opened opened = open(mode);
      ASSERT_TRUE(opened.has_error());
      EXPECT_EQ(opened.error().code, Errc::conflict);
      EXPECT_NE(opened.error().detail.find(why), std::string::npos) << opened.error().detail;
      EXPECT_NE(opened.error().detail.find("rolecall accept-log"), std::string::npos);
    }
  }
};

TEST_F(RestoredFolderTest, OpensAsItWasClosed) {
  run({"a", "b"}, true);
  run({"c"});
  save("log");
  save("secrets");
  put_back("log");
  put_back("secrets");
  for (const LmdbMode mode : {LmdbMode::read_only, LmdbMode::read_write}) {
    EXPECT_EQ(open(mode).value()->warning(), "");
  }
}

TEST_F(RestoredFolderTest, RefusesALogThatEndsBeforeWhereItWasSeen) {
  run({"a"});
  save("log");
  run({"b", "c"});
  put_back("log");
  expect_refused("it ends at position 1, but has been seen at position 3");
  fs::remove_all(directory / "activity");
  expect_refused("it ends at position 1, but has been seen at position 3");
}

TEST_F(RestoredFolderTest, RefusesAnEmptyLogBesideSecretsThatHaveSeenRecords) {
  open().value();
  save("log");
  run({"a"});
  put_back("log");
  expect_refused("it ends at position 0, but has been seen at position 1");
}

TEST_F(RestoredFolderTest, KnowsByTheActivityAloneWhatTheSecretsHaveNotSeen) {
  run({"a"});
  save("log");
  {
    const auto folder = open().value();
    ASSERT_EQ(folder->log().append(Records{"b"}), Append::stored);
    folder->activity().tie_to(folder->log());
    ASSERT_TRUE(folder->activity().put({{uuid_number(1), 20000}}, {}).has_value());
  }
  put_back("log");
  expect_refused("it ends at position 1, but has been seen at position 2");
}

TEST_F(RestoredFolderTest, RefusesALogWithAnotherRecordWhereItWasSeen) {
  run({"a"});
  save("log");
  run({"b"});
  put_back("log");
  ASSERT_EQ(open_accepting()->log().append(Records{"c", "d"}), Append::stored);
  expect_refused("position 2 is another record than has been seen there");
}

TEST_F(RestoredFolderTest, TakesAnOlderLogThatIsAcceptedAndItBeginsANewEpoch) {
  constexpr Timestamp now{1'700'000'000'000'000};
  run({"a"});
  save("log");
  run({"b"});
  std::vector<std::string> names;
  for (int round = 0; round < 2; ++round) {
    put_back("log");
    {
      const auto folder = open_accepting();
      folder->tie_stores();
      ASSERT_TRUE(folder->accept_log(now).has_value());
    }
    const auto folder = open().value();
    EXPECT_EQ(folder->warning(), "");
    names.push_back(folder->log().name());
  }
  const std::string id = open(LmdbMode::read_only).value()->log().origin().id.text();
  EXPECT_EQ(names, (std::vector{id + ".1700000000", id + ".1700000001"}));
  run({"c"});
}

TEST_F(RestoredFolderTest, RefusesALogOfAnEpochThatHasEnded) {
  run({"a"});
  save("log");
  {
    const auto folder = open_accepting();
    folder->tie_stores();
    ASSERT_TRUE(folder->accept_log({}).has_value());
  }
  put_back("log");
  expect_refused("it is of an epoch that has ended");
}

TEST_F(RestoredFolderTest, TellsOfSecretsThatAreOlderThanTheLog) {
  run({"a"});
  save("secrets");
  run({"b"}, true);
  put_back("secrets");
  for (const LmdbMode mode : {LmdbMode::read_only, LmdbMode::read_write}) {
    EXPECT_NE(open(mode).value()->warning().find("older than the log"), std::string::npos);
  }
  run({"c"});
  EXPECT_EQ(open().value()->warning(), "") << "they have been taken as they are";
}

TEST_F(RestoredFolderTest, RefusesAnEmptyLogWhoseSecretsAreMissing) {
  {
    const auto folder = open().value();
    folder->tie_stores();
    ASSERT_TRUE(folder->keys().issue().has_value());
  }
  fs::remove_all(directory / "secrets");
  EXPECT_EQ(refusal(), Errc::corrupt);
}

TEST_F(DataFolderTest, RefusesAMasterKeyInsideIt) {
  DataFolderSettings inside = settings(LmdbMode::read_write);
  for (const fs::path& file :
       {directory / "key", directory / "a" / "key", parent.path() / "x" / ".." / "data" / "key"}) {
    inside.master_key = file;
    const Error error = DataFolder::open(inside).error();
    EXPECT_EQ(error.code, Errc::invalid_argument) << file;
    EXPECT_EQ(error.field, "master_key");
  }
  EXPECT_FALSE(fs::exists(directory));
  inside.master_key = parent.path() / "data-key";
  EXPECT_TRUE(DataFolder::open(inside).has_value()) << "beside it, with a similar name";
}

}  // namespace
}  // namespace rolecall::test
