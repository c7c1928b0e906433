// Versions: what has been said stays said. A thing's states form a chain from the newest to the
// oldest, each with the position from which it holds; a reader at T takes the first that is not
// newer than T.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/state/reserved_array.hpp"
#include "engine/types/narrow.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

// Index of a version in its array; 0: none (element 0 of such an array is never used).
using VersionNo = std::uint32_t;

// `Version` has `from()` and `older`. Nothing: it did not exist at T, or its first state lies
// elsewhere.
template <class Version>
const Version* version_at(const ReservedArray<Version>& versions,
                          const std::atomic<VersionNo>& newest, Position at) {
  for (VersionNo v = newest.load(std::memory_order_acquire); v != 0; v = versions[v].older) {
    if (versions[v].from() <= at) return &versions[v];
  }
  return nullptr;
}

// Writer only: puts `version` before the newest one.
template <class Version>
void push_version(ReservedArray<Version>& versions, std::atomic<VersionNo>& newest,
                  Version version) {
  version.older = newest.load(std::memory_order_relaxed);
  const auto index = narrow<VersionNo>(versions.append(version));
  newest.store(index, std::memory_order_release);
}

}  // namespace rolecall
