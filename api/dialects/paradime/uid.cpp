#include "api/dialects/paradime/uid.hpp"

#include <algorithm>

#include "engine/types/sha256.hpp"

namespace rolecall::paradime {
namespace {

constexpr std::size_t uid_digits = 64;

std::string digits_of(const Uuid& id) {
  std::string text = to_text(id);
  std::erase(text, '-');
  return text;
}

}  // namespace

std::string uid_of(const Uuid& id) {
  const std::string digits = digits_of(id);
  return digits + to_hex(sha256({"rolecall-paradime-uid", digits})).substr(0, digits.size());
}

std::optional<Uuid> parse_uid(std::string_view text) {
  if (text.size() != uid_digits) return std::nullopt;
  std::string dashed(text.substr(0, uid_digits / 2));
  for (const std::size_t at : {8, 13, 18, 23}) dashed.insert(at, 1, '-');
  const auto id = parse_uuid(dashed);
  return id && uid_of(*id) == text ? id : std::nullopt;
}

}  // namespace rolecall::paradime
