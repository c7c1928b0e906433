// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum beside every record.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolecall {

// Of the bytes that gave `before`, followed by these. Uses the processor's instruction if it has
// it.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

// The same without that instruction.
std::uint32_t crc32c_portable(std::string_view bytes, std::uint32_t before = 0);

}  // namespace rolecall
