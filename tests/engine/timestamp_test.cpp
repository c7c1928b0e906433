#include "engine/types/timestamp.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rolecall::test {
namespace {

constexpr std::int64_t start_of_0000_us = -62'167'219'200'000'000;
constexpr std::int64_t end_of_9999_us = 253'402'300'800'000'000;

RC_GTEST_PROP(Timestamp, ReadsBackWhatItWrote, ()) {
  const Timestamp time{*rc::gen::inRange<std::int64_t>(start_of_0000_us, end_of_9999_us)};
  RC_ASSERT(to_text(time).size() == 27u);
  RC_ASSERT(parse_timestamp(to_text(time)) == time);
}

RC_GTEST_PROP(Timestamp, IsOrderedAsItsText, ()) {
  const Timestamp a{*rc::gen::inRange<std::int64_t>(start_of_0000_us, end_of_9999_us)};
  const Timestamp b{*rc::gen::inRange<std::int64_t>(start_of_0000_us, end_of_9999_us)};
  RC_ASSERT((a < b) == (to_text(a) < to_text(b)));
}

TEST(Timestamp, IsWrittenInUtcWithMicroseconds) {
  EXPECT_EQ(to_text(Timestamp{0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_text(Timestamp{1'709'210'096'000'007}), "2024-02-29T12:34:56.000007Z");
  EXPECT_EQ(to_text(Timestamp{end_of_9999_us - 1}), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_text(Timestamp{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(Timestamp, IsReadInAnyFormOfRfc3339) {
  const Timestamp time{1'709'210'096'000'000};
  for (const char* text :
       {"2024-02-29T12:34:56Z", "2024-02-29t12:34:56z", "2024-02-29 12:34:56Z",
        "2024-02-29T12:34:56.0Z", "2024-02-29T12:34:56.000000000Z", "2024-02-29T12:34:56+00:00",
        "2024-02-29T12:34:56-00:00", "2024-02-29T14:04:56+01:30", "2024-02-29T05:34:56-07:00",
        "2024-03-01T12:33:56+23:59", "2024-02-28T12:35:56-23:59"}) {
    EXPECT_EQ(parse_timestamp(text), time) << text;
  }
}

TEST(Timestamp, KeepsMicrosecondsAndCutsOffTheRest) {
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.1Z"), Timestamp{100'000});
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.000001Z"), Timestamp{1});
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.123456999Z"), Timestamp{123'456});
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.12345699999999999999Z"), Timestamp{123'456});
}

TEST(Timestamp, ReadsALeapSecondAsTheSecondBefore) {
  EXPECT_EQ(parse_timestamp("2016-12-31T23:59:60Z"), parse_timestamp("2016-12-31T23:59:59Z"));
  EXPECT_EQ(parse_timestamp("2016-12-31T23:59:60.5Z"), parse_timestamp("2016-12-31T23:59:59.5Z"));
  EXPECT_EQ(parse_timestamp("2015-07-01T01:59:60+02:00"), parse_timestamp("2015-06-30T23:59:59Z"));
}

TEST(Timestamp, KnowsNoSecond60WhereNoLeapSecondCanBe) {
  for (const char* text : {"2024-02-29T12:34:60Z", "2016-12-31T23:58:60Z", "2016-12-30T23:59:60Z",
                           "2016-12-31T23:59:60+01:00", "2016-09-30T23:59:60Z"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(Timestamp, IsOfTheYears0To9999InUtc) {
  EXPECT_EQ(parse_timestamp("1969-12-31T23:00:00-01:00"), Timestamp{0});
  EXPECT_EQ(parse_timestamp("1969-12-31T23:59:59.999999Z"), Timestamp{-1});
  EXPECT_EQ(parse_timestamp("1815-12-10T00:00:00Z"), Timestamp{-4'861'728'000'000'000});
  EXPECT_EQ(parse_timestamp("0000-01-01T00:00:00Z"), Timestamp{start_of_0000_us});
  EXPECT_EQ(parse_timestamp("0000-01-01T00:00:00+00:01"), std::nullopt);
  EXPECT_EQ(parse_timestamp("9999-12-31T23:59:59.999999Z"), Timestamp{end_of_9999_us - 1});
  EXPECT_EQ(parse_timestamp("9999-12-31T23:59:59-00:01"), std::nullopt);
}

TEST(Timestamp, RefusesWhatIsNotRfc3339) {
  for (const char* text : {"",
                           "2024",
                           "2024-02-29",
                           "2024-02-29T12:34:56",
                           "2024-02-29T12:34Z",
                           "2024-02-30T12:34:56Z",
                           "2023-02-29T12:34:56Z",
                           "2024-13-01T12:34:56Z",
                           "2024-00-01T12:34:56Z",
                           "2024-01-00T12:34:56Z",
                           "2024-01-32T12:34:56Z",
                           "2024-02-29T24:00:00Z",
                           "2024-02-29T12:60:00Z",
                           "2024-02-29T12:34:61Z",
                           "2024-02-29T12:34:56.Z",
                           "2024-02-29T12:34:56,5Z",
                           "2024-02-29T12:34:56+0100",
                           "2024-02-29T12:34:56+01",
                           "2024-02-29T12:34:56+24:00",
                           "2024-02-29T12:34:56+01:60",
                           "2024-02-29T12:34:56ZZ",
                           " 2024-02-29T12:34:56Z",
                           "2024-02-29T12:34:56Z ",
                           "2024-2-29T12:34:56Z",
                           "+024-02-29T12:34:56Z",
                           "2024-02-29_12:34:56Z",
                           "2024-02-29T12:34:5\xc3\xa9Z",
                           "20240229T123456Z"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_timestamp(std::string_view("2024-02-29\0"
                                             "12:34:56Z",
                                             20)),
            std::nullopt);
}

}  // namespace
}  // namespace rolecall::test
