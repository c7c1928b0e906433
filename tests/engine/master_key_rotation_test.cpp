// Another master key: what was sealed opens as before, whatever cuts the change short.
#include "engine/folder/master_key_rotation.hpp"

#include <gtest/gtest.h>

#include "tests/support/child_process.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {
namespace fs = std::filesystem;

class RotationOfMasterKey : public testing::Test {
 protected:
  RotationOfMasterKey() {
    const auto folder = open().value();
    for (std::uint32_t no = 1; no <= subjects; ++no) {
      issued.push_back(folder->keys().issue().value().key.bytes);
    }
    EXPECT_EQ(folder->log().append(Records{"a", "b"}), Append::stored);
    id = folder->keys().master().id();
  }
  DataFolderSettings settings(LmdbMode mode = LmdbMode::read_write) const {
    DataFolderSettings wanted;
    wanted.directory = directory;
    wanted.mode = mode;
    wanted.unicode_version = "15.0.0";
    wanted.texts = {"proto", "format"};
    return wanted;
  }
  Result<std::unique_ptr<DataFolder>> open(LmdbMode mode = LmdbMode::read_write) const {
    return DataFolder::open(settings(mode));
  }
  // All keys of subjects, and the log; answers the id of the master key they are under.
  std::uint32_t expect_all_there(LmdbMode mode) const {
    const auto folder = open(mode);
    EXPECT_TRUE(folder.has_value()) << folder.error().detail;
    if (!folder) return 0;
    for (std::uint32_t no = 1; no <= subjects; ++no) {
      const auto key = (*folder)->keys().key(KeyNo{no});
      EXPECT_TRUE(key && *key && (*key)->bytes == issued[no - 1]) << no;
    }
    EXPECT_EQ(all_records((*folder)->log()), (Records{"a", "b"}));
    return (*folder)->keys().master().id();
  }

  static constexpr std::uint32_t subjects = 1500;  // more than one refill
  TemporaryDirectory parent;
  const fs::path directory = parent.path() / "data";
  const fs::path file = parent.path() / "data.master-key";
  const fs::path next = parent.path() / "data.master-key.next";
  std::vector<SecretBytes> issued;
  std::uint32_t id = 0;
};

TEST_F(RotationOfMasterKey, WrapsAllAnewAndKeepsTheFormerKeyBeside) {
  const fs::path saved = parent.path() / "saved";
  fs::copy(directory / "secrets", saved);
  const MasterKeyRotation rotated = rotate_master_key(settings()).value();
  EXPECT_EQ(rotated.file, file);
  EXPECT_EQ(MasterKey::load(rotated.former).value().id(), id);
  EXPECT_FALSE(fs::exists(next));
  const std::uint32_t now = expect_all_there(LmdbMode::read_write);
  EXPECT_NE(now, id);
  EXPECT_EQ(MasterKey::load(file).value().id(), now);
  EXPECT_EQ(expect_all_there(LmdbMode::read_only), now);

  DataFolderSettings with_former = settings();
  with_former.master_key = rotated.former;
  EXPECT_EQ(DataFolder::open(with_former).error().code, Errc::conflict);
  fs::remove_all(directory / "secrets");
  fs::copy(saved, directory / "secrets");
  EXPECT_TRUE(DataFolder::open(with_former).has_value()) << "secrets of before";
  EXPECT_EQ(open().error().code, Errc::conflict);
}

TEST_F(RotationOfMasterKey, LeavesTheKeyWhereASymbolicLinkLeads) {
  const fs::path safe = parent.path() / "safe";
  fs::create_directory(safe);
  fs::rename(file, safe / "key");
  fs::create_symlink(safe / "key", file);
  const MasterKeyRotation rotated = rotate_master_key(settings()).value();
  EXPECT_TRUE(fs::is_symlink(file));
  EXPECT_EQ(rotated.former.parent_path(), safe);
  EXPECT_EQ(expect_all_there(LmdbMode::read_write), MasterKey::load(safe / "key").value().id());
}

TEST_F(RotationOfMasterKey, EndsWhatHangsOnTheFormerKey) {
  const auto request = [](IdempotencyKeys& keys) {
    return keys.describe(uuid_number(1), "key", {"body"}, RequestId(uuid_number(2)));
  };
  {
    const auto folder = open().value();
    ASSERT_TRUE(folder->snapshots().keys().replace(0, SecretBytes{}).has_value());
    IdempotencyKeys& keys = *folder->client_secrets().idempotency;
    keys.begin(request(keys), Position{0}, Timestamp{1}, [](const auto&) {});
    ASSERT_TRUE(keys.drop_behind(Position{2}).has_value()) << "waits for the disk";
    EXPECT_EQ(keys.pending().size(), 0U);
  }
  EXPECT_EQ(open().value()->client_secrets().idempotency->pending().size(), 1U);
  ASSERT_TRUE(rotate_master_key(settings()).has_value());
  const auto folder = open().value();
  EXPECT_EQ(folder->snapshots().keys().key().value(), std::nullopt);
  EXPECT_EQ(folder->client_secrets().idempotency->pending().size(), 0U);
}

TEST_F(RotationOfMasterKey, LosesNothingWhereverItIsCutShort) {
  int nth = 0;
  int with_next = 0;
  for (bool was_killed = true; was_killed;) {
    const int ended = run_in_child([&] {
      fail_io(nth + 1, IoFault::kill);
      return rotate_master_key(settings()).has_value() ? 0 : 1;
    });
    ++nth;
    was_killed = ended == -SIGKILL;
    ASSERT_TRUE(was_killed || ended == 0) << nth;
    const bool had_next = fs::exists(next);
    const std::uint32_t of_reader = expect_all_there(LmdbMode::read_only);
    EXPECT_EQ(fs::exists(next), had_next) << "a reader changes nothing";
    const bool is_behind_commit = had_next && MasterKey::load(next).value().id() == of_reader;
    with_next += is_behind_commit ? 1 : 0;
    EXPECT_EQ(expect_all_there(LmdbMode::read_write), of_reader) << nth;
    EXPECT_EQ(MasterKey::load(file).value().id(), of_reader) << "a writer has ended it";
    EXPECT_EQ(fs::exists(next), had_next && !is_behind_commit);
  }
  EXPECT_GT(nth, 5);
  EXPECT_GT(with_next, 0);
  const std::uint32_t before = expect_all_there(LmdbMode::read_only);
  ASSERT_TRUE(rotate_master_key(settings()).has_value());
  EXPECT_NE(expect_all_there(LmdbMode::read_only), before);
}

TEST_F(RotationOfMasterKey, ChangesNothingWhereTheDiskFails) {
  int nth = 0;
  for (bool has_failed = true; has_failed;) {
    fail_io(++nth, IoFault::no_space);
    has_failed = rotate_master_key(settings()).has_error();
    stop_failing_io();
    expect_all_there(LmdbMode::read_only);
    expect_all_there(LmdbMode::read_write);
  }
  EXPECT_GT(nth, 5);
}

TEST_F(RotationOfMasterKey, IsNotDoneBesideAnotherWriterNorWhereThereIsNoFolder) {
  {
    const auto folder = open().value();
    const int other = run_in_child([&] {
      const auto rotated = rotate_master_key(settings());
      return rotated.has_error() && rotated.error().code == Errc::unavailable ? 0 : 1;
    });
    EXPECT_EQ(other, 0);
  }
  EXPECT_EQ(expect_all_there(LmdbMode::read_only), id);
  DataFolderSettings nowhere = settings();
  nowhere.directory = parent.path() / "nowhere";
  EXPECT_EQ(rotate_master_key(nowhere).error().code, Errc::not_found);
  EXPECT_FALSE(fs::exists(nowhere.directory));
}

}  // namespace
}  // namespace rolecall::test
