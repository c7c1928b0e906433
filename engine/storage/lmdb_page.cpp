#include "engine/storage/lmdb_page.hpp"

#include <bit>
#include <cstring>

namespace rolecall {
namespace {

constexpr std::uint32_t magic = 0xbeefc0de;
constexpr std::uint32_t version = 1;
constexpr std::uint16_t branch_flag = 0x01;
constexpr std::uint16_t leaf_flag = 0x02;
constexpr std::uint16_t overflow_flag = 0x04;
constexpr std::uint16_t meta_flag = 0x08;
constexpr std::uint16_t integer_keys_flag = 0x08;
constexpr std::uint16_t node_overflow_flag = 0x01;
constexpr std::uint16_t node_tree_flag = 0x02;
constexpr std::size_t node_header_bytes = 8;

template <class T>
T number_at(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

bool is_headed(std::string_view bytes, std::uint64_t number) {
  return bytes.size() >= page_header_bytes && number_at<std::uint64_t>(bytes, 0) == number;
}

}  // namespace

std::optional<LmdbTree> parse_tree(std::string_view bytes) {
  if (bytes.size() != tree_bytes) return std::nullopt;
  const auto flags = number_at<std::uint16_t>(bytes, 4);
  LmdbTree tree;
  tree.has_integer_keys = flags == integer_keys_flag;
  tree.depth = number_at<std::uint16_t>(bytes, 6);
  tree.branch_pages = number_at<std::uint64_t>(bytes, 8);
  tree.leaf_pages = number_at<std::uint64_t>(bytes, 16);
  tree.overflow_pages = number_at<std::uint64_t>(bytes, 24);
  tree.entries = number_at<std::uint64_t>(bytes, 32);
  tree.root = number_at<std::uint64_t>(bytes, 40);
  if (flags != 0 && !tree.has_integer_keys) return std::nullopt;
  return tree;
}

std::optional<LmdbMeta> parse_meta(std::string_view bytes, std::uint64_t number) {
  if (bytes.size() < meta_bytes || !is_headed(bytes, number) ||
      number_at<std::uint16_t>(bytes, 10) != meta_flag ||
      number_at<std::uint32_t>(bytes, 16) != magic ||
      number_at<std::uint32_t>(bytes, 20) != version) {
    return std::nullopt;
  }
  LmdbMeta meta;
  meta.page_bytes = number_at<std::uint32_t>(bytes, 40);
  const auto free_pages = parse_tree(bytes.substr(40, tree_bytes));
  const auto databases = parse_tree(bytes.substr(88, tree_bytes));
  meta.last_page = number_at<std::uint64_t>(bytes, 136);
  meta.transaction = number_at<std::uint64_t>(bytes, 144);
  if (!free_pages || !free_pages->has_integer_keys || !databases || databases->has_integer_keys ||
      !std::has_single_bit(meta.page_bytes) || meta.page_bytes < 4096 || meta.page_bytes > 65536) {
    return std::nullopt;
  }
  meta.free_pages = *free_pages;
  meta.databases = *databases;
  return meta;
}

std::optional<LmdbPage> LmdbPage::parse(std::string_view bytes, std::uint64_t number) {
  if (!is_headed(bytes, number)) return std::nullopt;
  const auto flags = number_at<std::uint16_t>(bytes, 10);
  const std::size_t lower = number_at<std::uint16_t>(bytes, 12);
  const std::size_t upper = number_at<std::uint16_t>(bytes, 14);
  if ((flags != branch_flag && flags != leaf_flag) || lower < page_header_bytes || lower % 2 != 0 ||
      lower > upper || upper > bytes.size()) {
    return std::nullopt;
  }
  const std::size_t size = (lower - page_header_bytes) / 2;
  if (size < (flags == branch_flag ? 2u : 1u)) return std::nullopt;
  return LmdbPage(bytes, flags == branch_flag, size);
}

std::optional<LmdbPage::Node> LmdbPage::node(std::size_t i) const {
  const std::size_t at = number_at<std::uint16_t>(bytes_, page_header_bytes + 2 * i);
  if (at < page_header_bytes + 2 * size_ || at + node_header_bytes > bytes_.size()) {
    return std::nullopt;
  }
  const std::uint64_t low = number_at<std::uint16_t>(bytes_, at) |
                            std::uint64_t{number_at<std::uint16_t>(bytes_, at + 2)} << 16;
  const auto flags = number_at<std::uint16_t>(bytes_, at + 4);
  const std::size_t key_bytes = number_at<std::uint16_t>(bytes_, at + 6);
  std::string_view rest = bytes_.substr(at + node_header_bytes);
  if (key_bytes > rest.size()) return std::nullopt;
  Node node;
  node.key = rest.substr(0, key_bytes);
  rest.remove_prefix(key_bytes);
  if (is_branch_) {
    node.child = low | std::uint64_t{flags} << 32;
    return node;
  }
  node.data_bytes = low;
  if (flags == node_overflow_flag) {
    if (rest.size() < sizeof node.overflow) return std::nullopt;
    node.overflow = number_at<std::uint64_t>(rest, 0);
    return node;
  }
  if (low > rest.size() || (flags != 0 && flags != node_tree_flag)) return std::nullopt;
  node.is_tree = flags == node_tree_flag;
  node.data = rest.substr(0, low);
  return node;
}

std::optional<std::uint64_t> parse_overflow(std::string_view bytes, std::uint64_t number) {
  if (!is_headed(bytes, number) || number_at<std::uint16_t>(bytes, 10) != overflow_flag) {
    return std::nullopt;
  }
  return number_at<std::uint32_t>(bytes, 12);
}

}  // namespace rolecall
