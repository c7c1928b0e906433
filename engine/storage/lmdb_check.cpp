#include "engine/storage/lmdb_check.hpp"

#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "engine/limits.hpp"
#include "engine/storage/lmdb_page.hpp"

namespace rolecall {
namespace {

constexpr unsigned depth_max = 32;  // LMDB's own
// A meta page that a writer is at work on may be read half; by then it is whole.
constexpr int meta_reads = 20;

std::string page_name(std::uint64_t number) { return "page " + std::to_string(number); }

class File {
 public:
  explicit File(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  std::uint64_t bytes() const {
    struct stat about {};
    return ::fstat(descriptor_, &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
  }
  // Shorter where the file ends, or the disk does not read it.
  std::string read(std::uint64_t at, std::size_t bytes) const {
    std::string read(bytes, '\0');
    const ssize_t size = ::pread(descriptor_, read.data(), bytes, static_cast<off_t>(at));
    read.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return read;
  }

 private:
  int descriptor_;
};

struct MetaPair {
  LmdbMeta first, second;

  // Those of two commits in a row; a file has been made with two of none.
  bool is_sound() const {
    const std::uint64_t even = first.transaction;
    const std::uint64_t odd = second.transaction;
    if (first.page_bytes != second.page_bytes) return false;
    if (even == 0 && odd == 0) return true;
    return even % 2 == 0 && odd % 2 == 1 && (even == odd + 1 || odd == even + 1);
  }
};

std::optional<MetaPair> read_metas(const File& file) {
  for (int tries = 0; tries < meta_reads; ++tries) {
    const auto first = parse_meta(file.read(0, meta_bytes), 0);
    if (!first) continue;
    const auto second = parse_meta(file.read(first->page_bytes, meta_bytes), 1);
    if (!second) continue;
    const MetaPair pair{*first, *second};
    if (pair.is_sound()) return pair;
  }
  return std::nullopt;
}

std::uint64_t integer_at(std::string_view bytes, std::size_t at) {
  std::uint64_t integer = 0;
  std::memcpy(&integer, bytes.data() + at, sizeof integer);
  return integer;
}

bool is_before(std::string_view a, std::string_view b, bool integers) {
  return integers ? integer_at(a, 0) < integer_at(b, 0) : a < b;
}

// Every step answers whether all is well so far; the first thing that is not stays said.
class Walk {
 public:
  Walk(const File& file, const LmdbMeta& meta, LmdbCheck how)
      : file_(file),
        meta_(meta),
        how_(how),
        is_used_(meta.last_page + 1),
        is_free_(meta.last_page + 1) {}

  std::string run() {
    use(0);
    use(1);
    if (!walk_tree(meta_.free_pages, "the list of free pages", LmdbCheck::whole,
                   &Walk::take_free) ||
        !walk_tree(meta_.databases, "the list of databases", LmdbCheck::whole,
                   &Walk::take_database)) {
      return damage_;
    }
    // Each commit frees the pages that it has written anew, but the first.
    if (meta_.free_pages.entries != 0 && last_freed_by_ != meta_.transaction) {
      return "the list of free pages is of another commit";
    }
    std::uint64_t pages = 2 + free_ + meta_.free_pages.pages() + meta_.databases.pages();
    for (const auto& [name, tree] : databases_) {
      if (!walk_tree(tree, "database " + name, how_, nullptr)) return damage_;
      pages += tree.pages();
    }
    if (pages != meta_.last_page + 1) return "its pages do not add up";
    // What is free at the end need not have been written.
    std::uint64_t end = meta_.last_page + 1;
    while (is_free_[end - 1]) --end;
    if (file_.bytes() / meta_.page_bytes < end) return "the file is cut short";
    return {};
  }

 private:
  using Take = bool (Walk::*)(const LmdbPage::Node& node, std::string_view data);
  struct Tree {
    const LmdbTree& stored;
    const std::string& name;
    LmdbCheck how;
    Take take;
    LmdbTree counted{};
  };
  // Which keys a page may have: at least `least`, less than `end`.
  struct Bounds {
    std::optional<std::string_view> least, end;
  };

  bool fail(const std::string& what) {
    if (damage_.empty()) damage_ = what;
    return false;
  }
  bool fail(const Tree& tree, std::uint64_t page) {
    return fail(tree.name + ", " + page_name(page) + " is no page of it");
  }

  bool use(std::uint64_t page) {
    if (page > meta_.last_page) return fail(page_name(page) + " lies behind its end");
    if (is_used_[page]) return fail(page_name(page) + " is used twice");
    is_used_[page] = true;
    return true;
  }

  bool walk_tree(const LmdbTree& stored, const std::string& name, LmdbCheck how, Take take) {
    if (stored.root == no_page) {
      const bool is_empty = stored.pages() == 0 && stored.entries == 0 && stored.depth == 0;
      return is_empty || fail(name + " has no root");
    }
    if (stored.depth == 0 || stored.depth > depth_max) return fail(name + " has no such depth");
    Tree tree{stored, name, how, take};
    if (!walk_page(tree, stored.root, 1, {})) return false;
    const LmdbTree& counted = tree.counted;
    const bool is_counted =
        counted.branch_pages == stored.branch_pages && counted.leaf_pages == stored.leaf_pages &&
        (how != LmdbCheck::whole ||
         (counted.entries == stored.entries && counted.overflow_pages == stored.overflow_pages));
    return is_counted || fail(name + " is not all there");
  }

  bool walk_page(Tree& tree, std::uint64_t number, unsigned level, const Bounds& bounds) {
    if (!use(number)) return false;
    const bool is_leaf = level == tree.stored.depth;
    ++(is_leaf ? tree.counted.leaf_pages : tree.counted.branch_pages);
    if (is_leaf && tree.how != LmdbCheck::whole) return true;
    const std::string bytes = file_.read(number * meta_.page_bytes, meta_.page_bytes);
    if (bytes.size() != meta_.page_bytes) return fail(page_name(number) + " cannot be read");
    const auto page = LmdbPage::parse(bytes, number);
    if (!page || page->is_branch() == is_leaf) return fail(tree, number);
    auto node = page->node(0);
    std::optional<std::string_view> key = bounds.least;
    if (is_leaf && node) key = node->key;
    for (std::size_t i = 0; i < page->size(); ++i) {
      const bool is_last = i + 1 == page->size();
      const auto next = is_last ? std::nullopt : page->node(i + 1);
      if (!node || (!is_last && !next)) return fail(tree, number);
      const auto end = is_last ? bounds.end : std::optional(next->key);
      if (!are_in_order(tree, i == 0 ? bounds.least : std::nullopt, key, end)) {
        return fail(tree, number);
      }
      const bool is_well = is_leaf ? take_entry(tree, *node, number)
                                   : walk_page(tree, node->child, level + 1, {key, end});
      if (!is_well) return false;
      node = next;
      key = end;
    }
    return true;
  }

  static bool are_in_order(const Tree& tree, const std::optional<std::string_view>& least,
                           const std::optional<std::string_view>& key,
                           const std::optional<std::string_view>& end) {
    const bool integers = tree.stored.has_integer_keys;
    for (const auto& one : {key, end}) {
      if (one && integers && one->size() != sizeof(std::uint64_t)) return false;
    }
    return !(key && end && !is_before(*key, *end, integers)) &&
           !(key && least && is_before(*key, *least, integers));
  }

  bool take_entry(Tree& tree, const LmdbPage::Node& node, std::uint64_t page) {
    ++tree.counted.entries;
    if (tree.take == nullptr && node.is_tree) return fail(tree, page);
    if (node.overflow == no_page) {
      return tree.take == nullptr || (this->*tree.take)(node, node.data);
    }
    const std::size_t wanted_bytes =
        page_header_bytes + (tree.take == nullptr ? 0 : node.data_bytes);
    const std::string bytes = file_.read(node.overflow * meta_.page_bytes, wanted_bytes);
    // A value that became shorter keeps its pages.
    const auto pages = parse_overflow(bytes, node.overflow);
    if (bytes.size() != wanted_bytes || !pages ||
        *pages * meta_.page_bytes < page_header_bytes + node.data_bytes) {
      return fail(tree, node.overflow);
    }
    for (std::uint64_t i = 0; i < *pages; ++i) {
      if (!use(node.overflow + i)) return false;
    }
    tree.counted.overflow_pages += *pages;
    return tree.take == nullptr ||
           (this->*tree.take)(node, std::string_view(bytes).substr(page_header_bytes));
  }

  // The pages freed by one commit: how many, and their numbers, the largest first.
  bool take_free(const LmdbPage::Node& node, std::string_view data) {
    const std::uint64_t size = data.size() < 8 ? no_page : integer_at(data, 0);
    if (size > data.size() / 8 - 1) return fail("the list of free pages is damaged");
    last_freed_by_ = integer_at(node.key, 0);
    for (std::uint64_t i = 1, before = no_page; i <= size; ++i) {
      const std::uint64_t page = integer_at(data, 8 * i);
      if (page >= before) return fail("the list of free pages is not in order");
      if (!use(page)) return false;
      is_free_[page] = true;
      before = page;
    }
    free_ += size;
    return true;
  }

  bool take_database(const LmdbPage::Node& node, std::string_view data) {
    const auto tree = node.is_tree ? parse_tree(data) : std::nullopt;
    if (!tree) return fail("the list of databases is damaged");
    databases_.emplace_back(std::string(node.key), *tree);
    return true;
  }

  const File& file_;
  const LmdbMeta& meta_;
  LmdbCheck how_;
  std::string damage_;
  std::vector<bool> is_used_;
  std::vector<bool> is_free_;
  std::uint64_t free_ = 0;
  std::uint64_t last_freed_by_ = 0;
  std::vector<std::pair<std::string, LmdbTree>> databases_;
};

}  // namespace

std::optional<std::string> find_damage(const std::filesystem::path& path, std::uint64_t transaction,
                                       LmdbCheck how) {
  const File file(path);
  const auto metas = read_metas(file);
  if (!metas) return "its meta pages are not those of two commits in a row";
  for (const LmdbMeta* const meta : {&metas->first, &metas->second}) {
    if (meta->transaction != transaction) continue;
    if (meta->last_page < 1 || meta->last_page >= limits::store_pages_max) {
      return "its last page cannot be";
    }
    return Walk(file, *meta, how).run();
  }
  return std::nullopt;
}

}  // namespace rolecall
