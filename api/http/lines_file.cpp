#include "api/http/lines_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rolecall {
namespace {

namespace fs = std::filesystem;

// Half a line may be left of a process that was killed while it wrote.
bool ends_torn(const std::string& path) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return false;
  const auto size_bytes = fs::file_size(path, failed);
  const int file = failed || size_bytes == 0 ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char last = '\n';
  const ssize_t read = ::pread(file, &last, 1, static_cast<off_t>(size_bytes - 1));
  ::close(file);
  return read == 1 && last != '\n';
}

}  // namespace

Result<LinesFile> LinesFile::open(const std::string& path) {
  std::error_code ignored;  // opening tells
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, ignored);
  const bool is_torn = ends_torn(path);
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) return invalid("", path + ": cannot be opened: " + std::strerror(errno));
  LinesFile opened(file);
  opened.ends_torn_ = is_torn;
  return opened;
}

LinesFile::LinesFile(LinesFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)), ends_torn_(other.ends_torn_) {}

LinesFile& LinesFile::operator=(LinesFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(ends_torn_, other.ends_torn_);
  return *this;
}

LinesFile::~LinesFile() {
  if (file_ >= 0) ::close(file_);
}

LinesFile::Written LinesFile::write(std::string_view lines) {
  if (ends_torn_ && ::write(file_, "\n", 1) == 1) ends_torn_ = false;
  int reason = 0;
  std::size_t done = 0;
  while (done < lines.size() && reason == 0) {
    const ssize_t written = ::write(file_, lines.data() + done, lines.size() - done);
    if (written >= 0) {
      done += static_cast<std::size_t>(written);
    } else if (errno != EINTR) {
      reason = errno;
    }
  }
  if (reason == 0) return {};
  const std::size_t end = lines.substr(0, done).rfind('\n');
  const std::size_t whole = end == lines.npos ? 0 : end + 1;
  if (done > whole) take_back(done - whole);
  return {static_cast<std::uint64_t>(std::ranges::count(lines.substr(whole), '\n')), reason};
}

void LinesFile::take_back(std::size_t bytes) {
  struct stat about {};
  ends_torn_ = ::fstat(file_, &about) != 0 || !S_ISREG(about.st_mode) ||
               ::ftruncate(file_, about.st_size - static_cast<off_t>(bytes)) != 0;
}

}  // namespace rolecall
