#include "engine/storage/directory_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const std::filesystem::path& directory,
                                                           std::string_view holder) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return file_error(directory);
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(file));
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return file_error(directory);
  return Error{Errc::unavailable,
               {},
               directory.string() + ": another process has it open, e.g. " + std::string(holder)};
}

DirectoryLock::~DirectoryLock() { ::close(file_); }

}  // namespace rolecall
