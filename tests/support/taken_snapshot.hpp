// A snapshot of a directory in a file of its own.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "engine/snapshot/sealed_file_writer.hpp"
#include "engine/snapshot/snapshot_format.hpp"
#include "projections/directory/directory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {

class TakenSnapshot {
 public:
  // Nobody writes meanwhile.
  explicit TakenSnapshot(Directory& directory) {
    SnapshotHeader header;
    header.position = directory.model().head();
    const auto file = SealedFileWriter::create(path(), bytes_of(header), key_).value();
    directory.model().serialize(*file);
    EXPECT_TRUE(file->finish());
  }

  // Whether the directory took it.
  bool load_into(Directory& directory) const {
    const auto file = SealedFileReader::open(path(), sizeof(SnapshotHeader),
                                             [&](std::string_view) { return key_; });
    return file && directory.load(**file);
  }

  std::string bytes() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void replace_bytes(const std::string& bytes) const {
    std::ofstream(path(), std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path path() const { return folder_.path() / "snapshot"; }

  TemporaryDirectory folder_;
  SecretBytes key_;
};

}  // namespace rolecall::test
