#include "engine/types/canonical_name.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <utf8proc.h>

namespace rolecall::test {
namespace {

std::string utf8(utf8proc_int32_t code_point) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(code_point, bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string normalized(const std::string& text,
                       utf8proc_uint8_t* (*form)(const utf8proc_uint8_t*)) {
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(
      form(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
  return reinterpret_cast<const char*>(owned.get());
}

// The code points that change or are changed: fold, decompose or combine. The others have no
// part in what makes two names the same.
std::vector<utf8proc_int32_t> interesting_code_points() {
  std::vector<utf8proc_int32_t> found;
  for (utf8proc_int32_t c = 1; c < 0x110000; ++c) {
    if (!check_name(utf8(c), "name")) continue;
    const utf8proc_property_t* property = utf8proc_get_property(c);
    const bool plain = property->combining_class == 0 && property->decomp_seqindex == UINT16_MAX &&
                       property->casefold_seqindex == UINT16_MAX &&
                       property->comb_index == UINT16_MAX;
    if (!plain) found.push_back(c);
  }
  return found;
}

TEST(CanonicalKey, OfEveryCharacterIsItsOwnKey) {
  for (utf8proc_int32_t c = 1; c < 0x110000; ++c) {
    const std::string name = utf8(c);
    if (!check_name(name, "name")) continue;
    const std::string key = canonical_key(name);
    EXPECT_FALSE(key.empty()) << c;
    EXPECT_EQ(canonical_key(key), key) << c;
  }
}

std::string some_name() {
  static const std::vector<utf8proc_int32_t> characters = interesting_code_points();
  std::string name;
  for (const auto index : *rc::gen::container<std::vector<std::size_t>>(
           rc::gen::inRange<std::size_t>(0, characters.size()))) {
    name += utf8(characters[index]);
  }
  return name;
}

RC_GTEST_PROP(CanonicalKey, IsItsOwnKey, ()) {
  const std::string key = canonical_key(some_name());
  RC_ASSERT(canonical_key(key) == key);
}

RC_GTEST_PROP(CanonicalKey, IsTheSameForEveryEncodingOfAName, ()) {
  const std::string name = some_name();
  RC_ASSERT(canonical_key(normalized(name, utf8proc_NFD)) == canonical_key(name));
  RC_ASSERT(canonical_key(normalized(name, utf8proc_NFC)) == canonical_key(name));
}

RC_GTEST_PROP(CanonicalKey, OfPlainAsciiFoldsByteByByte, ()) {
  const auto name = *rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7f));
  std::string folded = name;
  for (char& c : folded) c = fold_ascii(c);
  RC_ASSERT(canonical_key(name) == folded);
  RC_ASSERT(canonical_key(name + "é") == folded + "é");
}

TEST(CanonicalKey, LeavesBrokenUtf8AsItIs) { EXPECT_EQ(canonical_key("A\xff"), "A\xff"); }

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  while (times-- != 0) text += part;
  return text;
}

// As long as it took to fold them, a megabyte each, nothing else was read or written.
TEST(CanonicalKey, OfWhatIsNobodysNameIsTheTextItself) {
  for (const std::string& text :
       {repeated("\ufdfa", 340'000), repeated("a\u0323\u0301", 200'000),
        repeated("\u0301\u0323", 250'000), repeated("Ä", 511), std::string(1'000'000, 'A'),
        std::string(1021, 'A'), repeated("e\u0301", 256), "e" + repeated("\u0301", 31),
        repeated("\ufdfa", 255), repeated("\ufdfa", 93)}) {
    EXPECT_TRUE(canonical_key(text) == text) << text.size();
    EXPECT_FALSE(check_name(text, "name"));
  }
}

bool is_mark(const std::string& text) {
  utf8proc_int32_t first = 0;
  utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &first);
  return utf8proc_get_property(first)->combining_class != 0;
}

// All characters by the longest row of each that may be a name: none is lost that was one.
TEST(CanonicalKey, IsFoldedWhereverItIsNoLongerThanAName) {
  for (utf8proc_int32_t c = 1; c < 0x110000; ++c) {
    const std::string one = utf8(c);
    if (!check_name(one, "name")) continue;
    const std::string key = canonical_key(one);
    // Of marks there may be thirty in a row, and one may be two.
    const std::size_t most = is_mark(key) ? 15 : 255;
    const std::size_t times = std::min(most, 1020 / std::max(key.size(), one.size()));
    EXPECT_TRUE(check_name(repeated(one, times), "name")) << c;
  }
}

TEST(CheckText, TakesLinesAndNothing) {
  EXPECT_TRUE(check_text("", 3, "reason"));
  EXPECT_TRUE(check_text("a\n\tb ", 8, "reason"));
}

TEST(CheckText, RefusesControlCharactersBrokenUtf8AndLength) {
  for (const char* text : {"a\rb", "a\x1b[0m", "\x7f", "a\u0085", "\xff", "\xc3", "123456789"}) {
    const auto checked = check_text(text, 8, "reason");
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().code, Errc::invalid_argument);
    EXPECT_EQ(checked.error().field, "reason");
  }
}

TEST(UnicodeVersion, IsANumber) { EXPECT_NE(unicode_version().find('.'), std::string::npos); }

TEST(LowerCase, ChangesTheCaseOfLettersAndNothingElse) {
  const std::pair<const char*, const char*> rows[] = {
      {"Jo.Doe@Ex.CO", "jo.doe@ex.co"},
      {"x\u00b2 \ufb01n \u00bd", "x\u00b2 \ufb01n \u00bd"},  // a key would fold these
      {"Wei\u00df \u00c4\u03a3", "wei\u00df \u00e4\u03c3"},
      {"\u0130", "i\u0307"},
      {"a\u200bb", "a\u200bb"},  // to be refused, not taken for ab
      {"A\xff", "A\xff"},
      {"", ""}};
  for (const auto& [text, lower] : rows) EXPECT_EQ(lower_case(text), lower) << text;
}

TEST(CheckPersonName, TakesWhatPeopleBear) {
  for (const char* name : {"ශ්\u200dරී", "می\u200cروم", "☀\ufe0f", "👩🏽\u200d🚀 Zoë",
                           "❤\ufe0f\u200d🔥", "葛\U000e0100城", "1\ufe0f\u20e3", "Ada Lovelace"}) {
    EXPECT_TRUE(check_person_name(name, "display_name")) << name;
  }
}

TEST(CheckPersonName, RefusesWhatFormsNothing) {
  for (const char* name :
       {"\u200dරී", "ශ්\u200d", "ශ්\u200d\u200dරී", "a\u200db", "ශ්\u200d රී", "\ufe0f", "a \ufe0f",
        "☀\ufe0f\ufe0f", "a\u200bb", "a\u202eb", "🏴\U000e0067"}) {
    EXPECT_EQ(check_person_name(name, "display_name").error().code, Errc::invalid_argument) << name;
  }
}

TEST(CheckName, KeepsJoinersAndSelectorsOutOfNamesThatStandForSomebody) {
  EXPECT_FALSE(check_name("ශ්\u200dරී", "username"));
  EXPECT_FALSE(check_name("☀\ufe0f", "username"));
}

TEST(CanonicalKey, IsTheSameWithAndWithoutWhatOnlyForms) {
  EXPECT_EQ(canonical_key("می\u200cروم"), canonical_key("میروم"));
  EXPECT_EQ(canonical_key("☀\ufe0f"), canonical_key("☀"));
}

}  // namespace
}  // namespace rolecall::test
