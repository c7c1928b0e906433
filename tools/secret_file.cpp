#include "tools/secret_file.hpp"

#include <fstream>
#include <sys/stat.h>

#include "engine/secrets/private_file.hpp"

namespace rolecall {
namespace {

constexpr std::size_t file_min_bytes = 32;
constexpr std::size_t file_max_bytes = 4096;

}  // namespace

Result<std::string> read_secret_file(const std::string& flag, const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0 && !is_private(path, about)) {
    return invalid(flag, "names a file that others may read; make its mode 0600");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(file_max_bytes + 1, '\0');
  if (!file) return Error{Errc::not_found, flag, "names no file that can be read"};
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  constexpr const char* space = " \t\r\n";
  text.erase(text.find_last_not_of(space) + 1);
  text.erase(0, text.find_first_not_of(space));
  if (text.size() < file_min_bytes || text.size() > file_max_bytes) {
    return invalid(flag, "must name a file of 32 to 4096 bytes");
  }
  return text;
}

}  // namespace rolecall
