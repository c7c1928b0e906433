#include "engine/audit/merkle_tree.hpp"

#include <bit>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/hex.hpp"

namespace rolecall::test {
namespace {

std::string hex(const Hash& hash) {
  return to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

// RFC 9162 section 2.1.1, word for word.
Hash root_by_definition(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  const std::size_t k = std::bit_ceil(leaves.size()) / 2;
  return node_hash(root_by_definition(leaves.first(k)), root_by_definition(leaves.subspan(k)));
}

std::vector<Hash> some_leaves(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(std::to_string(i)));
  return leaves;
}

TEST(MerkleTree, HasTheRootsOfTheCertificateTransparencyVectors) {
  const std::vector<std::string_view> leaves{"",
                                             "00",
                                             "10",
                                             "2021",
                                             "3031",
                                             "40414243",
                                             "5051525354555657",
                                             "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string_view> roots{
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleFrontier tree;
  EXPECT_EQ(hex(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    tree.append(leaf_hash(from_hex(leaves[i])));
    EXPECT_EQ(tree.size(), i + 1);
    EXPECT_EQ(hex(tree.root()), roots[i]);
  }
}

TEST(MerkleTree, HasTheRootOfTheDefinitionAtEverySize) {
  const std::vector<Hash> leaves = some_leaves(600);
  MerkleFrontier tree;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    ASSERT_EQ(hex(tree.root()), hex(root_by_definition(std::span(leaves).first(size)))) << size;
    if (size < leaves.size()) tree.append(leaves[size]);
  }
}

TEST(MerkleTree, GivesTheRootOfEachTileWhenItIsFull) {
  const std::vector<Hash> leaves = some_leaves(1100);
  MerkleFrontier tree;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const auto tile = tree.append(leaves[i]);
    ASSERT_EQ(tile.has_value(), (i + 1) % tile_leaves == 0) << i;
    if (!tile) continue;
    const auto of_tile = std::span(leaves).subspan(i + 1 - tile_leaves, tile_leaves);
    EXPECT_EQ(hex(*tile), hex(root_by_definition(of_tile)));
  }
}

TEST(MerkleTree, ContinuesFromTileRootsAndTheLeavesBehindThem) {
  const std::vector<Hash> leaves = some_leaves(1100);
  for (const std::size_t size : {0u, 1u, 255u, 256u, 257u, 511u, 512u, 767u, 768u, 1000u, 1024u}) {
    std::vector<Hash> tiles;
    MerkleFrontier grown;
    for (std::size_t i = 0; i < size; ++i) {
      if (const auto tile = grown.append(leaves[i])) tiles.push_back(*tile);
    }
    const auto behind = std::span(leaves).first(size).subspan(tiles.size() * tile_leaves);
    MerkleFrontier rebuilt(tiles, behind);
    EXPECT_EQ(rebuilt.size(), size);
    for (std::size_t i = size; i < leaves.size(); ++i) {
      ASSERT_EQ(hex(rebuilt.root()), hex(grown.root())) << size << " and on to " << i;
      ASSERT_EQ(rebuilt.append(leaves[i]), grown.append(leaves[i]));
    }
  }
}

TEST(MerkleTree, HashesFromManyThreadsAtOnce) {
  const std::vector<Hash> expected = some_leaves(200);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&expected] { EXPECT_EQ(some_leaves(200), expected); });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(MerkleTree, IsAValueACopyOfWhichIsAWayBack) {
  MerkleFrontier tree;
  for (const Hash& leaf : some_leaves(300)) tree.append(leaf);
  const MerkleFrontier before = tree;
  const std::string root = hex(tree.root());
  for (const Hash& leaf : some_leaves(300)) tree.append(leaf);
  EXPECT_NE(hex(tree.root()), root);
  tree = before;
  EXPECT_EQ(hex(tree.root()), root);
}

}  // namespace
}  // namespace rolecall::test
