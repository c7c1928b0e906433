#include "tools/import/import_digest.hpp"

#include <algorithm>

#include <sodium.h>

namespace rolecall {
namespace {

constexpr std::size_t line_no_bytes = 5;

}  // namespace

void ImportDigest::add(std::uint64_t line_no, std::string_view line) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key_.data(), key_.size(), digest_.size());
  crypto_generichash_update(&state, digest_.data(), digest_.size());
  crypto_generichash_update(&state, reinterpret_cast<const std::uint8_t*>(line.data()),
                            line.size());
  crypto_generichash_final(&state, digest_.data(), digest_.size());
  line_no_ = line_no;
}

RequestId ImportDigest::request_id() const {
  RequestId id;
  for (std::size_t i = 0; i < line_no_bytes; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(line_no_ >> (8 * (line_no_bytes - 1 - i)));
  }
  std::copy_n(digest_.begin(), id.bytes.size() - line_no_bytes, id.bytes.begin() + line_no_bytes);
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x80);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

std::optional<std::uint64_t> line_no_of(const RequestId& request) {
  if (request.bytes[6] >> 4 != 8) return std::nullopt;
  std::uint64_t line_no = 0;
  for (std::size_t i = 0; i < line_no_bytes; ++i) line_no = line_no << 8 | request.bytes[i];
  return line_no;
}

}  // namespace rolecall
