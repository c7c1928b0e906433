// Roles of people by the words that a file from elsewhere has for them, as --role-from says.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"
#include "engine/types/role.hpp"

namespace rolecall {

// Which role a word stands for. Words are compared as they are written.
class RoleTable {
 public:
  // "staff=analyst,lead=admin"; a word alone is the role of that name.
  static Result<RoleTable> parse(std::string_view text);

  bool is_empty() const { return roles_.empty(); }
  std::optional<Role> find(std::string_view word) const;

 private:
  std::map<std::string, Role, std::less<>> roles_;
};

// Remembers the words that the table does not have, to tell them at the end.
class RoleWords {
 public:
  explicit RoleWords(RoleTable table) : table_(std::move(table)) {}

  bool knows(std::string_view word) const { return table_.find(word).has_value(); }
  // Of a person whom the file calls all of these: the highest; where none has a role, the default.
  Role role_for(std::span<const std::string_view> words);
  // Which words had no role; nothing: there were none.
  std::optional<std::string> note() const;

 private:
  RoleTable table_;
  std::map<std::string, std::uint64_t, std::less<>> unknown_;  // how many people have it
};

}  // namespace rolecall
