#include "projections/indexes/name_order.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

std::string folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Short strings of few letters, so that equal ones and prefixes are common; no NUL.
std::string random_name(std::mt19937_64& random) {
  constexpr std::string_view letters = "aAbZ[@`{\x7f\x80\xc3\xff";
  std::string name(random() % 20, ' ');
  const std::size_t variety = random() % 2 == 0 ? 2 : letters.size();
  for (char& c : name) c = letters[random() % variety];
  return name;
}

TEST(NameOrder, IsTheUnsignedByteOrderOfTheFoldedNames) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const std::string a = random_name(random);
    const std::string b = random_name(random);
    const int expected = folded(a).compare(folded(b));
    ASSERT_EQ(compare_folded(a, b) <=> 0, expected <=> 0) << a << " against " << b;
  }
}

TEST(NameOrder, FoldsEveryAsciiLetterAndNoOtherByte) {
  for (unsigned byte = 1; byte < 256; ++byte) {
    const std::string name(11, static_cast<char>(byte));
    EXPECT_TRUE(compare_folded(name, folded(name)) == 0) << byte;
    const std::string changed(11, static_cast<char>(byte ^ 0x20));
    EXPECT_EQ(compare_folded(name, changed) == 0, folded(name) == folded(changed)) << byte;
  }
}

TEST(NameOrder, ReadsNothingOutsideTheName) {
  // On the heap without a byte to spare: the address sanitizer watches both ends.
  for (std::size_t size = 0; size < 20; ++size) {
    const auto name = std::make_unique<char[]>(size);
    std::fill_n(name.get(), size, 'M');
    EXPECT_TRUE(compare_folded({name.get(), size}, std::string(size, 'm')) == 0);
  }
}

TEST(NameOrder, FindsPrefixesInAnyCase) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 200'000; ++i) {
    const std::string name = random_name(random);
    const std::string prefix = random_name(random).substr(0, random() % 12);
    ASSERT_EQ(starts_with_folded(name, prefix), folded(name).starts_with(folded(prefix)))
        << name << " and " << prefix;
  }
}

}  // namespace
}  // namespace rolecall::test
