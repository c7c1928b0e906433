// Checks and canonical keys of names: what makes two usernames, emails or group names the same.
//
// The key is NFKC with full case folding (Unicode's NFKC_Casefold of NFD), by utf8proc; its Unicode
// version is written into a new log. The name itself is kept as it was typed.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

// The key of a name. Of a text that can be nobody's name, since it is too long or no UTF-8, the
// text itself, which is nobody's key: nothing longer than a name is ever folded, whoever asks.
std::string canonical_key(std::string_view name);

// Each letter in lower case, as Unicode has it; nothing else is changed, and what is no UTF-8 stays
// as it is. For dialects that show or store names so: a key is never a value.
std::string lower_case(std::string_view text);

// A name of one line: 1 to 255 characters of valid UTF-8, no control, invisible or unassigned
// characters, no space at either end. `field` names it in the error.
Result<void> check_name(std::string_view name, std::string_view field);

// check_name for names that people bear, which stand for nobody: joiners and variation selectors
// are part of them where they form what stands beside them.
Result<void> check_person_name(std::string_view name, std::string_view field);

// check_name, and not in the shape of an id, however ids are written: of names that stand for one
// user, actor or group, so that no text is both one's name and another's id.
Result<void> check_unique_name(std::string_view name, std::string_view field);

// check_name, and of the form local@domain without spaces.
Result<void> check_email(std::string_view email, std::string_view field);

// Text that may have several lines and be empty (a reason): valid UTF-8, no other control
// characters than line feed and tab, at most `max_bytes`.
Result<void> check_text(std::string_view text, std::size_t max_bytes, std::string_view field);

// Plain ASCII folds byte by byte; this is the whole of the fold there, and changes nothing in a
// canonical key.
constexpr char fold_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c; }

inline bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The version of Unicode that decides, e.g. "14.0.0".
std::string_view unicode_version();

}  // namespace rolecall
