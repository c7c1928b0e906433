#include "engine/types/utf8.hpp"

#include <gtest/gtest.h>

#include "tests/support/hex.hpp"

namespace rolecall::test {
namespace {

TEST(Utf8, IsWhatRfc3629AllowsAndNothingElse) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain ASCII of more than eight bytes"));
  EXPECT_TRUE(is_utf8(from_hex("00")));
  EXPECT_TRUE(is_utf8(from_hex("c3a9e282acf09f9880")));
  EXPECT_TRUE(is_utf8(from_hex("f48fbfbf")));   // U+10FFFF
  EXPECT_FALSE(is_utf8(from_hex("f4908080")));  // above it
  EXPECT_FALSE(is_utf8(from_hex("eda080")));    // a surrogate
  EXPECT_FALSE(is_utf8(from_hex("c080")));      // overlong
  EXPECT_FALSE(is_utf8(from_hex("80")));
  EXPECT_FALSE(is_utf8(from_hex("616263646566676869c3")));  // cut off
}

}  // namespace
}  // namespace rolecall::test
