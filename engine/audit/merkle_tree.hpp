// The Merkle tree over the log's records, RFC 9162 section 2.1 with SHA-256: tree size = position.
// Knows hashes only, no log, so that it verifies offline.
// Threads: the functions from any thread; a frontier from one thread at a time. It is a value: a
//          copy is a way back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/types/sha256.hpp"

namespace rolecall {

// SHA-256(0x00 ‖ record), and SHA-256(0x01 ‖ left ‖ right).
Hash leaf_hash(std::string_view record);
Hash node_hash(const Hash& left, const Hash& right);

// The root of a tree without leaves: SHA-256 of nothing.
Hash empty_root();

// A tile is a full subtree of so many leaves; the n-th tile covers positions 256n+1 to 256n+256.
// The log keeps the root of each full tile, so a tree is rebuilt without hashing every record.
inline constexpr std::uint64_t tile_leaves = 256;

// The roots of the full subtrees that a growing tree consists of: all that is needed to append to
// it and to know its root.
class MerkleFrontier {
 public:
  MerkleFrontier() = default;
  // From the roots of all full tiles and the leaves behind them, fewer than a tile.
  MerkleFrontier(std::span<const Hash> tile_roots, std::span<const Hash> leaves);

  // Adds a leaf hash. Answers the root of the tile it completes, if it does.
  std::optional<Hash> append(const Hash& leaf);

  // In leaves.
  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  // Adds a full subtree of 2^level leaves, to a tree whose size is a multiple of that. Answers the
  // tile it completes, if it does.
  std::optional<Hash> add(unsigned level, Hash subtree);

  std::uint64_t size_ = 0;
  // Where bit n of the size is set, the n-th is the root of a full subtree of 2^n leaves; the
  // highest bit is the leftmost.
  std::array<Hash, 64> subtrees_{};
};

}  // namespace rolecall
