#include "tools/calls/backend.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tools/calls/folder_backend.hpp"
#include "tools/calls/profiles.hpp"
#include "tools/calls/server_access.hpp"

namespace rolecall {
namespace {

Result<std::unique_ptr<Backend>> open_folder_backend(const Common& common, LmdbMode mode) {
  std::error_code failed;
  if (mode == LmdbMode::read_write && !common.opens_empty &&
      !std::filesystem::exists(common.data, failed)) {
    return Error{Errc::not_found, "", common.data.string() + ": there is no data folder"};
  }
  auto opened = open_directory(common, mode);
  if (!opened) return opened.error();
  return std::make_unique<FolderBackend>(std::move(*opened), common);
}

}  // namespace

Result<std::unique_ptr<Backend>> open_backend(const Common& common, LmdbMode mode) {
  const auto access = server_asked(common);
  if (!access) return access.error();
  if (!*access) return open_folder_backend(common, mode);
  auto server = ServerBackend::make(**access);
  if (!server) return server.error();
  return std::unique_ptr<Backend>(std::move(*server));
}

}  // namespace rolecall
