#include "engine/state/role_words.hpp"

#include <cassert>
#include <cstring>

namespace rolecall {

RoleWords::RoleWords(std::size_t words_max) : words_(words_max) { words_.append(Word{}); }

std::optional<RoleWordNo> RoleWords::find(const RoleGrant& grant) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Word& word = words_[i];
    const std::string_view text(word.text.data(), word.size);
    if (word.given_in == grant.given_in && text == grant.native_word) return RoleWordNo(i);
  }
  return std::nullopt;
}

RoleWordNo RoleWords::number_of(const RoleGrant& grant) {
  if (const auto known = find(grant)) return *known;
  assert(grant.native_word.size() <= limits::role_word_max_bytes);
  Word word{grant.given_in, narrow<std::uint8_t>(grant.native_word.size()), {}};
  std::memcpy(word.text.data(), grant.native_word.data(), grant.native_word.size());
  return RoleWordNo{narrow<std::uint16_t>(words_.append(word))};
}

RoleGrant RoleWords::grant(Role role, RoleWordNo word) const {
  const Word& stored = words_[static_cast<std::size_t>(word)];
  return {role, stored.given_in, std::string(stored.text.data(), stored.size)};
}

}  // namespace rolecall
