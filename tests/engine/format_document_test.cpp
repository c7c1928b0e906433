// The examples in FORMAT.md are true.
#include <fstream>
#include <sstream>

#include <boost/crc.hpp>
#include <boost/endian/conversion.hpp>
#include <gtest/gtest.h>
#include <sodium.h>

#include "engine/audit/merkle_tree.hpp"
#include "engine/secrets/seal.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/sample_records.hpp"

namespace rolecall::test {
namespace {

std::string worked_example() {
  std::ifstream file(ROLECALL_SOURCE_DIR "/engine/events/FORMAT.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string document = text.str();
  const auto at = document.find("## 8 Worked example");
  return at == std::string::npos ? "" : document.substr(at);
}

// The bytes of the table between ``` and ```, whose lines are: offset, bytes, two spaces, meaning.
std::string bytes_of_table(const std::string& example) {
  const auto start = example.find("```\n") + 4;
  std::istringstream table(example.substr(start, example.find("```", start) - start));
  std::string bytes;
  for (std::string line; std::getline(table, line);) {
    EXPECT_EQ(std::stoul(line), bytes.size()) << line;
    std::string hex = line.substr(5, line.find("  ", 5) - 5);
    std::erase(hex, ' ');
    bytes += from_hex(hex);
  }
  return bytes;
}

// Whether the bytes stand there in hex, however broken into groups and lines.
bool shows(const std::string& example, std::string_view bytes) {
  std::string squeezed = example;
  std::erase_if(squeezed, [](char c) { return c == ' ' || c == '\n'; });
  return squeezed.find(to_hex(bytes)) != std::string::npos;
}

template <class E>
Recorded sample_of() {
  for (Recorded& recorded : sample_records()) {
    if (std::holds_alternative<E>(recorded.event)) return recorded;
  }
  return {};
}

TEST(FormatDocument, ShowsARecordAsTheLogHoldsIt) {
  const std::string record = encode_with_known_key(sample_of<RoleAssigned>()).value();
  std::string checked(8, '\0');
  boost::endian::store_little_u64(reinterpret_cast<unsigned char*>(checked.data()), 3);
  checked += record;
  boost::crc_optimal<32, 0x1edc6f41, 0xffffffff, 0xffffffff, true, true> crc32c;
  crc32c.process_bytes(checked.data(), checked.size());
  std::string checksum(4, '\0');
  boost::endian::store_little_u32(reinterpret_cast<unsigned char*>(checksum.data()),
                                  crc32c.checksum());
  EXPECT_EQ(to_hex(bytes_of_table(worked_example())), to_hex(record + checksum));
}

TEST(FormatDocument, ShowsTheMerkleLeafOfThatRecord) {
  const Hash leaf = leaf_hash(encode_with_known_key(sample_of<RoleAssigned>()).value());
  EXPECT_TRUE(shows(worked_example(), {reinterpret_cast<const char*>(leaf.data()), leaf.size()}));
}

// As the document says it, with libsodium alone.
TEST(FormatDocument, ShowsHowASealIsMade) {
  const Recorded recorded = sample_of<UserReactivated>();
  const std::string record = encode_with_known_key(recorded).value();
  const std::string event_id = record.substr(11, 16);
  const std::string nonce = event_id.substr(4);
  const std::string associated = event_id + record.substr(29, 16) + from_hex("8400000006000100");
  const std::string padded = from_hex("520b7469636b65742034373131800000");
  std::string key;
  for (int byte = 0x84; byte <= 0xa3; ++byte) key.push_back(static_cast<char>(byte));
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  ASSERT_EQ(best_aes_gcm(), AesGcm::libsodium);
  std::string sealed(32, '\0');
  crypto_aead_aes256gcm_encrypt(reinterpret_cast<unsigned char*>(sealed.data()), nullptr,
                                bytes(padded), padded.size(), bytes(associated), associated.size(),
                                nullptr, bytes(nonce), bytes(key));
  EXPECT_TRUE(record.ends_with(from_hex("7084017a20") + sealed));
  for (const std::string& shown : {padded, nonce, associated, sealed}) {
    EXPECT_TRUE(shows(worked_example(), shown)) << to_hex(shown);
  }
}

}  // namespace
}  // namespace rolecall::test
