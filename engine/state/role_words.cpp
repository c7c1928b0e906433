#include "engine/state/role_words.hpp"

#include <cassert>
#include <cstring>

namespace rolecall {
namespace {

// As many as a RoleWordNo can tell apart. Dialects have fixed lists of words, a dozen in all.
constexpr std::size_t words_max = std::size_t{1} << 16;

}  // namespace

RoleWords::RoleWords() : words_(words_max) { words_.append(Word{}); }

RoleWordNo RoleWords::number_of(const RoleGrant& grant) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Word& word = words_[i];
    const std::string_view text(word.text.data(), word.size);
    if (word.given_in == grant.given_in && text == grant.native_word) return RoleWordNo(i);
  }
  assert(grant.native_word.size() <= limits::role_word_max_bytes);
  Word word{grant.given_in, static_cast<std::uint8_t>(grant.native_word.size()), {}};
  std::memcpy(word.text.data(), grant.native_word.data(), grant.native_word.size());
  return RoleWordNo(words_.append(word));
}

RoleGrant RoleWords::grant(Role role, RoleWordNo word) const {
  const Word& stored = words_[static_cast<std::size_t>(word)];
  return {role, stored.given_in, std::string(stored.text.data(), stored.size)};
}

}  // namespace rolecall
