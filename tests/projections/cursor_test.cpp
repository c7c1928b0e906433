#include "projections/model/cursor.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"

namespace rolecall::test {
namespace {

TEST(Cursor, ComesBackFromItsText) {
  for (const Cursor& cursor :
       {Cursor{}, Cursor{Position{12}, 3, 4, 2, 1},
        Cursor{Position{limits::position_max}, UINT64_MAX, UINT32_MAX, 255, UINT64_MAX}}) {
    EXPECT_EQ(parse_cursor(to_text(cursor)), cursor) << to_text(cursor);
  }
}

TEST(Cursor, IsReadInOneSpellingOnly) {
  for (const std::string_view text :
       {"", ".", "1", "1.2.3", "1.2.3.4", "1.2.3.4.", "1.2.3.4.5.", "1.2.3.4.5.6", "1.2.3.4.5 ",
        " 1.2.3.4.5", "01.2.3.4.5", "1.+2.3.4.5", "-1.2.3.4.5", "1.2.3.4.-1", "1,2,3,4,5",
        "1..2.3.4", "0x1.2.3.4.5", "a.b.c.d.e"}) {
    EXPECT_FALSE(parse_cursor(text)) << text;
  }
}

TEST(Cursor, HasNoNumberThatDoesNotFit) {
  EXPECT_FALSE(parse_cursor("1099511627776.0.0.0.1"));  // position_max + 1
  EXPECT_FALSE(parse_cursor("1.18446744073709551616.0.0.1"));
  EXPECT_FALSE(parse_cursor("1.0.4294967296.0.1"));
  EXPECT_FALSE(parse_cursor("1.0.0.256.1"));
  EXPECT_FALSE(parse_cursor("1.0.0.0.18446744073709551616"));
}

}  // namespace
}  // namespace rolecall::test
