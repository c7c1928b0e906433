// 128-bit identifiers, one type per kind, so that a user's id cannot pass for a group's.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  std::uint64_t half(std::size_t n) const {  // 0 or 1
    std::uint64_t value;
    std::memcpy(&value, bytes.data() + 8 * n, sizeof value);
    return value;
  }
  bool is_nil() const { return (half(0) | half(1)) == 0; }
  // In halves: the defaulted one calls memcmp, which was half the time of reading a record.
  bool operator==(const Uuid& other) const {
    return half(0) == other.half(0) && half(1) == other.half(1);
  }
  auto operator<=>(const Uuid&) const = default;
};

// Lower case, with dashes, 36 characters. Parsing accepts upper case too, and nothing else.
void append_text(std::string& out, const Uuid& id);
std::string to_text(const Uuid& id);
std::optional<Uuid> parse_uuid(std::string_view text);

template <class Kind>
struct Id : Uuid {
  Id() = default;
  explicit Id(const Uuid& id) : Uuid(id) {}
  std::string text() const { return to_text(*this); }
  static std::optional<Id> parse(std::string_view text) {
    const auto id = parse_uuid(text);
    return id ? std::optional(Id(*id)) : std::nullopt;
  }
  auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserKind>;
using GroupId = Id<struct GroupKind>;
using EventId = Id<struct EventKind>;
using RequestId = Id<struct RequestKind>;
using CredentialId = Id<struct CredentialKind>;  // an API key's public half

// For hash maps. Ids come from random bits, so eight of their bytes are a hash already.
inline std::size_t hash_value(const Uuid& id) { return id.half(1); }

}  // namespace rolecall

template <>
struct std::hash<rolecall::Uuid> {
  std::size_t operator()(const rolecall::Uuid& id) const { return hash_value(id); }
};
template <class Kind>
struct std::hash<rolecall::Id<Kind>> : std::hash<rolecall::Uuid> {};
