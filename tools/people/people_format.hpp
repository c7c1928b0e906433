// How files of people are written: the formats and the members (tools/people/README.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/events/profile.hpp"

namespace rolecall {

// The last two are only read.
enum class PeopleFormat : std::uint8_t { ndjson, csv, ldif, keycloak, scim };

constexpr std::optional<PeopleFormat> parse_people_format(std::string_view word) {
  if (word == "ndjson") return PeopleFormat::ndjson;
  if (word == "csv") return PeopleFormat::csv;
  if (word == "ldif") return PeopleFormat::ldif;
  if (word == "keycloak") return PeopleFormat::keycloak;
  if (word == "scim") return PeopleFormat::scim;
  return std::nullopt;
}

// Members of an object in NDJSON, columns in CSV: those of the profile, then these two.
inline constexpr std::size_t role_column = profile_members.size();
inline constexpr std::size_t active_column = role_column + 1;
inline constexpr std::size_t people_column_count = active_column + 1;

inline constexpr auto people_columns = [] {
  std::array<std::string_view, people_column_count> names{};
  for (std::size_t i = 0; i < profile_members.size(); ++i) names[i] = profile_members[i].name;
  names[role_column] = "role";
  names[active_column] = "active";
  return names;
}();

}  // namespace rolecall
