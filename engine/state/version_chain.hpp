// Versions: what has been said stays said. A thing's states form a chain from the newest to the
// oldest, each with the position from which it holds; a reader at T takes the first that is not
// newer than T.
//
// Each version also knows one further back, so that a way of any length takes logarithmic time:
// Myers, "An applicative random-access stack", 1983.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/state/reserved_array.hpp"
#include "engine/types/narrow.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

// Index of a version in its array; 0: none. Element 0 of such an array is all zero.
using VersionNo = std::uint32_t;

struct [[gnu::packed]] VersionLinks {
  VersionNo older = 0;
  VersionNo jump = 0;  // `older`, or older than that
};

// `Version` has `from()`, `links` and `depth()`: a number that each next one of a chain has one
// higher. Where it does not, only the time is longer.

// The newest version of which `reached` is true, as it is of all that are older; 0: of none.
template <class Version, class Reached>
VersionNo first_reached(const ReservedArray<Version>& versions,
                        const std::atomic<VersionNo>& newest, Reached reached) {
  VersionNo v = newest.load(std::memory_order_acquire);
  while (v != 0 && !reached(versions[v])) {
    const VersionLinks links = versions[v].links;
    assert(links.older < v && links.jump <= links.older);
    const bool is_too_far = links.jump == 0 || reached(versions[links.jump]);
    v = is_too_far ? links.older : links.jump;
  }
  return v;
}

// Null: it did not exist at T, or its first state lies elsewhere.
template <class Version>
const Version* version_at(const ReservedArray<Version>& versions,
                          const std::atomic<VersionNo>& newest, Position at) {
  const VersionNo found =
      first_reached(versions, newest, [&](const Version& version) { return version.from() <= at; });
  return found == 0 ? nullptr : &versions[found];
}

// Appends the positions of the versions in the range, in order. Their depths have no gaps.
template <class Version>
void append_positions(const ReservedArray<Version>& versions, const std::atomic<VersionNo>& newest,
                      const PositionRange& range, std::vector<Position>& positions) {
  const auto holds_at = [](Position at) {
    return [at](const Version& version) { return version.from() <= at; };
  };
  VersionNo before = first_reached(versions, newest, holds_at(range.after));
  std::uint64_t depth = versions[before].depth();
  if (before == 0) {  // the oldest of all is the first
    VersionNo oldest = newest.load(std::memory_order_acquire);
    if (oldest == 0) return;
    for (VersionLinks links = versions[oldest].links; links.older != 0;
         links = versions[oldest].links) {
      oldest = links.jump != 0 ? links.jump : links.older;
    }
    depth = versions[oldest].depth() - std::uint64_t{1};
  }
  VersionNo v = first_reached(versions, newest, [&](const Version& version) {
    return version.from() <= range.at &&
           (version.depth() <= depth || version.depth() - depth <= range.limit);
  });
  const std::size_t begin = positions.size();
  for (; v > before; v = versions[v].links.older) positions.push_back(versions[v].from());
  const std::span found = std::span(positions).subspan(begin);
  std::reverse(found.begin(), found.end());
  assert(found.size() <= range.limit && std::is_sorted(found.begin(), found.end()));
}

// Writer only. The links of the version that is to follow the newest one: two jumps of the same
// length become one.
template <class Version>
VersionLinks links_behind(const ReservedArray<Version>& versions,
                          const std::atomic<VersionNo>& newest) {
  const VersionNo older = newest.load(std::memory_order_relaxed);
  const Version& last = versions[older];
  const Version& middle = versions[last.links.jump];
  const Version& first = versions[middle.links.jump];
  const bool are_alike = last.depth() - middle.depth() == middle.depth() - first.depth();
  return {older, are_alike ? middle.links.jump : older};
}

// Writer only: puts `version`, which has its links, before the newest one.
template <class Version>
void push_version(ReservedArray<Version>& versions, std::atomic<VersionNo>& newest,
                  const Version& version) {
  const VersionNo older = version.links.older;
  assert(older == newest.load(std::memory_order_relaxed) && version.links.jump <= older);
  assert(older == 0 || versions[older].from() < version.from());
  const auto index = narrow<VersionNo>(versions.append(version));
  newest.store(index, std::memory_order_release);
}

}  // namespace rolecall
