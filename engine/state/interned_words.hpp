// The words in which dialects gave roles, each once, by number.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/user_rows.hpp"
#include "engine/types/channel.hpp"

namespace rolecall {

// Threads: number_of() from the writer; grant() from any thread that can see the number.
class InternedWords {
 public:
  explicit InternedWords(std::size_t words_max = limits::role_words_max);

  // Writer only.
  std::size_t size() const { return words_.size(); }
  bool has(const RoleGrant& grant) const { return find(grant).has_value(); }
  bool make_room(std::size_t words) { return words_.make_room(words); }

  WordNo number_of(const RoleGrant& grant);
  // The role as it was given.
  RoleGrant grant(Role role, WordNo word) const;

  void serialize(Archive& archive) { archive.pass(words_); }

 private:
  struct Word {
    Channel given_in = Channel::native;
    std::uint8_t size = 0;
    std::array<char, limits::role_word_max_bytes> text{};
  };
  std::optional<WordNo> find(const RoleGrant& grant) const;

  ReservedArray<Word> words_;  // element 0: the role's own word, natively given
};

}  // namespace rolecall
