// A file that grows by whole lines, each of them the system's as soon as it is written: what ends
// the process takes none of them away.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

// Threads: one.
class LinesFile {
 public:
  // Opens a file to go on with, or makes it, and its folder. Fails with invalid_argument.
  static Result<LinesFile> open(const std::string& path);
  LinesFile(LinesFile&& other) noexcept;
  LinesFile& operator=(LinesFile&& other) noexcept;
  ~LinesFile();

  struct Written {
    std::uint64_t lost = 0;  // lines that are not in the file
    int reason = 0;          // errno; 0: none is lost
  };
  // Text of whole lines. Where it does not fit, as many as do; what is written of the next one is
  // taken back, or, where it cannot be, stands on a line of its own.
  Written write(std::string_view lines);

 private:
  explicit LinesFile(int file) : file_(file) {}
  void take_back(std::size_t bytes);

  int file_ = -1;
  bool ends_torn_ = false;  // its last line has no end
};

}  // namespace rolecall
