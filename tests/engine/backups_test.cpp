// Folders of backups: what goes in comes out, or nothing does and the file that is wrong is named.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "engine/backup/backup.hpp"
#include "engine/backup/restore.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {
namespace fs = std::filesystem;

std::string bytes_in(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class BackupFolder : public testing::Test {
 protected:
  static std::unique_ptr<DataFolder> open(const fs::path& directory,
                                          const fs::path& master_key = {},
                                          bool accepts_log = false) {
    DataFolderSettings settings;
    settings.directory = directory;
    settings.master_key = master_key;
    settings.mode = LmdbMode::read_write;
    settings.accepts_log = accepts_log;
    settings.unicode_version = "15.0.0";
    settings.texts = {"proto", "format"};
    return DataFolder::open(settings).value();
  }
  void append(const Records& records) const {
    ASSERT_EQ(open(data)->log().append(records), Append::stored);
  }
  static MasterKey key_of(std::uint8_t byte) {
    MasterKey::Bytes bytes;
    bytes.fill(byte);
    return MasterKey(bytes);
  }
  // Of all that the folder has.
  Result<void> back_up() const { return back_up(key); }
  Result<void> back_up(const MasterKey& with) const {
    const auto folder = open(data);
    const auto made = Backup::open(backup, with);
    if (!made) return made.error();
    const Backup::Source source{folder->log().last(), Hash{}, Timestamp{5}, "1.2.3"};
    return (*made)->add(*folder, source, [](Position, Position) {});
  }
  Result<BackupManifest> check() const { return check_backup(backup, key); }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(backup)) {
      names.insert(entry.path().filename());
    }
    return names;
  }
  // As TARGET; up to `last`, or all of it.
  Result<void> restore(Position last = {}) const {
    const auto manifest = check();
    if (!manifest) return manifest.error();
    const auto made = RestoredFolder::create(target).value();
    const auto filled = made->fill(
        {backup, *manifest, key, last == Position{0} ? manifest->position : last, {"proto", "md"}},
        [](Position, Position) {});
    return filled ? made->put_in_place() : filled;
  }
  std::unique_ptr<DataFolder> open_restored() const { return open(target, master_key, true); }
  Records restored_records() const {
    const Result<void> restored = restore();
    EXPECT_TRUE(restored.has_value()) << restored.error().detail;
    const Records found = restored ? all_records(open_restored()->log()) : Records{};
    fs::remove_all(target);
    return found;
  }

  TemporaryDirectory parent;
  const fs::path data = parent.path() / "data";
  const fs::path master_key = parent.path() / "data.master-key";
  const fs::path backup = parent.path() / "backup";
  const fs::path target = parent.path() / "restored";
  const MasterKey key = key_of(7);
};

TEST_F(BackupFolder, GivesBackLogSecretsAndActivity) {
  SecretBytes first_key;
  {
    const auto folder = open(data);
    first_key = folder->keys().issue().value().key.bytes;
    ASSERT_EQ(folder->log().append(Records{"a", std::string(60'000, 'b'), "c"}), Append::stored);
    ASSERT_TRUE(folder->activity().put({{uuid_number(1), 20'000}}, {}).has_value());
  }
  ASSERT_TRUE(back_up().has_value());
  ASSERT_TRUE(restore().has_value());
  const auto before = open(data);
  const auto folder = open_restored();
  EXPECT_EQ(all_records(folder->log()), all_records(before->log()));
  EXPECT_EQ(folder->log().root().value(), before->log().root().value());
  EXPECT_EQ(folder->log().origin().id, before->log().origin().id);
  EXPECT_EQ(folder->keys().key(KeyNo{1}).value().value().bytes, first_key);
  std::vector<std::uint16_t> days;
  ASSERT_TRUE(folder->activity()
                  .for_each_user([&](const auto& seen) { days.push_back(seen.day); })
                  .has_value());
  EXPECT_EQ(days, std::vector<std::uint16_t>{20'000});
  EXPECT_FALSE(fs::exists(target.string() + ".restoring"));
}

TEST_F(BackupFolder, TakesOnlyWhatIsNewOfTheLogAndTheSecretsAsAWhole) {
  append({"a", "b"});
  ASSERT_TRUE(back_up().has_value());
  EXPECT_EQ(files(),
            (std::set<std::string>{"manifest.json", "log-1-2", "secrets-1", "activity-1"}));
  const std::string first = bytes_in(backup / "log-1-2");
  append({"c"});
  ASSERT_TRUE(back_up().has_value());
  const std::set<std::string> both{"manifest.json", "log-1-2", "log-3-3", "secrets-2",
                                   "activity-2"};
  EXPECT_EQ(files(), both) << "what the secrets have forgotten is nowhere";
  EXPECT_EQ(bytes_in(backup / "log-1-2"), first);
  EXPECT_EQ(restored_records(), (Records{"a", "b", "c"}));
  ASSERT_TRUE(back_up().has_value());
  EXPECT_EQ(files().count("log-3-3"), 1U);
  EXPECT_EQ(files().count("secrets-3"), 1U);
  EXPECT_EQ(files().size(), 5U) << "no log file where nothing is new";
}

TEST_F(BackupFolder, OfALogOfManyPiecesIsTheSame) {
  Records records;
  std::mt19937 random(3);
  for (int i = 0; i < 5'000; ++i) {
    std::string& record = records.emplace_back(random() % 2'000, '\0');
    for (char& c : record) c = static_cast<char>(random());
  }
  append(records);
  ASSERT_TRUE(back_up().has_value());
  EXPECT_EQ(restored_records(), records);
  ASSERT_TRUE(restore(Position{4'321}).has_value());
  records.resize(4'321);
  EXPECT_EQ(all_records(open_restored()->log()), records);
}

TEST_F(BackupFolder, RefusesAnotherLogAndOneThatWentOnOtherwise) {
  append({"a", "b"});
  fs::copy(data, parent.path() / "kept", fs::copy_options::recursive);
  append({"c"});
  ASSERT_TRUE(back_up().has_value());
  const auto put_back = [&] {
    fs::remove_all(data);
    fs::copy(parent.path() / "kept", data, fs::copy_options::recursive);
  };
  const auto refused_with = [&](const std::string& why) {
    const Result<void> refused = back_up();
    EXPECT_TRUE(refused.has_error());
    if (!refused.has_error()) return;
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_NE(refused.error().detail.find(why), std::string::npos) << refused.error().detail;
  };
  put_back();
  refused_with("has the log up to position 3, but it ends at 2");
  append({"d"});
  refused_with("has other records up to position 3");
  put_back();
  append({"c", "e"});
  EXPECT_TRUE(back_up().has_value()) << "the same history";
  fs::remove_all(data);
  append({"a", "b", "c", "e"});
  refused_with("another log");
  EXPECT_EQ(check().value().position, Position{4});
}

TEST_F(BackupFolder, RefusesAFolderOfOtherFilesAndOneInUse) {
  append({"a"});
  fs::create_directory(backup);
  std::ofstream(backup / "thesis.txt") << "mine";
  EXPECT_EQ(back_up().error().code, Errc::conflict);
  EXPECT_EQ(files(), std::set<std::string>{"thesis.txt"});
  fs::remove(backup / "thesis.txt");
  {
    const auto other = Backup::open(backup, key).value();
    EXPECT_EQ(back_up().error().code, Errc::unavailable);
  }
  EXPECT_TRUE(back_up().has_value());
}

TEST_F(BackupFolder, OpensUnderItsKeyAlone) {
  append({"a secret that is not in clear"});
  ASSERT_TRUE(back_up().has_value());
  EXPECT_EQ(bytes_in(backup / "log-1-1").find("secret"), std::string::npos);
  const Error refused = back_up(key_of(8)).error();
  EXPECT_EQ(refused.code, Errc::conflict);
  EXPECT_EQ(refused.field, "key");
  EXPECT_EQ(check_backup(backup, key_of(8)).error().code, Errc::conflict);
}

TEST_F(BackupFolder, NamesTheFileThatIsDamagedOrMissing) {
  append({"a", "b"});
  ASSERT_TRUE(back_up().has_value());
  append({"c"});
  ASSERT_TRUE(back_up().has_value());
  std::mt19937 random(4);
  for (const std::string& name : files()) {
    const fs::path path = backup / name;
    const std::string whole = bytes_in(path);
    const auto expect_named = [&](const std::string& what) {
      const auto checked = check();
      ASSERT_TRUE(checked.has_error()) << name << ": " << what;
      EXPECT_NE(checked.error().detail.find(path.string()), std::string::npos)
          << checked.error().detail;
      const bool is_of_other_key =
          checked.error().field == "key";  // the number may be what changed
      EXPECT_TRUE(checked.error().code == Errc::corrupt || is_of_other_key) << what;
    };
    for (int round = 0; round < 30; ++round) {
      std::string changed = whole;
      const std::size_t at = random() % whole.size();
      changed[at] = static_cast<char>(changed[at] ^ (1 << random() % 7));
      std::ofstream(path, std::ios::binary) << changed;
      expect_named("byte " + std::to_string(at));
    }
    std::ofstream(path, std::ios::binary) << whole.substr(0, whole.size() / 2);
    expect_named("cut");
    fs::remove(path);
    expect_named("missing");
    if (name.starts_with("log")) {
      EXPECT_EQ(back_up().error().code, Errc::corrupt) << "nor does it go on";
    }
    std::ofstream(path, std::ios::binary) << whole;
  }
  EXPECT_TRUE(check().has_value());
}

// Whoever can compute checksums has no key.
TEST_F(BackupFolder, TakesNoForgedFile) {
  append({"a", "b"});
  ASSERT_TRUE(back_up().has_value());
  std::string text = bytes_in(backup / manifest_name);
  const auto at = text.find(R"("position":2)");
  ASSERT_NE(at, std::string::npos);
  text[at + 11] = '1';
  std::ofstream(backup / manifest_name, std::ios::binary) << text;
  const Error refused = check().error();
  EXPECT_EQ(refused.code, Errc::corrupt);
  EXPECT_NE(refused.detail.find(manifest_name), std::string::npos);
}

TEST_F(BackupFolder, IsTheFormerOneOrTheNewOneWhereverItIsCutShort) {
  append({"a", "b"});
  std::size_t done = 0;  // positions that are in it for sure
  for (const Records& more : {Records{}, Records{"c", "d"}}) {
    if (!more.empty()) append(more);
    int nth = 0;
    for (bool was_killed = true; was_killed;) {
      const fs::path kept = parent.path() / "kept";
      fs::remove_all(kept);
      if (fs::exists(backup)) fs::copy(backup, kept);
      const int ended = run_in_child([&] {
        const auto folder = open(data);
        fail_io(nth + 1, IoFault::kill);
        const auto made = Backup::open(backup, key);
        if (!made) return 1;
        const Backup::Source source{folder->log().last(), Hash{}, Timestamp{5}, "1.2.3"};
        return (*made)->add(*folder, source, [](Position, Position) {}) ? 0 : 2;
      });
      ++nth;
      was_killed = ended == -SIGKILL;
      ASSERT_TRUE(was_killed || ended == 0) << nth << ": " << ended;
      const auto checked = check();
      if (done > 0) {
        ASSERT_TRUE(checked.has_value()) << nth << checked.error().detail;
        EXPECT_GE(number(checked->position), done);
      }
      if (checked) {
        EXPECT_EQ(restored_records().size(), number(checked->position)) << nth;
      }
      ASSERT_TRUE(back_up().has_value()) << nth << ": the next one goes on";
      EXPECT_EQ(files().size(), check().value().files().size() + 1) << "nothing is left";
      fs::remove_all(backup);
      if (was_killed && fs::exists(kept)) fs::copy(kept, backup);
    }
    EXPECT_GT(nth, 8);
    ASSERT_TRUE(back_up().has_value());
    done = number(check().value().position);
  }
  EXPECT_EQ(restored_records(), (Records{"a", "b", "c", "d"}));
}

TEST_F(BackupFolder, StaysTheFormerOneWhereTheDiskFails) {
  append({"a", "b"});
  ASSERT_TRUE(back_up().has_value());
  append({"c"});
  const auto folder = open(data);
  const Backup::Source source{folder->log().last(), Hash{}, Timestamp{5}, "1.2.3"};
  int nth = 0;
  for (bool has_failed = true; has_failed;) {
    const auto made = Backup::open(backup, key).value();
    fail_io(++nth, IoFault::no_space);
    has_failed = made->add(*folder, source, [](Position, Position) {}).has_error();
    stop_failing_io();
    EXPECT_TRUE(check().has_value()) << nth;
  }
  EXPECT_GT(nth, 5);
  EXPECT_EQ(check().value().position, Position{3});
}

TEST_F(BackupFolder, IsNotRestoredOverSomething) {
  append({"a"});
  ASSERT_TRUE(back_up().has_value());
  fs::create_directory(target);
  EXPECT_EQ(restore().error().code, Errc::already_exists);
  EXPECT_TRUE(fs::is_empty(target));
  EXPECT_FALSE(fs::exists(target.string() + ".restoring"));
  fs::remove(target);
}

TEST_F(BackupFolder, IsRestoredWhereOneWasCutShortBeforeButNotOverSomethingElseOfThatName) {
  append({"a"});
  ASSERT_TRUE(back_up().has_value());
  const fs::path aside = target.string() + ".restoring";
  fs::create_directories(aside / "activity.new");
  EXPECT_TRUE(restore().has_value());
  EXPECT_FALSE(fs::exists(target / "activity.new"));
  fs::create_directory(aside);
  std::ofstream(aside / "thesis.txt") << "mine";
  EXPECT_EQ(RestoredFolder::create(target).error().code, Errc::conflict);
  EXPECT_TRUE(fs::exists(aside / "thesis.txt"));
}

}  // namespace
}  // namespace rolecall::test
