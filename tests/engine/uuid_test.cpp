#include "engine/types/uuid.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/types/uuid_v7.hpp"

namespace rolecall::test {
namespace {

RC_GTEST_PROP(Uuid, ReadsBackWhatItWrote, ()) {
  Uuid id;
  for (std::uint8_t& byte : id.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
  RC_ASSERT(parse_uuid(to_text(id)) == id);
}

TEST(Uuid, IsWrittenInLowerCaseWithDashes) {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(0x1f + 0x0e * i);
  }
  EXPECT_EQ(to_text(id), "1f2d3b49-5765-7381-8f9d-abb9c7d5e3f1");
  EXPECT_EQ(parse_uuid("1F2D3B49-5765-7381-8F9D-ABB9C7D5E3F1"), id);
}

TEST(Uuid, RefusesEveryOtherForm) {
  for (const char* text :
       {"", "1f2d3b49576573818f9dabb9c7d5e3f1", "1f2d3b49-5765-7381-8f9d-abb9c7d5e3f",
        "1f2d3b49-5765-7381-8f9d-abb9c7d5e3f10", "{1f2d3b49-5765-7381-8f9d-abb9c7d5e3f}",
        "1f2d3b4-95765-7381-8f9d-abb9c7d5e3f1", "1f2d3b49-5765-7381-8f9d-abb9c7d5e3fg",
        "1f2d3b49+5765-7381-8f9d-abb9c7d5e3f1", "1f2d3b49-5765-7381-8f9d--bb9c7d5e3f1",
        " f2d3b49-5765-7381-8f9d-abb9c7d5e3f1", "0x2d3b49-5765-7381-8f9d-abb9c7d5e3f1"}) {
    EXPECT_EQ(parse_uuid(text), std::nullopt) << text;
  }
}

TEST(Uuid, IsNilByDefault) {
  EXPECT_TRUE(UserId{}.is_nil());
  EXPECT_EQ(UserId{}.text(), "00000000-0000-0000-0000-000000000000");
}

TEST(UuidV7, BeginsWithTheTimeInMilliseconds) {
  UuidV7 ids;
  const Uuid id = ids.next(Timestamp{1'645'557'742'000'999});
  EXPECT_EQ(to_text(id).substr(0, 15), "017f22e2-79b0-7");  // the time of RFC 9562, A.6
  EXPECT_EQ(id.bytes[8] >> 6, 2);
}

TEST(UuidV7, NeverRepeats) {
  UuidV7 ids;
  std::set<Uuid> seen;
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(seen.insert(ids.next(Timestamp{0})).second);
}

}  // namespace
}  // namespace rolecall::test
