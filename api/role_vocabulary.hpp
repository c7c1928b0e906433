// The words that a dialect has for roles. Each dialect's are beside it.
//
// A word that it gave is shown again verbatim; a role that was given elsewhere is shown by the word
// for its rank.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "engine/types/role.hpp"

namespace rolecall {

class RoleVocabulary {
 public:
  // A word beside those for ranks: what it means is `role`.
  struct Other {
    std::string_view word;
    Role role;
  };
  // `by_rank`: lowest first; empty where a rank has no word. All texts must be static.
  constexpr RoleVocabulary(Channel dialect, std::array<std::string_view, role_count> by_rank,
                           std::span<const Other> others = {})
      : dialect_(dialect), by_rank_(by_rank), others_(others) {}

  // Empty: there is none. Valid as long as `grant`.
  std::string_view word_of(const RoleGrant& grant) const;
  // What is asked for by that word; nothing: there is no such word. Of a word for two ranks it is
  // the higher one that it certainly means: of one for viewer and analyst the analyst, of one for
  // admin and ops the admin.
  std::optional<AskedRole> parse(std::string_view word) const;
  // A role for which it has no word.
  AskedRole without_word(Role role) const;
  // The ranks that are shown by that word.
  RoleSet ranks_shown_by(std::string_view word) const;

 private:
  std::string_view word_of_rank(Role role) const {
    return by_rank_[static_cast<std::size_t>(role) - 1];
  }

  Channel dialect_;
  std::array<std::string_view, role_count> by_rank_;
  std::span<const Other> others_;
};

}  // namespace rolecall
