#include "engine/storage/durable_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace rolecall {

Result<void> sync_directory(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return file_error(directory);
  Result<void> synced;
  if (::fsync(file) != 0) synced = file_error(directory);
  ::close(file);
  return synced;
}

Error file_error(const std::filesystem::path& path) {
  const int code = errno;
  const Errc errc = code == ENOENT                     ? Errc::not_found
                    : code == ENOSPC || code == EDQUOT ? Errc::storage_full
                                                       : Errc::unavailable;
  return {errc, {}, path.string() + ": " + std::generic_category().message(code)};
}

}  // namespace rolecall
