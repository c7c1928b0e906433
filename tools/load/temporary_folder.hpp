// A folder for one run.
#pragma once

#include <filesystem>

#include "engine/result.hpp"

namespace rolecall::load {

// In the folder for temporary files that TMPDIR names, for its owner only; gone with its object.
class TemporaryFolder {
 public:
  // Fails with unavailable.
  static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // empty: moved away
};

}  // namespace rolecall::load
