#include "tools/import/file_groups.hpp"

#include <algorithm>

#include <sodium.h>

#include "engine/types/canonical_name.hpp"

namespace rolecall {

FileGroups::Digest FileGroups::digest_of(std::string_view text) {
  Digest digest;
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, 0);
  return digest;
}

Result<FileGroups::Number> FileGroups::add(std::string_view name, std::string_view identity) {
  const Digest digest = digest_of(identity);
  const auto known = by_key_.find(canonical_key(name));
  if (known != by_key_.end()) {
    if (known->second.identity == digest) return known->second.number;
    return invalid("", "has the name of another group of the file; rename one of the two");
  }
  if (const auto checked = check_unique_name(name, "name"); !checked) {
    return invalid("", "has a name that no group can have here: it " + checked.error().detail);
  }
  const auto number = static_cast<Number>(names_.size());
  names_.emplace_back(name);
  by_key_.emplace(canonical_key(name), Group{number, digest});
  return number;
}

void FileGroups::put(std::string_view member, Number group) {
  memberships_.push_back({digest_of(member), group});
}

void FileGroups::sort_members() {
  std::ranges::sort(memberships_);
  const auto rest = std::ranges::unique(memberships_);
  memberships_.erase(rest.begin(), rest.end());
}

std::size_t FileGroups::append_groups_of(std::string_view member,
                                         std::vector<Number>& groups) const {
  const auto found =
      std::ranges::equal_range(memberships_, digest_of(member), {}, &Membership::member);
  for (const Membership& membership : found) groups.push_back(membership.group);
  return found.size();
}

}  // namespace rolecall
