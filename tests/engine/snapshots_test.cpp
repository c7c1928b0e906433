// Which snapshot counts: only one of this program and this log, whose key is there.
#include "engine/snapshot/snapshots.hpp"

#include <cstring>
#include <memory>
#include <optional>

#include <gtest/gtest.h>

#include "engine/folder/data_folder.hpp"
#include "engine/snapshot/program_id.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {
namespace fs = std::filesystem;

TEST(ProgramId, IsOfTheProgramAndOfUnicode) {
  ASSERT_TRUE(program_id("15.0.0").has_value());
  EXPECT_EQ(program_id("15.0.0"), program_id("15.0.0"));
  EXPECT_NE(program_id("15.0.0"), program_id("15.1.0"));
}

TEST(SnapshotIsDue, WhereMuchHasComeSinceBesideWhatThereIs) {
  const auto is_due = [](std::uint64_t last, std::uint64_t head) {
    return snapshot_is_due(Position{last}, Position{head});
  };
  EXPECT_FALSE(is_due(0, 0));
  EXPECT_FALSE(is_due(0, 99'999));
  EXPECT_TRUE(is_due(0, 100'000));
  EXPECT_FALSE(is_due(100'000, 199'999));
  EXPECT_TRUE(is_due(100'000, 200'000));
  EXPECT_FALSE(is_due(7'000'000, 7'999'999));
  EXPECT_TRUE(is_due(7'000'000, 8'000'000));
  EXPECT_FALSE(is_due(8'000'000, 8'000'000));
}

class SnapshotsTest : public testing::Test {
 protected:
  SnapshotsTest() {
    open();
    EXPECT_EQ(folder->log().append(Records{"a", "b", "c"}), Append::stored);
  }
  void open(LmdbMode mode = LmdbMode::read_write, bool accepts_log = false) {
    folder.reset();
    DataFolderSettings settings;
    settings.directory = parent.path() / "data";
    settings.mode = mode;
    settings.accepts_log = accepts_log;
    settings.unicode_version = "15.0.0";
    settings.texts = {"proto", "format"};
    folder = DataFolder::open(settings).value();
  }
  Snapshots of_program(const std::optional<Hash>& program) {
    return Snapshots(file, program, folder->log(), folder->secrets(), folder->keys().master());
  }
  static void fill(Snapshots::Draft& draft) {
    std::uint64_t content = 42;
    draft.file->pass(content);
    ASSERT_TRUE(draft.file->finish());
  }
  void make() {
    auto draft = folder->snapshots().begin().value();
    fill(draft);
    ASSERT_TRUE(folder->snapshots().keep(draft).has_value());
  }
  static bool counts(const Snapshots& snapshots, Position last = Position{3}) {
    const auto reader = snapshots.open(last);
    std::uint64_t content = 0;
    if (reader) reader->pass(content);
    return reader && reader->is_complete() && content == 42;
  }
  bool counts() { return counts(folder->snapshots()); }

  TemporaryDirectory parent;
  const fs::path file = parent.path() / "data" / "snapshot";
  std::unique_ptr<DataFolder> folder;
};

TEST_F(SnapshotsTest, CountsFromThenOn) {
  EXPECT_FALSE(counts());
  make();
  EXPECT_TRUE(counts());
  EXPECT_FALSE(fs::exists(file.string() + ".new"));
  EXPECT_EQ(folder->log().append(Records{"d"}), Append::stored);
  EXPECT_TRUE(counts());
  for (const LmdbMode mode : {LmdbMode::read_write, LmdbMode::read_only}) {
    open(mode);
    EXPECT_TRUE(counts());
    SnapshotHeader header;
    const auto reader = folder->snapshots().open(Position{4});
    std::memcpy(&header, reader->header().data(), sizeof header);
    EXPECT_EQ(header.position, Position{3});
  }
}

TEST_F(SnapshotsTest, CountsForNoEarlierPosition) {
  make();
  EXPECT_FALSE(counts(folder->snapshots(), Position{2}));
  EXPECT_TRUE(counts(folder->snapshots(), Position{3}));
}

TEST_F(SnapshotsTest, CountsForTheVeryProgram) {
  make();
  EXPECT_TRUE(counts(of_program(program_id("15.0.0"))));
  EXPECT_FALSE(counts(of_program(program_id("15.1.0"))));
  EXPECT_FALSE(counts(of_program(std::nullopt)));
  EXPECT_FALSE(of_program(std::nullopt).begin().has_value());
}

TEST_F(SnapshotsTest, CountsForTheVeryLog) {
  make();
  TemporaryDirectory other;
  fs::copy_file(file, other.path() / "kept");
  open();
  folder->tie_stores();
  ASSERT_TRUE(folder->accept_log(Timestamp{1}).has_value());  // another epoch
  EXPECT_FALSE(counts());
  make();
  EXPECT_TRUE(counts());
  fs::copy_file(other.path() / "kept", file, fs::copy_options::overwrite_existing);
  EXPECT_FALSE(counts());
}

// As where the log has been put back from a backup and gone on otherwise.
TEST_F(SnapshotsTest, CountsForTheVeryRecord) {
  const auto header_with = [&](std::uint8_t change) {
    LogMark mark = folder->log().mark();
    mark.record[0] = static_cast<std::uint8_t>(mark.record[0] ^ change);
    SnapshotHeader header;
    header.program = *program_id("15.0.0");
    header.log_id = folder->log().origin().id;
    header.epoch = folder->log().epoch();
    header.position = mark.position;
    header.record = mark.record;
    return header;
  };
  for (const std::uint8_t change : {std::uint8_t{0}, std::uint8_t{1}}) {
    auto draft = folder->snapshots().begin().value();
    draft.file =
        SealedFileWriter::create(file.string() + ".new", bytes_of(header_with(change)), draft.key)
            .value();
    fill(draft);
    ASSERT_TRUE(folder->snapshots().keep(draft).has_value());
    EXPECT_EQ(counts(), change == 0);
  }
}

TEST_F(SnapshotsTest, CountsUntilAnotherOneDoes) {
  make();
  auto draft = folder->snapshots().begin().value();
  EXPECT_TRUE(counts());
  fill(draft);
  EXPECT_TRUE(counts());
  TemporaryDirectory other;
  fs::copy_file(file, other.path() / "kept");
  ASSERT_TRUE(folder->snapshots().keep(draft).has_value());
  EXPECT_TRUE(counts());
  // The key of the former one is gone.
  fs::copy_file(other.path() / "kept", file, fs::copy_options::overwrite_existing);
  EXPECT_FALSE(counts());
}

TEST_F(SnapshotsTest, CountsNoMoreOnceItsKeyIsDestroyed) {
  make();
  {
    auto txn = folder->secrets().write().value();
    ASSERT_TRUE(folder->snapshots().keys().destroy(txn).has_value());
    ASSERT_TRUE(folder->secrets().commit(std::move(txn)).has_value());
  }
  EXPECT_TRUE(fs::exists(file));
  EXPECT_FALSE(counts());
  open();
  EXPECT_FALSE(counts());
  make();
  EXPECT_TRUE(counts());
}

TEST_F(SnapshotsTest, NeverCountsIfAKeyIsDestroyedWhileItIsMade) {
  make();
  auto draft = folder->snapshots().begin().value();
  {
    auto txn = folder->secrets().write().value();
    ASSERT_TRUE(folder->snapshots().keys().destroy(txn).has_value());
    ASSERT_TRUE(folder->secrets().commit(std::move(txn)).has_value());
  }
  fill(draft);
  const auto kept = folder->snapshots().keep(draft);
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().code, Errc::conflict);
  EXPECT_FALSE(counts());
}

TEST_F(SnapshotsTest, AnUnfinishedOneIsTakenAway) {
  make();
  auto draft = folder->snapshots().begin().value();
  draft.file.reset();
  ASSERT_TRUE(fs::exists(file.string() + ".new"));
  open();
  EXPECT_FALSE(fs::exists(file.string() + ".new"));
  EXPECT_TRUE(counts());
}

}  // namespace
}  // namespace rolecall::test
