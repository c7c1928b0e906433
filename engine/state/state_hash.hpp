// One SHA-256 over everything the directory's state says at a position: equal for the live process,
// a replay, and a copy of the log elsewhere.
//
// It covers, in order of creation: each user's id, role and until when it is valid, status,
// revision and the position of the last event about the profile (the Merkle tree covers that
// event's bytes, so the hash outlives an erasure); each group's id, whether it lives, revision,
// members and their roles; each invitation's id, status, role, end and revision.
#pragma once

#include "engine/state/state.hpp"
#include "engine/types/sha256.hpp"

namespace rolecall {

// `at` is not newer than the head. Takes time in proportion to users and memberships: not for an
// I/O thread. Holds no epoch but for single look-ups. Threads: any.
Hash state_hash(const State& state, Position at);

}  // namespace rolecall
