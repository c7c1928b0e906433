#include "api/jwt.hpp"

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

const std::string key(32, 'k');

TEST(Jwt, ReadsBackTheClaimsItSigned) {
  const auto claims = verify_jwt(sign_jwt(R"({"sub": "vera", "exp": 5})", key).value(), key);
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->at("sub"), "vera");
  EXPECT_EQ(claims->at("exp"), 5);
}

TEST(Jwt, TakesNoOtherKeyAndNoChange) {
  const std::string token = sign_jwt(R"({"sub": "vera"})", key).value();
  EXPECT_FALSE(verify_jwt(token, std::string(32, 'l')));
  for (std::size_t i = 0; i + 1 < token.size(); i += 3) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify_jwt(changed, key)) << i;
  }
}

// The alg of a header is the client's to write: only ours counts.
TEST(Jwt, TakesNoOtherAlgorithm) {
  // {"alg":"none"}.{"sub":"vera"} and {"alg":"HS512"}.{"sub":"vera"} without a signature
  EXPECT_FALSE(verify_jwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ2ZXJhIn0.", key));
  EXPECT_FALSE(verify_jwt("eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJ2ZXJhIn0.", key));
}

TEST(Jwt, SignsNothingThatItWouldNotTake) {
  const auto of = [](std::size_t size) { return R"({"name": ")" + std::string(size, 'x') + "\"}"; };
  ASSERT_TRUE(sign_jwt(of(4000), key));
  EXPECT_TRUE(verify_jwt(*sign_jwt(of(4000), key), key));
  EXPECT_FALSE(sign_jwt(of(8000), key));
  EXPECT_FALSE(sign_jwt(R"({"name": "a\u0000b"})", key));
  EXPECT_FALSE(sign_jwt("nonsense", key));
}

TEST(Jwt, RunsOutWithItsLastSecond) {
  constexpr Timestamp now{5'000'000};
  EXPECT_FALSE(is_valid_at({}, now));
  EXPECT_FALSE(is_valid_at({{"exp", 5}}, now));
  EXPECT_FALSE(is_valid_at({{"exp", "later"}}, now));
  EXPECT_TRUE(is_valid_at({{"exp", 6}}, now));
}

TEST(Jwt, TakesNoNonsense) {
  for (const char* token : {"", ".", "..", "a.b.c", "eyJhbGciOiJIUzI1NiJ9", "%%%.%%%.%%%"}) {
    EXPECT_FALSE(verify_jwt(token, key)) << token;
  }
  EXPECT_FALSE(verify_jwt(std::string(100'000, 'a'), key));
}

}  // namespace
}  // namespace rolecall::test
