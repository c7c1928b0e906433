#include "engine/log/damaged_store.hpp"

#include <string>

namespace rolecall {

Error damaged_store(const std::filesystem::path& directory, std::string_view what) {
  const std::string name = directory.filename().string();
  const char* const way_out = name == "activity"
                                  ? "; it may be deleted, and nobody has been seen then"
                                  : "; put it back from a backup";
  return {Errc::corrupt,
          {},
          name + ": " + std::string(what) + "; " + directory.string() + " is damaged" + way_out};
}

}  // namespace rolecall
