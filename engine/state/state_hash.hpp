// One SHA-256 over everything the directory's state says at a position: equal for the live process,
// a replay, and a copy of the log elsewhere.
//
// It covers, in order of creation: each user's id, role, status, revision and the position of the
// last event about the profile (the Merkle tree covers that event's bytes, so the hash outlives an
// erasure); each group's id, whether it lives, revision, members and their roles.
#pragma once

#include <array>
#include <cstdint>

#include "engine/state/state.hpp"

namespace rolecall {

using StateHash = std::array<std::uint8_t, 32>;

// `at` is not newer than the head. Takes time in proportion to users and memberships: not for an
// I/O thread. Threads: any.
StateHash state_hash(const State& state, Position at);

}  // namespace rolecall
