#include "engine/events/proto.hpp"

namespace rolecall {
void ProtoWriter::grow(std::size_t size) { buffer_.resize(2 * (size_ + size)); }

void ProtoWriter::put_length(std::size_t start, std::size_t size) {
  unsigned char length[varint_max_bytes];
  const std::size_t length_size = store_varint(length, size);
  room(length_size - 1);
  char* const body = buffer_.data() + start;
  std::memmove(body + length_size - 1, body, size);
  std::memcpy(body - 1, length, length_size);
  size_ += length_size - 1;
}

unsigned ProtoReader::next_field() const {
  ProtoReader ahead = *this;
  const std::uint64_t tag = ahead.take_varint();
  return ahead.ok_ && tag >> 32 == 0 ? static_cast<unsigned>(tag >> 3) : 0;
}

void ProtoReader::skip() {
  switch (static_cast<WireType>(take_varint() & 7)) {
    case WireType::varint:
      take_varint();
      return;
    case WireType::fixed64:
      take(8);
      return;
    case WireType::bytes:
      take_bytes();
      return;
    case WireType::fixed32:
      take(4);
      return;
  }
  fail();
}

std::uint64_t ProtoReader::take_long_varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (at_ == end_) break;
    const std::uint64_t byte = static_cast<unsigned char>(*at_++);
    if (shift == 63 && byte > 1) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      require(byte != 0);  // a longer form than needed; one byte never comes here
      return value;
    }
  }
  fail();
  return 0;
}

}  // namespace rolecall
