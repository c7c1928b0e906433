#include "engine/log/crc32c.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

std::string counting_up() {
  std::string bytes(32, '\0');
  std::iota(bytes.begin(), bytes.end(), '\0');
  return bytes;
}

TEST(Crc32c, GivesThePublishedValues) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
  // RFC 3720, appendix B.4.
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(crc32c(counting_up()), 0x46dd794eu);
  std::string counting_down = counting_up();
  std::reverse(counting_down.begin(), counting_down.end());
  EXPECT_EQ(crc32c(counting_down), 0x113fdb5cu);
}

TEST(Crc32c, IsTheSameWithoutTheInstruction) {
  std::string bytes;
  for (int length = 0; length < 300; ++length) {
    EXPECT_EQ(crc32c(bytes), crc32c_portable(bytes)) << length;
    bytes.push_back(static_cast<char>(length * 37));
  }
}

TEST(Crc32c, ContinuesWhereItStopped) {
  const std::string bytes = counting_up();
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    EXPECT_EQ(crc32c(bytes.substr(cut), crc32c(bytes.substr(0, cut))), 0x46dd794eu) << cut;
  }
}

}  // namespace
}  // namespace rolecall::test
