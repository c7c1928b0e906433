#include "engine/audit/merkle_tree.hpp"

#include <bit>
#include <cassert>
#include <cstdlib>
#include <cstring>

namespace rolecall {
namespace {

constexpr unsigned tile_level = std::countr_zero(tile_leaves);

}  // namespace

Hash leaf_hash(std::string_view record) { return sha256({{"\x00", 1}, record}); }

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<char, 65> node;
  node[0] = 1;
  std::memcpy(node.data() + 1, left.data(), left.size());
  std::memcpy(node.data() + 33, right.data(), right.size());
  return sha256({{node.data(), node.size()}});
}

Hash empty_root() { return sha256({}); }

MerkleFrontier::MerkleFrontier(std::span<const Hash> tile_roots, std::span<const Hash> leaves) {
  assert(leaves.size() < tile_leaves);
  for (const Hash& root : tile_roots) add(tile_level, root);
  for (const Hash& leaf : leaves) add(0, leaf);
  assert(size_ == tile_roots.size() * tile_leaves + leaves.size());
}

std::optional<Hash> MerkleFrontier::append(const Hash& leaf) { return add(0, leaf); }

std::optional<Hash> MerkleFrontier::add(unsigned level, Hash subtree) {
  const std::uint64_t leaves = std::uint64_t{1} << level;
  assert(size_ % leaves == 0 && "a subtree begins where one of its size can");
  std::optional<Hash> tile;
  for (;; ++level) {
    if (level == tile_level) tile = subtree;
    if ((size_ >> level & 1) == 0) break;
    subtree = node_hash(subtrees_[level], subtree);
  }
  subtrees_[level] = subtree;
  size_ += leaves;
  assert((size_ >> level & 1) != 0 && size_ % (std::uint64_t{1} << level) == 0);
  return tile;
}

Hash MerkleFrontier::root() const {
  if (size_ == 0) return empty_root();
  auto level = static_cast<unsigned>(std::countr_zero(size_));
  Hash root = subtrees_[level];
  while (++level < subtrees_.size()) {
    if ((size_ >> level & 1) != 0) root = node_hash(subtrees_[level], root);
  }
  return root;
}

}  // namespace rolecall
