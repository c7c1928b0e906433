// An ordered index: references to names, in the order of (folded name, reference). A reference may
// stand for several names: where the first is equal the second counts, and so on.
//
// What an entry says is only "someone once had this name"; whoever reads it checks the owner at the
// position asked for. So any state at least as new as that position gives the right answer, and
// entries carry no positions.
//
// Three levels: a root, directories, leaves of references without their names. The bounds in root
// and directories never change, only their child pointers do; a leaf never changes. An insertion
// copies one leaf and stores one pointer.
//
// Order:    names as in name_order.hpp, equal ones by reference.
// Threads:  build(), build_sorted(), insert() and erase() from one thread; seek() from any, without
// waiting. A
//           cursor stays on its thread.
// Lifetime: what is replaced under a cursor waits for it: it must not live long. A name stays
//           readable as long as its reference is in the tree, and until the epoch of its erasure is
//           over.
#pragma once

#include <array>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/snapshot/archive.hpp"
#include "engine/state/epochs.hpp"

namespace rolecall {

class NameTree {
  template <class Child>
  struct Node;
  struct Leaf;
  using Directory = Node<Leaf>;
  using Root = Node<Directory>;

 public:
  static constexpr std::size_t names_most = 3;

  // How a reference is turned into its names, from any thread.
  struct NameOf {
    std::string_view (*read)(const void* owner, std::uint32_t reference, std::size_t name);
    const void* owner;
    std::size_t names = 1;  // of each reference, names_most at most

    std::string_view operator()(std::uint32_t reference, std::size_t name = 0) const {
      return read(owner, reference, name);
    }
  };

  // The most entries of a leaf and children of a directory.
  struct Fanout {
    std::size_t leaf;
    std::size_t directory;
  };

  // Stands at an entry, or at the end (behind the last one).
  class Cursor {
   public:
    bool done() const { return at_ == leaf_.size(); }
    std::uint32_t reference() const { return leaf_[at_]; }
    // This entry and some that follow it: what a page may prefetch.
    std::span<const std::uint32_t> ahead() const { return leaf_.subspan(at_); }

    void next() {
      if (++at_ == leaf_.size()) next_leaf();
    }
    // To the entry before; from the end to the last one. Before the first it is done for good.
    void previous() {
      if (at_ == 0) {
        previous_leaf();
      } else {
        --at_;
      }
    }

   private:
    friend class NameTree;
    void next_leaf();
    void previous_leaf();

    // All three are of one state: a superseded node keeps the children it had then, and lives as
    // long as the guard.
    Epochs::Guard guard_;
    const Root* root_ = nullptr;
    const Directory* directory_ = nullptr;
    std::span<const std::uint32_t> leaf_;
    std::size_t directory_at_ = 0;
    std::size_t leaf_at_ = 0;
    std::size_t at_ = 0;
  };

  NameTree(Epochs& epochs, NameOf name_of, Fanout fanout = {.leaf = 128, .directory = 512});
  ~NameTree();
  NameTree(const NameTree&) = delete;
  NameTree& operator=(const NameTree&) = delete;

  // The references in the tree's order; from any thread.
  std::vector<std::uint32_t> sorted(std::span<const std::uint32_t> references) const;
  // Adds references in its order, each once: to the empty tree at once, else one after the other,
  // which have the names they are compared with in common.
  void build_sorted(std::span<const std::uint32_t> references);
  // The same with references in any order.
  void build(std::span<const std::uint32_t> references) { build_sorted(sorted(references)); }
  void insert(std::uint32_t reference);
  // The reference must be in the tree, its name still the one it was inserted with.
  void erase(std::uint32_t reference);

  // The references in their order, of which a tree is built anew. Loading: names can be read.
  void serialize(Archive& archive);

  // The first entry not before (name, reference): with reference + 1, the first one behind it. To
  // walk backwards from a name's or a prefix's last entry, seek the text with '\xff' appended,
  // then previous().
  Cursor seek(std::string_view name, std::uint32_t reference = 0) const;
  // At that entry, or at the first one behind its place.
  Cursor seek_entry(std::uint32_t reference) const;

 private:
  struct Sought;
  struct Path;
  template <class Child>
  struct Edge;

  std::strong_ordering compare(std::uint64_t word, std::uint32_t reference,
                               const Sought& sought) const;
  template <class Child>
  std::size_t child_for(const Node<Child>& node, const Sought& sought) const;
  Path descend(Root* root, const Sought& sought) const;
  Sought sought(std::uint32_t reference) const;
  Cursor seek(const Sought& sought) const;

  std::vector<Edge<Leaf>> pack_leaves(std::span<const std::uint32_t> references) const;
  template <class Child>
  std::vector<Edge<Node<Child>>> pack(std::span<const Edge<Child>> children) const;
  void replace(const Path& path, std::span<const std::uint32_t> references);
  template <class Visit>
  void for_each_leaf(Visit visit) const;
  void retire(void* memory);

  Epochs& epochs_;
  NameOf name_of_;
  Fanout fanout_;
  std::atomic<Root*> root_;
  std::vector<std::uint32_t> scratch_;  // the writer's
};

}  // namespace rolecall
