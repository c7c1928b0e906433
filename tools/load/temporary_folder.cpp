#include "tools/load/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace rolecall::load {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code none;
  const fs::path parent = fs::temp_directory_path(none);
  if (none) {
    return Error{Errc::unavailable, "", "there is no folder for temporary files: set TMPDIR"};
  }
  std::string name = parent / "rolecall-bench-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    return Error{Errc::unavailable, "", parent.string() + ": " + std::strerror(errno)};
  }
  return TemporaryFolder(name);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, fs::path())) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace rolecall::load
