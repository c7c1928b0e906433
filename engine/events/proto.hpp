// Protobuf's wire format in the canonical profile of FORMAT.md: one value has one encoding.
//
// Writer and reader have the same members, so that one list of fields serves both directions.
// Order:    fields are named in ascending order, each once; what is not named is refused.
// Absence:  zero, nil and empty are not written, and refused where they are read.
// Errors:   the first flaw makes ok() false for good; a reader then finds nothing more.
// Lifetime: a reader's views point into the bytes it was given.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/endian/conversion.hpp>

#include "engine/types/utf8.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

enum class WireType : unsigned { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

constexpr std::uint32_t wire_tag(unsigned field, WireType type) {
  return field << 3 | static_cast<unsigned>(type);
}

inline constexpr std::size_t varint_max_bytes = 10;

// Answers how many bytes it takes.
inline std::size_t store_varint(unsigned char* at, std::uint64_t value) {
  if (value < 0x80) {
    at[0] = static_cast<unsigned char>(value);
    return 1;
  }
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) at[size++] = static_cast<unsigned char>(value | 0x80);
  at[size++] = static_cast<unsigned char>(value);
  return size;
}

class ProtoWriter {
 public:
  static constexpr bool reading = false;

  bool ok() const { return ok_; }
  void require(bool condition) { ok_ = ok_ && condition; }
  // Ends the writing: what has been written.
  std::string take() {
    buffer_.resize(size_);
    return std::move(buffer_);
  }

  void fixed64(unsigned field, std::int64_t value) {
    if (value == 0) return;
    unsigned char* const at = tag(field, WireType::fixed64, 8);
    boost::endian::store_little_s64(at, value);
    size_ += 8;
  }
  void fixed32(unsigned field, std::uint32_t value) {
    if (value == 0) return;
    unsigned char* const at = tag(field, WireType::fixed32, 4);
    boost::endian::store_little_u32(at, value);
    size_ += 4;
  }
  void varint(unsigned field, std::uint64_t value) {
    if (value == 0) return;
    tag(field, WireType::varint, 0);
    put_varint(value);
  }
  void id(unsigned field, const Uuid& id) {
    if (id.is_nil()) return;
    unsigned char* const at = tag(field, WireType::bytes, 17);
    at[0] = 16;
    std::memcpy(at + 1, id.bytes.data(), 16);
    size_ += 17;
  }
  void bytes(unsigned field, std::string_view value) {
    if (!value.empty()) put_bytes(field, value);
  }
  void text(unsigned field, std::string_view value) {
    if (value.empty()) return;
    require(is_utf8(value));
    put_bytes(field, value);
  }
  // Written when engaged, even when empty: the one exception to "empty is absent".
  void optional_text(unsigned field, const std::optional<std::string>& value) {
    if (!value) return;
    require(is_utf8(*value));
    put_bytes(field, *value);
  }

  // A message of what `fields` writes; without any it is left out. Answers whether it is there.
  template <class Fields>
  bool message(unsigned field, Fields fields) {
    const std::size_t start = size_;
    if (body(field, fields) != 0) return true;
    size_ = start;
    return false;
  }
  // The same, but kept when empty: its number alone says something. Answers its size.
  template <class Fields>
  std::size_t body(unsigned field, Fields fields) {
    tag(field, WireType::bytes, 1);
    const std::size_t start = ++size_;  // behind the length, where that fits a byte
    fields();
    const std::size_t size = size_ - start;
    put_length(start, size);
    return size;
  }

 private:
  // Room for `size` more bytes behind what is written.
  unsigned char* room(std::size_t size) {
    if (buffer_.size() - size_ < size) [[unlikely]]
      grow(size);
    return reinterpret_cast<unsigned char*>(buffer_.data()) + size_;
  }
  void grow(std::size_t size);
  // Writes a tag and makes room for `size` bytes behind it.
  unsigned char* tag(unsigned field, WireType type, std::size_t size) {
    unsigned char* const at = room(varint_max_bytes + size);
    const std::size_t tag_size = store_varint(at, wire_tag(field, type));
    size_ += tag_size;
    return at + tag_size;
  }
  void put_varint(std::uint64_t value) { size_ += store_varint(room(varint_max_bytes), value); }
  void put_bytes(unsigned field, std::string_view value) {
    tag(field, WireType::bytes, 0);
    put_varint(value.size());
    std::memcpy(room(value.size()), value.data(), value.size());
    size_ += value.size();
  }
  // Writes the length of the `size` bytes from `start` in front of them; they move if it is long.
  void put_length(std::size_t start, std::size_t size);

  std::string buffer_ = std::string(256, '\0');  // most records fit
  std::size_t size_ = 0;
  bool ok_ = true;
};

class ProtoReader {
 public:
  static constexpr bool reading = true;

  explicit ProtoReader(std::string_view in) : at_(in.data()), end_(in.data() + in.size()) {}

  bool ok() const { return ok_; }
  // Whether all was well and nothing is left.
  bool done() const { return ok_ && at_ == end_; }
  void require(bool condition) {
    if (!condition) fail();
  }

  void fixed64(unsigned field, std::int64_t& value) {
    value = 0;
    if (!take_tag(field, WireType::fixed64)) return;
    if (const unsigned char* from = take(8)) value = boost::endian::load_little_s64(from);
    require(value != 0);
  }
  void fixed32(unsigned field, std::uint32_t& value) {
    value = 0;
    if (!take_tag(field, WireType::fixed32)) return;
    if (const unsigned char* from = take(4)) value = boost::endian::load_little_u32(from);
    require(value != 0);
  }
  void varint(unsigned field, std::uint64_t& value) {
    value = 0;
    if (!take_tag(field, WireType::varint)) return;
    value = take_varint();
    require(value != 0);
  }
  void id(unsigned field, Uuid& id) {
    std::string_view value;
    bytes(field, value);
    if (value.empty()) return void(id = Uuid{});
    if (value.size() != id.bytes.size()) return fail();
    std::memcpy(id.bytes.data(), value.data(), id.bytes.size());
    require(!id.is_nil());
  }
  void bytes(unsigned field, std::string_view& value) {
    value = {};
    if (!take_tag(field, WireType::bytes)) return;
    value = take_bytes();
    require(!value.empty());
  }
  void text(unsigned field, std::string_view& value) {
    bytes(field, value);
    require(is_utf8(value));
  }
  void text(unsigned field, std::string& value) {
    std::string_view view;
    text(field, view);
    value = view;
  }
  void optional_text(unsigned field, std::optional<std::string>& value) {
    value.reset();
    if (!take_tag(field, WireType::bytes)) return;
    value = take_bytes();
    require(is_utf8(*value));
  }

  // Reads with `fields` what is in the message. Answers whether it is there.
  template <class Fields>
  bool message(unsigned field, Fields fields) {
    return body(field, [&] {
      require(at_ != end_);
      fields();
    });
  }
  template <class Fields>
  bool body(unsigned field, Fields fields) {
    if (!take_tag(field, WireType::bytes)) return false;
    const std::string_view content = take_bytes();
    const char* const end = end_;
    if (ok_) at_ = content.data(), end_ = at_ + content.size();
    fields();
    require(at_ == end_);
    end_ = end;
    if (!ok_) at_ = end_;
    return true;
  }

  // The number of the next field, which stays unread; 0 at the end.
  unsigned next_field() const;
  // Leaves out the next field, whatever it is.
  void skip();

 private:
  void fail() {
    ok_ = false;
    at_ = end_;
  }
  bool take_tag(unsigned field, WireType type) {
    const std::uint32_t tag = wire_tag(field, type);
    if (tag < 0x80) {
      if (at_ == end_ || static_cast<unsigned char>(*at_) != tag) return false;
      return ++at_, true;
    }
    if (end_ - at_ < 2 || static_cast<unsigned char>(at_[0]) != (0x80 | (tag & 0x7f)) ||
        static_cast<unsigned char>(at_[1]) != tag >> 7) {
      return false;
    }
    return at_ += 2, true;
  }
  const unsigned char* take(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size) return fail(), nullptr;
    at_ += size;
    return reinterpret_cast<const unsigned char*>(at_ - size);
  }
  std::uint64_t take_varint() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) {
      return static_cast<unsigned char>(*at_++);
    }
    return take_long_varint();
  }
  std::uint64_t take_long_varint();
  std::string_view take_bytes() {
    const std::uint64_t size = take_varint();
    if (size > static_cast<std::uint64_t>(end_ - at_)) return fail(), std::string_view{};
    at_ += size;
    return {at_ - size, static_cast<std::size_t>(size)};
  }

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace rolecall
