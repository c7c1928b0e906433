#include "tools/import/input_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace rolecall {
namespace {

Error cannot_read(const std::string& name) {
  return {Errc::not_found, "", name + ": " + std::strerror(errno)};
}

// A copy without a name, gone with its object: what comes through a pipe can be read only once.
Result<File> spool(File from, const std::string& name) {
  File copy(std::tmpfile());
  if (!copy) return Error{Errc::unavailable, "", "no temporary file: " + name};
  const Error no_space{Errc::storage_full, "", "no space for a temporary copy of " + name};
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), from.get())) {
    if (std::fwrite(buffer.data(), 1, size, copy.get()) != size) return no_space;
  }
  if (std::ferror(from.get())) return cannot_read(name);
  if (std::fflush(copy.get()) != 0) return no_space;
  return copy;
}

}  // namespace

Result<File> open_input(const std::string& name) {
  if (name == "-") return spool(File(stdin), "standard input");
  File file(std::fopen(name.c_str(), "rbe"));
  struct stat about {};
  if (!file || ::fstat(::fileno(file.get()), &about) != 0) return cannot_read(name);
  if (S_ISREG(about.st_mode)) return file;
  return spool(std::move(file), name);
}

std::uint64_t count_lines(std::FILE* file) {
  std::rewind(file);
  std::uint64_t lines = 0;
  char last = '\n';
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file)) {
    lines += static_cast<std::uint64_t>(std::count(buffer.begin(), buffer.begin() + size, '\n'));
    last = buffer[size - 1];
  }
  return lines + (last == '\n' ? 0 : 1);
}

}  // namespace rolecall
