#include "engine/storage/durable_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace rolecall {

namespace {

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return file_error(path);
  Result<void> written;
  while (!text.empty() && written) {
    const ssize_t done = ::write(file, text.data(), text.size());
    if (done > 0) text.remove_prefix(static_cast<std::size_t>(done));
    if (done < 0 && errno != EINTR) written = file_error(path);
  }
  if (written && ::fsync(file) != 0) written = file_error(path);
  ::close(file);
  return written;
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path unfinished = path.string() + ".new";
  if (auto written = write_file(unfinished, text); !written) return written;
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return file_error(path);
  return sync_directory(std::filesystem::absolute(path).parent_path());
}

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
