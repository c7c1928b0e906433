#include "engine/state/interned_words.hpp"

#include <cassert>
#include <cstring>

namespace rolecall {

InternedWords::InternedWords(std::size_t words_max) : words_(words_max) { words_.append(Word{}); }

std::optional<WordNo> InternedWords::find(const RoleGrant& grant) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Word& word = words_[i];
    const std::string_view text(word.text.data(), word.size);
    if (word.given_in == grant.given_in && text == grant.native_word) return WordNo(i);
  }
  return std::nullopt;
}

WordNo InternedWords::number_of(const RoleGrant& grant) {
  if (const auto known = find(grant)) return *known;
  assert(grant.native_word.size() <= limits::role_word_max_bytes);
  Word word{grant.given_in, narrow<std::uint8_t>(grant.native_word.size()), {}};
  std::memcpy(word.text.data(), grant.native_word.data(), grant.native_word.size());
  return WordNo{narrow<std::uint16_t>(words_.append(word))};
}

RoleGrant InternedWords::grant(Role role, WordNo word) const {
  const Word& stored = words_[static_cast<std::size_t>(word)];
  assert(stored.size <= stored.text.size());
  return {role, stored.given_in, std::string(stored.text.data(), stored.size)};
}

}  // namespace rolecall
