#include "api/elements.hpp"

#include <gtest/gtest.h>

#include "api/http/reply.hpp"
#include "engine/limits.hpp"

namespace rolecall::test {
namespace {

Response answer(std::size_t count, std::size_t size) {
  Response response;
  Elements elements{count, {}, 7};
  elements.append = [size](std::string& out, std::size_t index) {
    out.append(size, static_cast<char>('a' + index % 26));
  };
  answer_elements(response, "[", std::move(elements), "]");
  return response;
}

// The next piece of an answer that goes on.
std::string next_piece(const Response& response) {
  const auto slot = std::make_shared<Slot>();
  response.more(Later(slot, {}, native_error_shape));
  EXPECT_TRUE(slot->ready.load());
  EXPECT_EQ(slot->take().status, 200);
  return slot->take().body;
}

TEST(Elements, AreOneBodyWhereTheyFitAPiece) {
  EXPECT_EQ(answer(0, 1).body, "[]");
  EXPECT_EQ(answer(1, 1).body, "[a]");
  EXPECT_EQ(answer(3, 2).body, "[aa,bb,cc]");
  EXPECT_FALSE(answer(3, 2).more);
}

TEST(Elements, GoOnPieceByPieceWhereTheyDoNot) {
  constexpr std::size_t count = 1000, size = 999;
  const Response response = answer(count, size);
  EXPECT_EQ(response.kept_bytes, 7u);
  std::string whole = response.body;
  std::size_t largest = whole.size(), pieces = 1;
  ASSERT_TRUE(response.more);
  for (std::string piece; !(piece = next_piece(response)).empty(); ++pieces) {
    largest = std::max(largest, piece.size());
    whole += piece;
  }
  EXPECT_EQ(next_piece(response), "") << "still";
  EXPECT_LE(largest, limits::answer_piece_bytes + size + 2);
  EXPECT_GE(pieces, count * size / limits::answer_piece_bytes);
  std::string expected = "[";
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) expected += ',';
    expected.append(size, static_cast<char>('a' + i % 26));
  }
  EXPECT_EQ(whole, expected + ']');
}

}  // namespace
}  // namespace rolecall::test
