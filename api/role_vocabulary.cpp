#include "api/role_vocabulary.hpp"

#include <string>

namespace rolecall {

std::string_view RoleVocabulary::word_of(const RoleGrant& grant) const {
  if (grant.given_in == dialect_ && !grant.native_word.empty()) return grant.native_word;
  return word_of_rank(grant.role);
}

std::optional<AskedRole> RoleVocabulary::parse(std::string_view word) const {
  if (word.empty()) return std::nullopt;
  std::optional<Role> role;
  for (unsigned rank = 1; rank <= role_count; ++rank) {
    const bool is_ops_too = role == Role::admin;
    if (by_rank_[rank - 1] == word && !is_ops_too) role = static_cast<Role>(rank);
  }
  for (const Other& other : others_) {
    if (other.word == word) role = other.role;
  }
  if (!role) return std::nullopt;
  return AskedRole({*role, dialect_, std::string(word)},
                   RolesAsShown{ranks_shown_by(word), ranks_shown_by(word_of_rank(*role))});
}

AskedRole RoleVocabulary::without_word(Role role) const {
  const RoleSet alike = ranks_shown_by(word_of_rank(role));
  return {{role, dialect_, {}}, RolesAsShown{alike, alike}};
}

RoleSet RoleVocabulary::ranks_shown_by(std::string_view word) const {
  RoleSet ranks = 0;
  for (unsigned rank = 1; rank <= role_count; ++rank) {
    if (by_rank_[rank - 1] == word) ranks |= set_of(static_cast<Role>(rank));
  }
  return ranks;
}

}  // namespace rolecall
