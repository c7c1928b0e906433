#include "tools/backup_key.hpp"

namespace rolecall {
namespace {

Result<MasterKey> named_by_flag(Result<MasterKey> key) {
  if (key) return key;
  Error error = key.error();
  error.field = "key";
  return error;
}

}  // namespace

Result<MasterKey> load_backup_key(const std::string& path) {
  return named_by_flag(MasterKey::load(path));
}

Result<MasterKey> create_backup_key(const std::string& path) {
  return named_by_flag(MasterKey::create(path));
}

}  // namespace rolecall
