#include "engine/types/canonical_name.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include <utf8proc.h>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

// Takes one code point off the front of `rest`; nothing where the UTF-8 is wrong.
std::optional<utf8proc_int32_t> take_code_point(std::string_view& rest) {
  utf8proc_int32_t code_point = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(rest.data());
  const auto size =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(rest.size()), &code_point);
  if (size <= 0 || code_point < 0) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(size));
  return code_point;
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
      return utf8proc_get_property(code_point)->ignorable == 0;
  }
}

bool is_space(utf8proc_int32_t code_point) {
  if (code_point < 0x80) return code_point == ' ';
  return utf8proc_category(code_point) == UTF8PROC_CATEGORY_ZS;
}

Error bad_name(std::string_view field, std::string_view why) {
  return invalid(std::string(field), std::string(why));
}

}  // namespace

std::string canonical_key(std::string_view name) {
  std::string key;
  if (is_ascii(name)) {
    key.resize(name.size());
    std::transform(name.begin(), name.end(), key.begin(), fold_ascii);
    return key;
  }
  // toNFKC_Casefold(NFD(name)), Unicode's identifier caseless match (D147): decomposed first, since
  // folding turns a combining iota into a letter and marks in another order would stay apart.
  // utf8proc folds before it composes once; a second time settles what the two make of each other.
  constexpr int fold =
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
  key = name;
  for (const int options : {UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, fold, fold}) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(key.data()),
                                   static_cast<utf8proc_ssize_t>(key.size()), &mapped,
                                   static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (size < 0) return key;
    key.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  }
  return key;
}

Result<void> check_name(std::string_view name, std::string_view field) {
  if (name.empty()) return bad_name(field, "must not be empty");
  if (name.size() > limits::name_max_bytes) return bad_name(field, "is longer than 255 characters");
  std::size_t chars = 0;
  bool space_last = false;
  for (std::string_view rest = name; !rest.empty(); ++chars) {
    const auto code_point = take_code_point(rest);
    if (!code_point) return bad_name(field, "is not valid UTF-8");
    if (!is_allowed_in_names(*code_point)) {
      return bad_name(field, "has a control, invisible or unassigned character");
    }
    space_last = is_space(*code_point);
    if (space_last && chars == 0) return bad_name(field, "begins with a space");
  }
  if (space_last) return bad_name(field, "ends with a space");
  if (chars > limits::name_max_chars) return bad_name(field, "is longer than 255 characters");
  // A compatibility mapping may lengthen a name up to eighteen times.
  if (!is_ascii(name) && canonical_key(name).size() > limits::name_max_bytes) {
    return bad_name(field, "is longer than 255 characters in its canonical form");
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
