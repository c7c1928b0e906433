// A directory that one process alone works on, held by flock(2).
//
// Of the directory itself: a file in it could be deleted, and another one locked, while the first
// process goes on. A killed process holds nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

class DirectoryLock {
 public:
  // Does not wait. `unavailable`: another process holds it, which may be `holder`, e.g. "a server".
  static Result<std::unique_ptr<DirectoryLock>> take(const std::filesystem::path& directory,
                                                     std::string_view holder);
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int file) : file_(file) {}
  const int file_;
};

}  // namespace rolecall
