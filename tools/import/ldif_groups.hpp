// Who is in which group of an LDIF file, by both ways that files tell it: the groups their members
// (`member`, `uniqueMember`, `memberUid`), and the people their groups (`memberOf`).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/result.hpp"
#include "tools/import/file_groups.hpp"
#include "tools/import/ldif_person.hpp"

namespace rolecall {

class LdifGroups {
 public:
  // `is_wanted`: whether groups of that name are kept, and others passed over.
  explicit LdifGroups(std::function<bool(std::string_view name)> is_wanted)
      : is_wanted_(std::move(is_wanted)) {}

  // The entries of the file, one by one; then sort(). Errors name what is wrong with a group.
  Result<void> add_group(const LdifAttributes& group);
  Result<void> add_person(const LdifAttributes& person);
  void sort();

  const std::vector<std::string>& names() const { return groups_.names(); }
  // Of a person of the file, each once.
  std::vector<FileGroups::Number> groups_of(const LdifAttributes& person);
  // Memberships of whoever was not asked for: outside the file, or no person.
  std::uint64_t of_others() const { return groups_.memberships() - told_; }

 private:
  const std::function<bool(std::string_view name)> is_wanted_;
  FileGroups groups_;
  std::uint64_t told_ = 0;
};

}  // namespace rolecall
