// LMDB's file as it lies on disk (0.9, 64 bits, little-endian), read without LMDB, which takes what
// it finds for sound. Every offset is checked before it is followed.
//
//   page    number u64 ‖ 2 B ‖ flags u16 ‖ lower u16 ‖ upper u16 ‖ offsets of its nodes, u16 each
//   …;
//           of overflow, behind the flags: how many pages u32 ‖ bytes
//   node    u16 a ‖ u16 b ‖ flags u16 ‖ key size u16 ‖ key ‖ data
//           of a leaf:   size of the data a | b << 16; where bit 0 of the flags is set, the data is
//                        the number u64 of their first overflow page
//           of a branch: page a | b << 16 | flags << 32, and no data; the first key does not count
//   tree    4 B ‖ flags u16 ‖ depth u16 ‖ branch, leaf and overflow pages, entries, root, u64 each
//   meta    pages 0 and 1, behind the header's 16 B: magic u32 ‖ version u32 ‖ 16 B ‖ tree of free
//           pages, whose first 4 B are the page size ‖ tree of databases ‖ last page u64 ‖
//           transaction u64
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rolecall {

inline constexpr std::uint64_t no_page = ~std::uint64_t{0};
inline constexpr std::size_t page_header_bytes = 16;
inline constexpr std::size_t tree_bytes = 48;
inline constexpr std::size_t meta_bytes = page_header_bytes + 24 + 2 * tree_bytes + 16;

struct LmdbTree {
  bool has_integer_keys = false;
  std::uint16_t depth = 0;
  std::uint64_t branch_pages = 0;
  std::uint64_t leaf_pages = 0;
  std::uint64_t overflow_pages = 0;
  std::uint64_t entries = 0;
  std::uint64_t root = no_page;

  std::uint64_t pages() const { return branch_pages + leaf_pages + overflow_pages; }
};
// Nothing: these are not a tree's bytes.
std::optional<LmdbTree> parse_tree(std::string_view bytes);

struct LmdbMeta {
  std::uint32_t page_bytes = 0;
  LmdbTree free_pages;
  LmdbTree databases;
  std::uint64_t last_page = 0;
  std::uint64_t transaction = 0;
};
// From the first meta_bytes of page `number`.
std::optional<LmdbMeta> parse_meta(std::string_view bytes, std::uint64_t number);

// A branch or a leaf.
class LmdbPage {
 public:
  // Nothing: these are not the bytes of such a page with that number.
  static std::optional<LmdbPage> parse(std::string_view bytes, std::uint64_t number);

  struct Node {
    std::string_view key;
    std::uint64_t child = no_page;  // of a branch
    std::string_view data;          // of a leaf; empty where it lies on overflow pages
    std::uint64_t data_bytes = 0;
    std::uint64_t overflow = no_page;
    bool is_tree = false;
  };

  bool is_branch() const { return is_branch_; }
  std::size_t size() const { return size_; }
  // Nothing: it does not lie on the page.
  std::optional<Node> node(std::size_t i) const;

 private:
  LmdbPage(std::string_view bytes, bool is_branch, std::size_t size)
      : bytes_(bytes), is_branch_(is_branch), size_(size) {}

  std::string_view bytes_;
  bool is_branch_;
  std::size_t size_;
};

// How many pages the first one says there are; nothing: that is no first page of overflow.
std::optional<std::uint64_t> parse_overflow(std::string_view bytes, std::uint64_t number);

}  // namespace rolecall
