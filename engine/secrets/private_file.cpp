#include "engine/secrets/private_file.hpp"

#include <cstdlib>

namespace rolecall {

bool is_private(const std::filesystem::path& path, const struct stat& about) {
  if ((about.st_mode & 077) == 0) return true;
  const char* const credentials = std::getenv("CREDENTIALS_DIRECTORY");
  return credentials != nullptr && (about.st_mode & 037) == 0 &&
         path.lexically_normal().parent_path() ==
             std::filesystem::path(credentials).lexically_normal();
}

}  // namespace rolecall
