// The header of a snapshot, which is a sealed file (sealed_file_format.hpp).
//
// Numbers are as this machine has them: the header says of which program they are.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/types/position.hpp"
#include "engine/types/sha256.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// What a snapshot is of.
struct SnapshotHeader {
  std::array<char, 8> magic{'r', 'c', 's', 'n', 'a', 'p', '\r', '\n'};
  Hash program{};  // program_id.hpp
  Uuid log_id{};
  std::uint64_t epoch = 0;  // of the log
  Position position{};      // of the last event that is in it
  Hash record{};            // Merkle leaf of that event's record
};
static_assert(sizeof(SnapshotHeader) == 8 + 32 + 16 + 8 + 8 + 32, "it has no gaps");

inline std::string_view bytes_of(const SnapshotHeader& header) {
  return {reinterpret_cast<const char*>(&header), sizeof header};
}

}  // namespace rolecall
