// A snapshot's file: what was written comes back, or nothing counts.
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <sys/stat.h>
#include <vector>

#include <gtest/gtest.h>

#include "engine/snapshot/sealed_file_reader.hpp"
#include "engine/snapshot/sealed_file_writer.hpp"
#include "engine/snapshot/snapshot_format.hpp"
#include "engine/state/candidate_index.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

class SnapshotFile : public testing::Test {
 protected:
  SnapshotFile() {
    header.position = Position{7};
    key.fill(3);
  }
  // `pieces`: how many bytes are passed at once.
  void write(std::string text, std::size_t piece) const {
    const auto file = SealedFileWriter::create(path, bytes_of(header), key).value();
    for (std::size_t at = 0; at < text.size(); at += piece) {
      file->pass_bytes(text.data() + at, std::min(piece, text.size() - at));
    }
    ASSERT_TRUE(file->finish());
  }
  Result<std::unique_ptr<SealedFileReader>> open(const SecretBytes& with) const {
    return SealedFileReader::open(path, sizeof header, [&](std::string_view) { return with; });
  }
  // Nothing: it is not whole.
  std::optional<std::string> read(std::size_t size) const { return read(size, key); }
  std::optional<std::string> read(std::size_t size, const SecretBytes& with) const {
    const auto file = open(with);
    if (!file) return std::nullopt;
    std::string text(size, '\0');
    (*file)->pass_bytes(text.data(), text.size());
    return (*file)->is_complete() ? std::optional(text) : std::nullopt;
  }
  // Of which zstd can save a half.
  static std::string random_text(std::size_t size) {
    std::mt19937 random(1);
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>('a' + random() % 16);
    return text;
  }
  std::string bytes() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void replace_bytes(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  // Where each chunk begins, and the end.
  static std::vector<std::size_t> bounds_of(const std::string& bytes) {
    std::vector<std::size_t> bounds;
    std::size_t at = sizeof(SnapshotHeader);
    while (at < bytes.size()) {
      bounds.push_back(at);
      std::uint32_t size = 0;
      std::memcpy(&size, bytes.data() + at, sizeof size);
      at += sizeof size + size;
    }
    bounds.push_back(at);
    return bounds;
  }

  TemporaryDirectory folder;
  const std::filesystem::path path = folder.path() / "snapshot";
  SnapshotHeader header;
  SecretBytes key;
};

TEST_F(SnapshotFile, GivesBackWhatWasWritten) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, sealed_chunk_bytes - 1, sealed_chunk_bytes,
        sealed_chunk_bytes + 1, 3 * sealed_chunk_bytes, 10 * sealed_chunk_bytes + 12'345}) {
    const std::string text = random_text(size);
    for (const std::size_t piece : {std::size_t{1000}, std::size_t{5'000'000}}) {
      write(text, piece);
      EXPECT_EQ(read(size), text) << size;
      EXPECT_EQ(open(key).value()->header(), bytes_of(header));
    }
  }
}

TEST_F(SnapshotFile, IsForNobodyElse) {
  write("secret", 6);
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  EXPECT_EQ(bytes().find("secret"), std::string::npos);
  SecretBytes other = key;
  other[31] ^= 1;
  EXPECT_EQ(read(6, other), std::nullopt);
  EXPECT_EQ(read(6), "secret");
}

TEST_F(SnapshotFile, IsReadToItsEndOrNotWhole) {
  const std::string text = random_text(sealed_chunk_bytes + 10);
  write(text, 4096);
  EXPECT_EQ(read(text.size() - 1), std::nullopt);
  EXPECT_EQ(read(text.size() + 1), std::nullopt);
  EXPECT_EQ(read(sealed_chunk_bytes), std::nullopt);
  EXPECT_EQ(read(0), std::nullopt);
}

TEST_F(SnapshotFile, IsNotReadWhereItIsCutOff) {
  const std::string text = random_text(4 * sealed_chunk_bytes + 500);
  write(text, 4096);
  const std::string whole = bytes();
  std::vector<std::size_t> lengths = bounds_of(whole);
  ASSERT_EQ(lengths.size(), 6U);
  EXPECT_EQ(lengths.back(), whole.size());
  lengths.pop_back();
  std::mt19937 random(2);
  for (int i = 0; i < 20; ++i) lengths.push_back(random() % whole.size());
  for (const std::size_t length : lengths) {
    replace_bytes(whole.substr(0, length));
    EXPECT_EQ(read(text.size()), std::nullopt) << length;
    EXPECT_EQ(read(std::min(length, text.size())), std::nullopt) << length;
  }
  replace_bytes(whole + "more");
  EXPECT_EQ(read(text.size()), std::nullopt);
}

TEST_F(SnapshotFile, IsNotReadWhereItsChunksAreOthers) {
  const std::string text = random_text(4 * sealed_chunk_bytes);
  write(text, 4096);
  const std::string whole = bytes();
  const std::vector<std::size_t> bounds = bounds_of(whole);
  const auto chunk = [&](std::size_t i) {
    return whole.substr(bounds[i], bounds[i + 1] - bounds[i]);
  };
  const std::string head = whole.substr(0, bounds[0]);
  for (const auto& order : std::vector<std::vector<std::size_t>>{
           {1, 0, 2, 3}, {0, 0, 2, 3}, {0, 2, 3}, {0, 1, 2}, {3}, {0, 1, 2, 3, 3}}) {
    std::string other = head;
    for (const std::size_t i : order) other += chunk(i);
    replace_bytes(other);
    EXPECT_EQ(read(order.size() * sealed_chunk_bytes), std::nullopt);
  }
  replace_bytes(head + chunk(0) + chunk(1) + chunk(2) + chunk(3));
  EXPECT_EQ(read(text.size()), text);
}

TEST_F(SnapshotFile, IsNotReadWhereABitIsAnother) {
  const std::string text = random_text(500);
  write(text, 500);
  const std::string whole = bytes();
  for (std::size_t at = 0; at < whole.size(); at += 1 + at / 100) {
    std::string other = whole;
    other[at] = static_cast<char>(other[at] ^ 1 << at % 8);
    replace_bytes(other);
    EXPECT_EQ(read(text.size()), std::nullopt) << at;
  }
}

// What has not reached the disk is no snapshot.
TEST_F(SnapshotFile, TellsThatItIsNotOnDisk) {
  const auto file = SealedFileWriter::create(path, bytes_of(header), key).value();
  fail_next_sync();
  EXPECT_FALSE(file->finish());
  stop_failing_io();
}

TEST_F(SnapshotFile, HasNoMoreThanThereIsRoomFor) {
  {
    ReservedArray<std::uint64_t> array(100'000);
    for (std::uint64_t i = 0; i < 50'000; ++i) array.append(i);
    const auto file = SealedFileWriter::create(path, bytes_of(header), key).value();
    file->pass(array);
    ASSERT_TRUE(file->finish());
  }
  ReservedArray<std::uint64_t> large(50'000);
  const auto file = open(key).value();
  file->pass(large);
  EXPECT_TRUE(file->is_complete());
  ASSERT_EQ(large.size(), 50'000U);
  for (std::uint64_t i = 0; i < large.size(); ++i) ASSERT_EQ(large[i], i);
  ReservedArray<std::uint64_t> small(49'999);
  const auto again = open(key).value();
  again->pass(small);
  EXPECT_TRUE(again->failed());
  EXPECT_FALSE(again->is_complete());
  EXPECT_EQ(small.size(), 0U);
}

}  // namespace
}  // namespace rolecall::test
