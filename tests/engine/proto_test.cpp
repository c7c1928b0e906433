#include "engine/events/proto.hpp"

#include <gtest/gtest.h>

#include "tests/support/hex.hpp"

namespace rolecall::test {
namespace {

std::uint64_t read_varint(std::string_view hex, bool& done) {
  const std::string bytes = from_hex(hex);
  ProtoReader reader(bytes);
  std::uint64_t value = 0;
  reader.varint(1, value);
  done = reader.done();
  return value;
}

bool refuses_varint(std::string_view hex) {
  bool done = true;
  read_varint(hex, done);
  return !done;
}

TEST(Wire, WritesVarintsInTheShortestForm) {
  for (const auto& [value, hex] : {std::pair<std::uint64_t, std::string_view>{1, "0801"},
                                   {127, "087f"},
                                   {128, "088001"},
                                   {300, "08ac02"},
                                   {UINT64_MAX, "08ffffffffffffffffff01"}}) {
    ProtoWriter writer;
    writer.varint(1, value);
    EXPECT_EQ(to_hex(writer.take()), hex);
    bool done = false;
    EXPECT_EQ(read_varint(hex, done), value);
    EXPECT_TRUE(done);
  }
}

TEST(Wire, RefusesALongerVarintThanNeeded) {
  EXPECT_TRUE(refuses_varint("088100"));
  EXPECT_TRUE(refuses_varint("08ff8000"));
}

TEST(Wire, RefusesAVarintThatDoesNotEndOrDoesNotFit) {
  EXPECT_TRUE(refuses_varint("08"));
  EXPECT_TRUE(refuses_varint("08ff"));
  EXPECT_TRUE(refuses_varint("08ffffffffffffffffff02"));
  EXPECT_TRUE(refuses_varint("08ffffffffffffffffffff01"));
}

TEST(Wire, RefusesAWrittenZero) {
  EXPECT_TRUE(refuses_varint("0800"));
  const std::string zeros = from_hex(
      "090000000000000000"
      "1500000000"
      "1a00"
      "2210" +
      std::string(32, '0'));
  std::int64_t a = 1;
  std::uint32_t b = 1;
  std::string_view c = "x";
  Uuid d;
  ProtoReader first(std::string_view(zeros).substr(0, 9));
  first.fixed64(1, a);
  EXPECT_FALSE(first.ok());
  ProtoReader second(std::string_view(zeros).substr(9, 5));
  second.fixed32(2, b);
  EXPECT_FALSE(second.ok());
  ProtoReader third(std::string_view(zeros).substr(14, 2));
  third.text(3, c);
  EXPECT_FALSE(third.ok());
  ProtoReader fourth(std::string_view(zeros).substr(16));
  fourth.id(4, d);
  EXPECT_FALSE(fourth.ok());
}

TEST(Wire, ReadsAnAbsentFieldAsZero) {
  ProtoReader reader("");
  std::int64_t a = 1;
  std::uint32_t b = 1;
  std::uint64_t c = 1;
  std::string d = "x";
  std::optional<std::string> e = "x";
  reader.fixed64(1, a);
  reader.fixed32(2, b);
  reader.varint(3, c);
  reader.text(4, d);
  reader.optional_text(5, e);
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(a, 0);
  EXPECT_EQ(b, 0u);
  EXPECT_EQ(c, 0u);
  EXPECT_EQ(d, "");
  EXPECT_FALSE(e);
}

TEST(Wire, RefusesFieldsOutOfOrderTwiceOrUnknown) {
  for (const std::string_view hex : {"10010801", "08010801", "08011801"}) {
    const std::string bytes = from_hex(hex);
    ProtoReader reader(bytes);
    std::uint64_t one = 0;
    std::uint64_t two = 0;
    reader.varint(1, one);
    reader.varint(2, two);
    EXPECT_FALSE(reader.done()) << hex;
  }
}

TEST(Wire, KeepsAnEngagedButEmptyText) {
  ProtoWriter writer;
  writer.optional_text(1, std::optional<std::string>(""));
  writer.optional_text(2, std::nullopt);
  const std::string bytes = writer.take();
  EXPECT_EQ(to_hex(bytes), "0a00");
  ProtoReader reader(bytes);
  std::optional<std::string> one;
  std::optional<std::string> two = "x";
  reader.optional_text(1, one);
  reader.optional_text(2, two);
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(one, "");
  EXPECT_EQ(two, std::nullopt);
}

TEST(Wire, PutsTheLengthInFrontOfAMessageOfAnySize) {
  for (const std::size_t size : {1u, 125u, 126u, 127u, 128u, 300u, 20'000u, 3'000'000u}) {
    const std::string text(size, 'a');
    ProtoWriter writer;
    writer.varint(1, 7);
    writer.message(2, [&] { writer.text(1, text); });
    writer.varint(3, 9);
    const std::string bytes = writer.take();
    ProtoReader reader(bytes);
    std::uint64_t seven = 0;
    std::uint64_t nine = 0;
    std::string read;
    reader.varint(1, seven);
    reader.message(2, [&] { reader.text(1, read); });
    reader.varint(3, nine);
    EXPECT_TRUE(reader.done()) << size;
    EXPECT_EQ(seven, 7u);
    EXPECT_EQ(nine, 9u);
    EXPECT_TRUE(read == text) << size;
  }
}

TEST(Wire, LeavesOutAnEmptyMessageButNotAnEmptyBody) {
  ProtoWriter writer;
  EXPECT_FALSE(writer.message(1, [] {}));
  EXPECT_EQ(writer.body(2, [] {}), 0u);
  EXPECT_EQ(to_hex(writer.take()), "1200");
}

TEST(Wire, RefusesAMessageThatEndsBehindItsBytesOrIsNotReadToItsEnd) {
  for (const std::string_view hex : {"0a05080110", "0a0408011001"}) {
    const std::string bytes = from_hex(hex);
    ProtoReader reader(bytes);
    std::uint64_t value = 0;
    reader.message(1, [&] { reader.varint(1, value); });
    EXPECT_FALSE(reader.ok()) << hex;
  }
}

}  // namespace
}  // namespace rolecall::test
