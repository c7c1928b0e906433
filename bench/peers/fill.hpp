// Fills rolecall with people who have had changes, and writes what the peers are to be filled with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "bench/peers/peer.hpp"

namespace rolecall::peers {

struct Fill {
  Place rolecall;
  std::string api_key;
  std::filesystem::path data;  // rolecall's folder
  std::uint64_t users = 0;
  std::filesystem::path folder;  // into which the files of subject.hpp go
};

// Every tenth user is deactivated, and every hundredth has had many changes of role. Fails where
// something is refused, or cannot be written.
Result<void> fill(const Fill& asked);

}  // namespace rolecall::peers
