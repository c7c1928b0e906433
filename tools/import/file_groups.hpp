// The groups that a file of people names, and who is in them. Memory: that of their names, and 20
// bytes a membership.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/result.hpp"

namespace rolecall {

class FileGroups {
 public:
  using Number = std::uint32_t;

  // A group, whether it is known or not. `identity`: what the file knows it by; two of one name
  // are not the same group. Fails where another one has the name, and where it is no name.
  Result<Number> add(std::string_view name, std::string_view identity);
  // `member`: what the file knows the person by, in one form for each.
  void put(std::string_view member, Number group);
  // Once all are put.
  void sort_members();

  const std::vector<std::string>& names() const { return names_; }
  std::uint64_t memberships() const { return memberships_.size(); }
  // Adds the groups that someone was put in; answers how many times.
  std::size_t append_groups_of(std::string_view member, std::vector<Number>& groups) const;

 private:
  using Digest = std::array<std::uint8_t, 16>;
  struct Membership {
    Digest member;
    Number group;
    auto operator<=>(const Membership&) const = default;
  };
  struct Group {
    Number number;
    Digest identity;
  };

  static Digest digest_of(std::string_view text);

  std::vector<std::string> names_;
  std::unordered_map<std::string, Group> by_key_;
  std::vector<Membership> memberships_;
};

}  // namespace rolecall
