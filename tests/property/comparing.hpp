// What the comparisons share. They fail the property where two answers differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "engine/state/state.hpp"
#include "tests/property/compare.hpp"

namespace rolecall::test::model {

template <class A, class B>
void same(const std::string& what, std::uint64_t position, const A& expected, const B& found) {
  if (expected == found) return;
  RC_FAIL(what + " at " + std::to_string(position) + ": expected " + rc::toString(expected) +
          ", found " + rc::toString(found));
}

template <class No>
std::vector<std::size_t> indexes(const std::vector<No>& numbers) {
  std::vector<std::size_t> found;
  for (const No no : numbers) found.push_back(number(no));
  return found;
}

inline std::optional<std::size_t> index(std::optional<UserNo> no) {
  return no ? std::optional<std::size_t>(number(*no)) : std::nullopt;
}
inline std::optional<std::size_t> index(std::optional<GroupNo> no) {
  return no ? std::optional<std::size_t>(number(*no)) : std::nullopt;
}

// All pages, each of them full but the last, which alone has no cursor.
template <class Fetch, class Shown>
auto walk(const std::string& what, std::uint64_t position, std::size_t limit, Fetch fetch,
          Shown shown) {
  std::vector<std::size_t> all;
  std::optional<Cursor> after;
  do {
    const auto page = fetch(limit, after);
    if (!page) RC_FAIL(what + ": " + std::string(name_of(page.error().code)));
    const std::vector<std::size_t> here = shown(*page);
    if (page->next || after) RC_ASSERT(!here.empty());
    if (page->next) RC_ASSERT(here.size() == limit);
    RC_ASSERT(here.size() <= limit);
    all.insert(all.end(), here.begin(), here.end());
    after = page->next;
    if (after) {
      same(what + ", pin", position, position, number(after->position));
      RC_ASSERT(parse_cursor(to_text(*after)) == after);
    }
  } while (after);
  return all;
}

inline std::size_t random_limit(Random& random) {
  return random.one_in(3) ? 1000 : 1 + random.below(9);
}

// Users; groups and their members (compare_lists.cpp).
void compare_users(const Subject& s, std::uint64_t position, Random& random);
void compare_groups(const Subject& s, std::uint64_t position, Random& random);
// Histories, changes of roles, times, and all events (compare_events.cpp).
void compare_history(const Subject& s, std::uint64_t position, Random& random);
void compare_role_changes(const Subject& s, std::uint64_t position, Random& random);
void compare_times(const Subject& s, Random& random);
void compare_all_events(const Subject& s, std::uint64_t position);

}  // namespace rolecall::test::model
