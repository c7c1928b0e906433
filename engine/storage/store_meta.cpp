#include "engine/storage/store_meta.hpp"

#include <charconv>

namespace rolecall {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<LmdbDatabase> open_meta(LmdbEnv& env, std::string_view store) {
  const auto meta = env.database("meta", LmdbKeys::bytes);
  if (!meta) return meta.error();
  const auto txn = env.read();
  if (!txn) return txn.error();
  const auto format = meta_number(*txn, *meta, "format");
  if (!format || *format == 0) return env.damaged("its meta tells no format");
  if (*format > store_format) {
    return Error{Errc::conflict,
                 {},
                 std::string(store) + ": format " + std::to_string(*format) +
                     "; this program reads up to " + std::to_string(store_format)};
  }
  return *meta;
}

Result<void> create_meta(LmdbEnv& env, std::span<const MetaEntry> entries) {
  const auto meta = env.create_database("meta", LmdbKeys::bytes);
  if (!meta) return meta.error();
  auto txn = env.write();
  if (!txn) return txn.error();
  if (auto put = txn->put(*meta, "format", {std::to_string(store_format)}); !put) return put;
  for (const auto& [name, text] : entries) {
    if (auto put = txn->put(*meta, name, {text}); !put) return put;
  }
  return txn->commit();
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

Result<std::uint64_t> meta_number_or(std::uint64_t otherwise, const LmdbRead& txn,
                                     LmdbDatabase meta, std::string_view name) {
  const auto text = txn.get(meta, name);
  if (!text) return text.error();
  if (!*text) return otherwise;
  return meta_number(txn, meta, name);
}

}  // namespace rolecall
