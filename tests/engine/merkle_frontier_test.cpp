#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/audit/merkle_tree.hpp"

namespace rolecall {
namespace {

// RFC 9162, 2.1.1, word for word.
Hash tree_hash(const std::vector<Hash>& leaves, std::size_t from, std::size_t to) {
  if (from == to) return sha256({});
  if (to - from == 1) return leaves[from];
  std::size_t k = 1;
  while (k * 2 < to - from) k *= 2;
  return node_hash(tree_hash(leaves, from, from + k), tree_hash(leaves, from + k, to));
}

TEST(MerkleFrontier, HasTheRootOfTheWholeTree) {
  MerkleFrontier frontier;
  MerkleFrontier by_tiles;
  std::vector<Hash> leaves;
  EXPECT_EQ(frontier.root(), sha256({}));
  for (int i = 0; i < 1030; ++i) {
    leaves.push_back(leaf_hash("record " + std::to_string(i)));
    const auto tile = frontier.append(leaves.back());
    EXPECT_EQ(tile.has_value(), leaves.size() % 256 == 0);
    if (tile) {
      EXPECT_EQ(*tile, tree_hash(leaves, leaves.size() - 256, leaves.size()));
      by_tiles.append_tile(*tile);
      EXPECT_EQ(by_tiles.root(), frontier.root());
    }
    ASSERT_EQ(frontier.root(), tree_hash(leaves, 0, leaves.size())) << leaves.size();
  }
}

}  // namespace
}  // namespace rolecall
