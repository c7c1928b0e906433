#include "engine/audit/merkle_tree.hpp"

#include <cassert>

namespace rolecall {

using namespace std::string_view_literals;

Hash leaf_hash(std::string_view record) { return sha256({"\0"sv, record}); }

Hash node_hash(const Hash& left, const Hash& right) {
  return sha256({"\1"sv, view(left), view(right)});
}

std::optional<Hash> MerkleFrontier::append(const Hash& leaf) {
  Hash subtree = leaf;
  std::optional<Hash> tile;
  for (std::uint64_t leaves = 1; (size_ & leaves) != 0; leaves *= 2) {
    subtree = node_hash(peaks_.back(), subtree);
    peaks_.pop_back();
    if (leaves * 2 == merkle_tile_leaves) tile = subtree;
  }
  peaks_.push_back(subtree);
  ++size_;
  return tile;
}

void MerkleFrontier::append_tile(const Hash& root) {
  assert(size_ % merkle_tile_leaves == 0);
  Hash subtree = root;
  for (std::uint64_t leaves = merkle_tile_leaves; (size_ & leaves) != 0; leaves *= 2) {
    subtree = node_hash(peaks_.back(), subtree);
    peaks_.pop_back();
  }
  peaks_.push_back(subtree);
  size_ += merkle_tile_leaves;
}

Hash MerkleFrontier::root() const {
  if (peaks_.empty()) return sha256({});
  Hash root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node_hash(peaks_[i], root);
  return root;
}

}  // namespace rolecall
