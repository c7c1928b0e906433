// The Merkle tree over the records of the log (RFC 9162, section 2.1), as far as appending needs
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/types/sha256.hpp"

namespace rolecall {

inline constexpr std::uint64_t merkle_tile_leaves = 256;

// SHA-256(0x00 ‖ record).
Hash leaf_hash(std::string_view record);
// SHA-256(0x01 ‖ left ‖ right).
Hash node_hash(const Hash& left, const Hash& right);

// The roots of the complete subtrees at the right edge: all that appending and the root need.
class MerkleFrontier {
 public:
  // Answers the root of a tile of 256 leaves when this leaf completes one.
  std::optional<Hash> append(const Hash& leaf);
  // 256 leaves at once. Only while size() is a multiple of 256.
  void append_tile(const Hash& root);

  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;  // one per bit set in size_, the largest subtree first
};

}  // namespace rolecall
