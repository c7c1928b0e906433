#include "engine/types/canonical_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>

#include <utf8proc.h>

#include "engine/limits.hpp"
#include "engine/types/utf8.hpp"

namespace rolecall {
namespace {

constexpr std::size_t uuid_digits = 32;

// Letters and signs by their class that show as nothing or as a box.
bool shows_as_blank(utf8proc_int32_t code_point) {
  switch (code_point) {
    case 0x2800:   // Braille pattern blank
    case 0xfffc:   // object replacement character
    case 0x13441:  // Egyptian hieroglyph full blank
    case 0x13442:  // Egyptian hieroglyph half blank
    case 0x1d159:  // musical symbol null notehead
      return true;
    default:
      return false;
  }
}

bool is_allowed_in_names(utf8proc_int32_t code_point) {
  if (code_point < 0x80) return code_point >= 0x20 && code_point != 0x7f;
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_CN:  // unassigned
    case UTF8PROC_CATEGORY_CC:  // control
    case UTF8PROC_CATEGORY_CF:  // invisible format characters, bidi overrides among them
    case UTF8PROC_CATEGORY_CO:  // private use
    case UTF8PROC_CATEGORY_CS:  // surrogates
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return utf8proc_get_property(code_point)->ignorable == 0 && !shows_as_blank(code_point);
  }
}

bool is_space(utf8proc_int32_t code_point) {
  if (code_point < 0x80) return code_point == ' ';
  return utf8proc_category(code_point) == UTF8PROC_CATEGORY_ZS;
}

bool is_joiner(utf8proc_int32_t code_point) {
  return code_point == 0x200c || code_point == 0x200d;  // non-joiner and joiner
}

bool is_variation_selector(utf8proc_int32_t code_point) {
  return (code_point >= 0xfe00 && code_point <= 0xfe0f) ||
         (code_point >= 0xe0100 && code_point <= 0xe01ef);
}

// Whether an invisible character may stand between its neighbours (0: none): a joiner between two
// visible ones of no ASCII text, as in Sinhala, in Persian and within emoji; a selector of a
// character's form behind that character. So it cannot hide, nor be at an end.
bool forms_its_neighbours(utf8proc_int32_t before, utf8proc_int32_t code_point,
                          utf8proc_int32_t behind) {
  const auto is_visible = [](utf8proc_int32_t one) {
    return one != 0 && is_allowed_in_names(one) && !is_space(one);
  };
  if (is_variation_selector(code_point)) return is_visible(before);
  const bool follows = before >= 0x80 && (is_visible(before) || is_variation_selector(before));
  return is_joiner(code_point) && follows && behind >= 0x80 && is_visible(behind);
}

Error bad_name(std::string_view field, std::string_view why) {
  return invalid(std::string(field), std::string(why));
}

constexpr auto fold_options = static_cast<utf8proc_option_t>(
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

// Whether the text is more than a name may be: of more characters, of more code points once taken
// apart than a key has bytes (one may stand for eighteen), or with more marks on a letter than the
// Stream-Safe Text Format has (UAX #15): they are put in order in the square of their number. Looks
// no further than that.
bool is_beyond_names(std::string_view text) {
  constexpr auto apart = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                        UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  std::size_t chars = 0;
  std::size_t parts = 0;
  std::size_t marks = 0;
  int last_class = UTF8PROC_BOUNDCLASS_START;
  while (!text.empty()) {
    const auto code_point = take_code_point(text);
    if (!code_point) return false;
    std::array<utf8proc_int32_t, 32> into{};
    const auto count =
        utf8proc_decompose_char(*code_point, into.data(), into.size(), apart, &last_class);
    for (utf8proc_ssize_t i = 0; i < count && i < std::ssize(into); ++i) {
      marks = utf8proc_get_property(into.at(i))->combining_class == 0 ? 0 : marks + 1;
      if (++parts > limits::name_max_bytes || marks > limits::name_max_marks) return true;
    }
    if (++chars > limits::name_max_chars) return true;
  }
  return false;
}

// The key of a text that may be a name; nothing where it is longer than any name, or no UTF-8.
std::optional<std::string> fold_name(std::string_view name) {
  if (name.size() > limits::name_max_bytes) return std::nullopt;
  std::string key;
  if (is_ascii(name)) {
    key.resize(name.size());
    std::transform(name.begin(), name.end(), key.begin(), fold_ascii);
    return key;
  }
  // No mark is shorter than a byte: what has fewer is within all of these bounds.
  if (name.size() > limits::name_max_marks && is_beyond_names(name)) return std::nullopt;
  // toNFKC_Casefold(NFD(name)), Unicode's identifier caseless match (D147): decomposed first, since
  // folding turns a combining iota into a letter and marks in another order would stay apart.
  // utf8proc folds before it composes once; a second time settles what the two make of each other.
  constexpr auto decompose = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
  key = name;
  for (const utf8proc_option_t options : {decompose, fold_options, fold_options}) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(key.data()),
                                   static_cast<utf8proc_ssize_t>(key.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (size < 0) return std::nullopt;
    key.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  }
  return key.size() <= limits::name_max_bytes ? std::optional(std::move(key)) : std::nullopt;
}

// Digits of a UUID or of two, whatever stands between and around them.
bool has_shape_of_id(std::string_view key) {
  constexpr std::string_view urn = "urn:uuid:";
  if (const auto at = key.find(urn); at != key.npos) key.remove_prefix(at + urn.size());
  std::size_t digits = 0;
  while (!key.empty()) {
    const auto code_point = take_code_point(key);
    if (!code_point) return false;
    if (*code_point < 0x80 && std::isxdigit(*code_point) != 0) {
      ++digits;
      continue;
    }
    switch (utf8proc_category(*code_point)) {
      case UTF8PROC_CATEGORY_PD:  // dashes
      case UTF8PROC_CATEGORY_PS:  // brackets
      case UTF8PROC_CATEGORY_PE:
        continue;
      default:
        return false;
    }
  }
  return digits == uuid_digits || digits == 2 * uuid_digits;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  for (std::string_view rest = text; !rest.empty();) {
    const auto code_point = take_code_point(rest);
    if (!code_point) return std::string(text);
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(utf8proc_tolower(*code_point), bytes.data());
    lower.append(bytes.begin(), bytes.begin() + size);
    // The one letter whose lower case is two code points wherever it stands (SpecialCasing.txt).
    constexpr utf8proc_int32_t capital_i_with_dot = 0x130;
    if (*code_point == capital_i_with_dot) lower += "\u0307";
  }
  return lower;
}

std::string canonical_key(std::string_view name) {
  return fold_name(name).value_or(std::string(name));
}

namespace {

enum class Invisible { refused, where_it_forms };

Result<void> check_line(std::string_view name, std::string_view field, Invisible invisible) {
  if (name.empty()) return bad_name(field, "must not be empty");
  if (name.size() > limits::name_max_bytes) return bad_name(field, "is longer than 255 characters");
  std::size_t chars = 0;
  bool space_last = false;
  std::int32_t before = 0;
  for (std::string_view rest = name; !rest.empty(); ++chars) {
    const auto code_point = take_code_point(rest);
    if (!code_point) return bad_name(field, "is not valid UTF-8");
    const auto is_formed = [&] {
      if (invisible == Invisible::refused) return false;
      std::string_view following = rest;
      const std::int32_t behind = following.empty() ? 0 : take_code_point(following).value_or(0);
      return forms_its_neighbours(before, *code_point, behind);
    };
    if (!is_allowed_in_names(*code_point) && !is_formed()) {
      return bad_name(field, "has a control, invisible or unassigned character");
    }
    before = *code_point;
    space_last = is_space(*code_point);
    if (space_last && chars == 0) return bad_name(field, "begins with a space");
  }
  if (space_last) return bad_name(field, "ends with a space");
  if (chars > limits::name_max_chars) return bad_name(field, "is longer than 255 characters");
  // A compatibility mapping may lengthen a name up to eighteen times.
  if (!is_ascii(name) && !fold_name(name)) {
    return bad_name(field, "is longer than 255 characters once folded, or has 31 marks in a row");
  }
  return {};
}

}  // namespace

Result<void> check_name(std::string_view name, std::string_view field) {
  return check_line(name, field, Invisible::refused);
}

Result<void> check_person_name(std::string_view name, std::string_view field) {
  return check_line(name, field, Invisible::where_it_forms);
}

Result<void> check_unique_name(std::string_view name, std::string_view field) {
  if (const auto checked = check_name(name, field); !checked) return checked;
  if (has_shape_of_id(canonical_key(name))) {
    return bad_name(field, "has the shape of an id: a name must not be taken for one");
  }
  return {};
}

Result<void> check_email(std::string_view email, std::string_view field) {
  if (const auto name = check_name(email, field); !name) return name.error();
  const auto at = email.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) {
    return bad_name(field, "is not of the form local@domain");
  }
  for (std::string_view rest = email; !rest.empty();) {
    if (is_space(*take_code_point(rest))) return bad_name(field, "has a space");
  }
  return {};
}

Result<void> check_text(std::string_view text, std::size_t max_bytes, std::string_view field) {
  if (text.size() > max_bytes) {
    return bad_name(field, "is longer than " + std::to_string(max_bytes) + " bytes");
  }
  for (std::string_view rest = text; !rest.empty();) {
    const auto code_point = take_code_point(rest);
    if (!code_point) return bad_name(field, "is not valid UTF-8");
    const bool control = utf8proc_category(*code_point) == UTF8PROC_CATEGORY_CC;
    if (control && *code_point != '\n' && *code_point != '\t') {
      return bad_name(field, "has a control character");
    }
  }
  return {};
}

std::string_view unicode_version() { return utf8proc_unicode_version(); }

}  // namespace rolecall
