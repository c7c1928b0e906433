#include "engine/log/store_meta.hpp"

#include <charconv>

namespace rolecall {
namespace {

Error conflict(std::string_view store, std::string_view why) {
  return {Errc::conflict, {}, std::string(store) + ": " + std::string(why)};
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<LmdbDatabase> open_meta(LmdbEnv& env, std::string_view store) {
  const Error unfinished{Errc::not_found, {}, std::string(store) + ": there is nothing yet"};
  const auto empty = env.is_empty();
  if (!empty) return empty.error();
  if (*empty) return unfinished;
  const auto ours = env.has_database("meta");
  if (!ours) return ours.error();
  if (!*ours) return conflict(store, "an LMDB file, but not one of rolecall");

  const auto meta = env.database("meta", LmdbKeys::bytes);
  if (!meta) return meta.error();
  const auto txn = env.read();
  if (!txn) return txn.error();
  const auto text = txn->get(*meta, "format");
  if (!text) return text.error();
  if (!*text) return unfinished;
  const auto format = parse_number(**text);
  if (!format) return conflict(store, "an LMDB file, but not one of rolecall");
  if (*format > store_format) {
    return conflict(store, "format " + std::to_string(*format) + "; this program reads up to " +
                               std::to_string(store_format));
  }
  return *meta;
}

Result<LmdbDatabase> create_meta(LmdbEnv& env, std::string_view store,
                                 std::span<const MetaEntry> entries) {
  if (const auto there = open_meta(env, store)) {
    return Error{Errc::already_exists, {}, std::string(store) + ": is there already"};
  } else if (there.error().code != Errc::not_found) {
    return there.error();
  }
  const auto meta = env.database("meta", LmdbKeys::bytes);
  if (!meta) return meta.error();
  auto txn = env.write();
  if (!txn) return txn.error();
  if (auto put = txn->put(*meta, "format", {std::to_string(store_format)}); !put) {
    return put.error();
  }
  for (const auto& [name, text] : entries) {
    if (auto put = txn->put(*meta, name, {text}); !put) return put.error();
  }
  if (auto committed = txn->commit(); !committed) return committed.error();
  return *meta;
}

Result<std::string> meta_text(const LmdbRead& txn, LmdbDatabase meta, std::string_view name) {
  const auto text = txn.get(meta, name);
  if (!text) return text.error();
  if (!*text) return Error{Errc::corrupt, {}, "meta: no " + std::string(name)};
  return std::string(**text);
}

Result<std::uint64_t> meta_number(const LmdbRead& txn, LmdbDatabase meta, std::string_view name) {
  const auto text = meta_text(txn, meta, name);
  if (!text) return text.error();
  const auto number = parse_number(*text);
  if (!number) return Error{Errc::corrupt, {}, "meta: " + std::string(name) + " is no number"};
  return *number;
}

}  // namespace rolecall
