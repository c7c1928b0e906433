// The lists that a query may ask for: which rows each has, and what a row says.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialects/paradime/query_context.hpp"
#include "engine/types/role.hpp"

namespace rolecall::paradime {

struct Leaf {
  std::string_view name;
  std::uint32_t bytes;  // of its value as JSON, as costs count it: of texts what is common
};

inline constexpr std::size_t leaves_most = 16;  // of a list
using Values = std::array<std::string, leaves_most>;

// Lifetime: all are static.
struct List {
  std::string_view field;  // of Query, of whose answer it is a part
  std::string_view part;
  std::span<const Leaf> leaves;
  // No more than this, without looking at them.
  std::uint64_t (*rows_most)(const View& view);
  // What the list's own functions know its rows by, in their order. Takes 4 bytes a row.
  Result<std::vector<std::uint32_t>> (*rows)(const QueryContext& context);
  // Makes the values of those leaves that `wanted` names, a bit for each, as JSON, in cleared
  // texts.
  Result<void> (*read)(const QueryContext& context, std::uint32_t row, std::uint32_t wanted,
                       Values& values);
};

extern const List active_users;
extern const List invited_users;
extern const List workspaces;
// The newest 10,000 events, newest first: the call has no pages.
extern const List audit_logs;

inline constexpr std::array<const List*, 4> all_lists{&active_users, &invited_users, &workspaces,
                                                      &audit_logs};

// Calls write(leaf, json) for each leaf that is wanted.
template <class Write>
void write_leaves(std::uint32_t wanted, Values& values, Write write) {
  for (std::uint32_t leaf = 0; leaf < leaves_most; ++leaf) {
    if ((wanted & 1u << leaf) == 0) continue;
    JsonWriter json(values[leaf]);
    write(leaf, json);
  }
}

}  // namespace rolecall::paradime
