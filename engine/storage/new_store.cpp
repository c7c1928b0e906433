#include "engine/storage/new_store.hpp"

#include <cstdio>
#include <sys/stat.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;

fs::path unfinished(const fs::path& directory) {
  fs::path aside = directory;
  return aside += ".new";
}

fs::path parent_of(const fs::path& directory) { return fs::absolute(directory).parent_path(); }

Result<void> fill_new(const fs::path& directory, const std::function<Result<void>(LmdbEnv&)>& fill,
                      const LmdbMap& map) {
  const auto env = LmdbEnv::open(directory, LmdbMode::read_write, map);
  if (!env) return env.error();
  return fill(**env);
}

}  // namespace

Result<void> make_store(const fs::path& directory,
                        const std::function<Result<void>(LmdbEnv&)>& fill, const LmdbMap& map) {
  if (LmdbEnv::exists(directory)) {
    return Error{Errc::already_exists, {}, directory.string() + ": is there already"};
  }
  if (auto removed = remove_unfinished_store(directory); !removed) return removed;
  const fs::path aside = unfinished(directory);
  if (auto made = make_directory(aside); !made) return made;
  if (auto filled = fill_new(aside, fill, map); !filled) return filled;
  if (auto synced = sync_directory(aside); !synced) return synced;
  if (::rename(aside.c_str(), directory.c_str()) != 0) return file_error(directory);
  return sync_directory(parent_of(directory));
}

Result<void> remove_unfinished_store(const fs::path& directory) {
  std::error_code failed;
  fs::remove_all(unfinished(directory), failed);
  if (!failed) return {};
  return Error{Errc::unavailable, {}, unfinished(directory).string() + ": " + failed.message()};
}

Result<void> make_directory(const fs::path& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0) {
    return errno == EEXIST ? Result<void>{} : file_error(directory);
  }
  return sync_directory(parent_of(directory));
}

}  // namespace rolecall
