#include "tools/import/role_words.hpp"

#include <algorithm>

#include "tools/plain_text.hpp"

namespace rolecall {
namespace {

constexpr std::size_t remembered_max_words = 1000;
constexpr std::size_t told_max_words = 10;

}  // namespace

Result<RoleTable> RoleTable::parse(std::string_view text) {
  RoleTable table;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto equals = part.rfind('=');
    const std::string_view word = part.substr(0, equals);
    const auto role = parse_role(equals == part.npos ? part : part.substr(equals + 1));
    if (word.empty() || !role) {
      return invalid("--role-from",
                     "must be WORD=ROLE with commas between; roles are viewer, analyst, admin and "
                     "ops");
    }
    if (!table.roles_.emplace(word, *role).second) {
      return invalid("--role-from", "has a word twice");
    }
  }
  return table;
}

std::optional<Role> RoleTable::find(std::string_view word) const {
  const auto found = roles_.find(word);
  return found == roles_.end() ? std::nullopt : std::optional(found->second);
}

Role RoleWords::role_for(std::span<const std::string_view> words) {
  std::optional<Role> highest;
  for (const std::string_view word : words) {
    if (const auto role = table_.find(word)) {
      highest = std::max(highest.value_or(*role), *role);
    } else if (const auto known = unknown_.find(word); known != unknown_.end()) {
      ++known->second;
    } else if (unknown_.size() < remembered_max_words) {
      unknown_.emplace(word, 1);
    }
  }
  return highest.value_or(default_role);
}

std::optional<std::string> RoleWords::note() const {
  if (unknown_.empty()) return std::nullopt;
  std::vector<std::pair<std::string_view, std::uint64_t>> words(unknown_.begin(), unknown_.end());
  std::ranges::stable_sort(words, std::greater(), [](const auto& word) { return word.second; });
  std::string note =
      "words for roles that --role-from does not have, and the people who have them:";
  for (std::size_t i = 0; i < std::min(words.size(), told_max_words); ++i) {
    note += (i == 0 ? " " : ", ") + in_one_line(words[i].first) + " (" +
            std::to_string(words[i].second) + ')';
  }
  if (words.size() > told_max_words) {
    note += " and " + std::to_string(words.size() - told_max_words) + " more";
  }
  return note + "; who has no other word has the role " + std::string(name_of(default_role));
}

}  // namespace rolecall
