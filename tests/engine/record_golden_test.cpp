// The bytes of the log, for ever: one stored record per type and version. A file here is never
// changed; a new version of a type gets a file of its own.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/secrets/seal.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/sample_records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string golden(const Recorded& recorded) {
  const std::string name(name_of(type_of(recorded.event)));
  std::string hex = read_file(ROLECALL_SOURCE_DIR "/tests/golden/records/" + name + "-1.hex");
  std::erase(hex, '\n');
  return from_hex(hex);
}

// What stock protoc makes of `input`. Fails the test where it cannot.
std::string protoc(const std::string& mode, const std::string& message, const std::string& input) {
  const TemporaryDirectory directory;
  const std::string base = directory.path() / "message";
  std::ofstream(base + ".in", std::ios::binary) << input;
  const std::string command = "protoc --" + mode + "=rolecall." + message +
                              " -I " ROLECALL_SOURCE_DIR "/engine/events record.proto <" + base +
                              ".in >" + base + ".out 2>" + base + ".err";
  EXPECT_EQ(std::system(command.c_str()), 0) << command << "\n" << read_file(base + ".err");
  return read_file(base + ".out");
}

// The seal is the last of a record, and only its whole opens.
std::string opened_seal(const Recorded& recorded, std::string_view record) {
  const SealBinding binding{recorded.id, user_of(recorded.event), recorded.key,
                            type_of(recorded.event), record_version};
  for (std::size_t size = 32; size <= record.size(); size += seal_block_bytes) {
    std::string plaintext;
    if (open_seal(KnownKeys::known(recorded.key), binding, record.substr(record.size() - size),
                  plaintext)) {
      return plaintext;
    }
  }
  ADD_FAILURE() << "no seal at the end of the record";
  return {};
}

class GoldenRecord : public testing::TestWithParam<Recorded> {};

std::string name_of_case(const testing::TestParamInfo<Recorded>& one) {
  return std::string(name_of(type_of(one.param.event)));
}
INSTANTIATE_TEST_SUITE_P(All, GoldenRecord, testing::ValuesIn(sample_records()), name_of_case);

TEST(GoldenRecords, CoverEveryEventType) {
  const auto events = sample_events();
  ASSERT_EQ(events.size(), std::variant_size_v<Event>);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].index(), i);
}

TEST_P(GoldenRecord, IsWhatEncodeWrites) {
  const auto record = encode_with_known_key(GetParam());
  ASSERT_TRUE(record) << record.error().detail;
  EXPECT_EQ(to_hex(*record), to_hex(golden(GetParam())));
}

TEST_P(GoldenRecord, DecodesToTheEvent) {
  const KnownKeys keys;
  const auto recorded = decode(golden(GetParam()), GetParam().position, keys, Open::everything);
  ASSERT_TRUE(recorded) << recorded.error().detail;
  EXPECT_TRUE(*recorded == GetParam());
}

TEST_P(GoldenRecord, IsReadAndWrittenAlikeByStockProtoc) {
  const std::string record = golden(GetParam());
  const std::string text = protoc("decode", "Record", record);
  EXPECT_EQ(to_hex(protoc("encode", "Record", text)), to_hex(record));
}

TEST_P(GoldenRecord, IsReadAndWrittenAlikeByStockProtocInsideItsSeal) {
  if (GetParam().key == KeyNo{}) {
    EXPECT_FALSE(needs_seal(GetParam().event, GetParam().reason));
    return;
  }
  const std::string plaintext = opened_seal(GetParam(), golden(GetParam()));
  const std::string text = protoc("decode", "Sealed", plaintext);
  EXPECT_EQ(to_hex(protoc("encode", "Sealed", text)), to_hex(plaintext));
}

}  // namespace
}  // namespace rolecall::test
