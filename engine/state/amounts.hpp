// How much of each thing that can run out: what memory holds at most, what it holds, and what an
// event adds.
//
// Everything that is numbered (users, versions, groups, edges, keys, grants, claims, role changes)
// has 32-bit numbers, and one event adds at most one to each array: so the bound on events is the
// bound on all of them. Texts take their length. The writer asks before anything is stored.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/limits.hpp"

namespace rolecall {

struct Amounts {
  std::uint64_t events = 0;
  std::uint64_t profile_bytes = 0;
  std::uint64_t group_name_bytes = 0;
  std::uint64_t role_words = 0;
};

// What a directory can hold.
inline constexpr Amounts memory_capacities{limits::events_max, limits::profile_bytes_max,
                                           limits::group_name_bytes_max, limits::role_words_max};

// One row per thing: all code that must visit each goes through this table.
struct Store {
  std::string_view name;
  std::uint64_t Amounts::*amount;
};

inline constexpr std::array<Store, 4> stores{{
    {"events", &Amounts::events},
    {"profile_bytes", &Amounts::profile_bytes},
    {"group_name_bytes", &Amounts::group_name_bytes},
    {"role_words", &Amounts::role_words},
}};

inline Amounts& operator+=(Amounts& sum, const Amounts& added) {
  for (const Store& store : stores) sum.*store.amount += added.*store.amount;
  return sum;
}

}  // namespace rolecall
