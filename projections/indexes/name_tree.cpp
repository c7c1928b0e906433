#include "projections/indexes/name_tree.hpp"

#include <algorithm>
#include <cassert>
#include <new>
#include <type_traits>

#include "engine/limits.hpp"
#include "projections/indexes/name_order.hpp"

namespace rolecall {

struct NameTree::Leaf {
  std::uint32_t size;

  std::span<const std::uint32_t> entries() const {
    return {reinterpret_cast<const std::uint32_t*>(this + 1), size};
  }
  static Leaf* make(std::span<const std::uint32_t> references) {
    assert(!references.empty());
    void* const memory = ::operator new(sizeof(Leaf) + references.size_bytes());
    Leaf* const leaf = ::new (memory) Leaf{static_cast<std::uint32_t>(references.size())};
    std::ranges::copy(references, reinterpret_cast<std::uint32_t*>(leaf + 1));
    return leaf;
  }
};

// A child and the first entry below it: the entry's first eight bytes, then its reference.
template <class Child>
struct NameTree::Edge {
  std::uint64_t word;
  std::uint32_t reference;
  Child* child;
};

template <class Child>
struct NameTree::Node {
  struct Slot {
    std::uint64_t word;
    std::uint32_t reference;
    std::atomic<Child*> child;
  };

  std::size_t size;

  Slot* slots() { return reinterpret_cast<Slot*>(this + 1); }
  const Slot* slots() const { return reinterpret_cast<const Slot*>(this + 1); }
  Child* child(std::size_t i) const { return slots()[i].child.load(std::memory_order_acquire); }
  void set_child(std::size_t i, Child* child) {
    slots()[i].child.store(child, std::memory_order_release);
  }

  static Node* make(std::span<const Edge<Child>> edges) {
    static_assert(std::is_trivially_destructible_v<Slot> && sizeof(Node) % alignof(Slot) == 0);
    Node* node =
        ::new (::operator new(sizeof(Node) + edges.size() * sizeof(Slot))) Node{edges.size()};
    Slot* slot = node->slots();
    for (const auto& edge : edges) ::new (slot++) Slot{edge.word, edge.reference, edge.child};
    return node;
  }

  // Its edges with the one at `i` replaced by `fresh`.
  std::vector<Edge<Child>> spliced(std::size_t i, std::span<const Edge<Child>> fresh) const {
    std::vector<Edge<Child>> edges;
    edges.reserve(size + fresh.size() - 1);
    const auto copy = [&](const Slot& slot) {
      edges.push_back({slot.word, slot.reference, slot.child.load(std::memory_order_relaxed)});
    };
    std::for_each(slots(), slots() + i, copy);
    edges.insert(edges.end(), fresh.begin(), fresh.end());
    std::for_each(slots() + i + 1, slots() + size, copy);
    assert(edges.size() == size + fresh.size() - 1);
    return edges;
  }
};

// The place of an entry that is sought.
struct NameTree::Sought {
  std::uint64_t word;  // of the first name
  std::array<std::string_view, names_most> names;
  std::uint32_t reference;
};

// The way to a leaf and the place in it.
struct NameTree::Path {
  Root* root;
  std::size_t directory_at;
  Directory* directory;
  std::size_t leaf_at;
  Leaf* leaf;
  std::size_t at;  // of the first entry not before the sought one; may be the leaf's end
};

namespace {

// Spreads `items` evenly over as few parts of at most `max` as it takes.
template <class Item, class Take>
void for_each_part(std::span<const Item> items, std::size_t max, Take take) {
  const std::size_t parts = (items.size() + max - 1) / max;
  for (std::size_t i = 0; i < parts; ++i) {
    const std::size_t begin = items.size() * i / parts;
    take(items.subspan(begin, items.size() * (i + 1) / parts - begin));
  }
}

struct Item {
  std::uint64_t word;
  std::uint32_t reference;
};

// Sorts by eight bytes of the names at a time, so that comparing reads no name. What lies before
// `offset` of this name, and the names before it, are equal.
void sort_from(std::size_t name, std::size_t offset, std::span<Item> items,
               const NameTree::NameOf& name_of) {
  for (Item& item : items) item.word = folded_word(name_of(item.reference, name), offset);
  std::ranges::sort(items, [](const Item& a, const Item& b) {
    return a.word != b.word ? a.word < b.word : a.reference < b.reference;
  });
  for (auto begin = items.begin(); begin != items.end();) {
    const auto end = std::find_if(begin, items.end(),
                                  [&](const Item& item) { return item.word != begin->word; });
    const bool is_ended = (begin->word & 0xff) == 0;
    if (end - begin > 1 && !is_ended) {
      sort_from(name, offset + 8, {begin, end}, name_of);
    } else if (end - begin > 1 && name + 1 < name_of.names) {
      sort_from(name + 1, 0, {begin, end}, name_of);
    }
    begin = end;
  }
}

}  // namespace

void NameTree::Cursor::next_leaf() {
  if (leaf_at_ + 1 < directory_->size) {
    ++leaf_at_;
  } else if (directory_at_ + 1 < root_->size) {
    directory_ = root_->child(++directory_at_);
    leaf_at_ = 0;
  } else {
    return;
  }
  leaf_ = directory_->child(leaf_at_)->entries();
  at_ = 0;
}

void NameTree::Cursor::previous_leaf() {
  if (leaf_at_ > 0) {
    --leaf_at_;
  } else if (directory_at_ > 0) {
    directory_ = root_->child(--directory_at_);
    leaf_at_ = directory_->size - 1;
  } else {
    leaf_ = {};
    return;
  }
  leaf_ = directory_->child(leaf_at_)->entries();
  at_ = leaf_.size() - 1;
}

NameTree::NameTree(Epochs& epochs, NameOf name_of, Fanout fanout)
    : epochs_(epochs), name_of_(name_of), fanout_(fanout), root_(Root::make({})) {}

NameTree::~NameTree() {
  for_each_leaf([](Leaf* leaf) { ::operator delete(leaf); });
  Root* root = root_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < root->size; ++i) ::operator delete(root->child(i));
  ::operator delete(root);
}

// Writer only. In their order.
template <class Visit>
void NameTree::for_each_leaf(Visit visit) const {
  const Root* root = root_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < root->size; ++i) {
    const Directory* directory = root->child(i);
    for (std::size_t k = 0; k < directory->size; ++k) visit(directory->child(k));
  }
}

void NameTree::serialize(Archive& archive) {
  std::uint64_t size = 0;
  for_each_leaf([&](const Leaf* leaf) { size += leaf->size; });
  archive.pass(size);
  if (!archive.is_loading()) {
    for_each_leaf([&](Leaf* leaf) { archive.pass_bytes(leaf + 1, leaf->entries().size_bytes()); });
    return;
  }
  if (size > limits::events_max) archive.fail();
  if (archive.failed()) return;
  std::vector<std::uint32_t> references(size);
  archive.pass_bytes(references.data(), size * sizeof references[0]);
  if (!archive.failed()) build_sorted(references);
}

std::vector<std::uint32_t> NameTree::sorted(std::span<const std::uint32_t> references) const {
  std::vector<Item> items;
  items.reserve(references.size());
  for (const std::uint32_t reference : references) items.push_back({0, reference});
  sort_from(0, 0, items, name_of_);
  std::vector<std::uint32_t> sorted;
  sorted.reserve(items.size());
  for (const Item& item : items) sorted.push_back(item.reference);
  return sorted;
}

void NameTree::build_sorted(std::span<const std::uint32_t> references) {
  Root* const old = root_.load(std::memory_order_relaxed);
  if (old->size != 0) {
    constexpr std::size_t collect_every = 1024;
    for (std::size_t i = 0; i < references.size(); ++i) {
      insert(references[i]);
      if (i % collect_every == 0) epochs_.collect();
    }
    return;
  }
  const auto directories = pack<Leaf>(pack_leaves(references));
  root_.store(Root::make(directories), std::memory_order_release);
  retire(old);
}

void NameTree::insert(std::uint32_t reference) {
  Root* const root = root_.load(std::memory_order_relaxed);
  if (root->size == 0) return build({&reference, 1});
  const Path path = descend(root, sought(reference));
  const auto old = path.leaf->entries();
  assert((path.at == old.size() || old[path.at] != reference) && "is there already");
  scratch_.assign(old.begin(), old.end());
  scratch_.insert(scratch_.begin() + path.at, reference);
  replace(path, scratch_);
}

void NameTree::erase(std::uint32_t reference) {
  const Path path = descend(root_.load(std::memory_order_relaxed), sought(reference));
  const auto old = path.leaf->entries();
  assert(path.at < old.size() && old[path.at] == reference);
  scratch_.assign(old.begin(), old.end());
  scratch_.erase(scratch_.begin() + path.at);
  replace(path, scratch_);
}

NameTree::Cursor NameTree::seek(std::string_view name, std::uint32_t reference) const {
  return seek(Sought{folded_word(name, 0), {name}, reference});
}

NameTree::Cursor NameTree::seek_entry(std::uint32_t reference) const {
  return seek(sought(reference));
}

NameTree::Cursor NameTree::seek(const Sought& sought) const {
  Cursor cursor;
  cursor.guard_ = epochs_.enter();
  Root* const root = root_.load(std::memory_order_acquire);
  if (root->size == 0) return cursor;
  const Path path = descend(root, sought);
  cursor.root_ = root;
  cursor.directory_ = path.directory;
  cursor.directory_at_ = path.directory_at;
  cursor.leaf_ = path.leaf->entries();
  cursor.leaf_at_ = path.leaf_at;
  cursor.at_ = path.at;
  if (cursor.done()) cursor.next_leaf();
  return cursor;
}

// Where the entry (its first name's first word, reference) stands to the sought one.
std::strong_ordering NameTree::compare(std::uint64_t word, std::uint32_t reference,
                                       const Sought& sought) const {
  if (word != sought.word) return word <=> sought.word;
  if ((word & 0xff) != 0) {
    const auto order = compare_folded(name_of_(reference), sought.names[0], 8);
    if (order != 0) return order;
  }
  for (std::size_t name = 1; name < name_of_.names; ++name) {
    const auto order = compare_folded(name_of_(reference, name), sought.names[name]);
    if (order != 0) return order;
  }
  return reference <=> sought.reference;
}

NameTree::Sought NameTree::sought(std::uint32_t reference) const {
  Sought sought{0, {}, reference};
  for (std::size_t name = 0; name < name_of_.names; ++name) {
    sought.names[name] = name_of_(reference, name);
  }
  sought.word = folded_word(sought.names[0], 0);
  return sought;
}

// The last child that begins at or before the sought entry; the first one if there is none.
template <class Child>
std::size_t NameTree::child_for(const Node<Child>& node, const Sought& sought) const {
  assert(node.size != 0);
  const auto* const slots = node.slots();
  const auto* const behind = std::partition_point(
      slots + 1, slots + node.size,
      [&](const auto& slot) { return compare(slot.word, slot.reference, sought) <= 0; });
  return static_cast<std::size_t>(behind - slots) - 1;
}

NameTree::Path NameTree::descend(Root* root, const Sought& sought) const {
  const std::size_t directory_at = child_for(*root, sought);
  Directory* const directory = root->child(directory_at);
  const std::size_t leaf_at = child_for(*directory, sought);
  Leaf* const leaf = directory->child(leaf_at);
  const auto entries = leaf->entries();
  const auto at = std::ranges::partition_point(entries, [&](std::uint32_t reference) {
    return compare(folded_word(name_of_(reference), 0), reference, sought) < 0;
  });
  return {root,    directory_at, directory,
          leaf_at, leaf,         static_cast<std::size_t>(at - entries.begin())};
}

std::vector<NameTree::Edge<NameTree::Leaf>> NameTree::pack_leaves(
    std::span<const std::uint32_t> references) const {
  std::vector<Edge<Leaf>> leaves;
  for_each_part(references, fanout_.leaf, [&](std::span<const std::uint32_t> part) {
    leaves.push_back({folded_word(name_of_(part.front()), 0), part.front(), Leaf::make(part)});
  });
  return leaves;
}

template <class Child>
std::vector<NameTree::Edge<NameTree::Node<Child>>> NameTree::pack(
    std::span<const Edge<Child>> children) const {
  std::vector<Edge<Node<Child>>> nodes;
  for_each_part(children, fanout_.directory, [&](std::span<const Edge<Child>> part) {
    nodes.push_back({part.front().word, part.front().reference, Node<Child>::make(part)});
  });
  return nodes;
}

// Puts `references` in the place of a leaf's entries: by one store where the leaf's first entry
// stays and they fit into one leaf, else with new bounds in a copy of the directory, and of the
// root likewise.
void NameTree::replace(const Path& path, std::span<const std::uint32_t> references) {
  const bool fits = !references.empty() && references.size() <= fanout_.leaf &&
                    references.front() == path.leaf->entries().front();
  retire(path.leaf);
  if (fits) {
    path.directory->set_child(path.leaf_at, Leaf::make(references));
    return;
  }
  const auto edges = path.directory->spliced(path.leaf_at, pack_leaves(references));
  const auto directories = pack<Leaf>(edges);
  retire(path.directory);
  if (directories.size() == 1 &&
      directories.front().reference == path.root->slots()[path.directory_at].reference) {
    path.root->set_child(path.directory_at, directories.front().child);
    return;
  }
  root_.store(Root::make(path.root->spliced(path.directory_at, directories)),
              std::memory_order_release);
  retire(path.root);
}

void NameTree::retire(void* memory) {
  epochs_.retire(memory, [](void* retired) { ::operator delete(retired); });
}

}  // namespace rolecall
