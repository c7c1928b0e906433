#include "engine/folder/master_key_rotation.hpp"

#include <string>
#include <utility>

namespace rolecall {
namespace {

Result<void> wrap_anew(DataFolder& folder, const MasterKey& next) {
  SecretsStore& secrets = folder.secrets();
  auto txn = secrets.write();
  if (!txn) return txn.error();
  if (auto wrapped = folder.keys().rewrap(*txn, next); !wrapped) return wrapped;
  const IdempotencyKeys& idempotency = *folder.client_secrets().idempotency;
  if (auto forgotten = idempotency.forget_all(*txn); !forgotten) return forgotten;
  if (auto destroyed = folder.snapshots().keys().destroy(*txn); !destroyed) return destroyed;
  const std::string id = std::to_string(next.id());
  if (auto put = txn->put(secrets.meta(), "master_key_id", {id}); !put) return put;
  return secrets.commit(std::move(*txn));
}

}  // namespace

Result<MasterKeyRotation> rotate_master_key(DataFolderSettings settings) {
  if (!LmdbEnv::exists(settings.directory / "secrets")) {
    return Error{Errc::not_found, {}, settings.directory.string() + ": there is no data folder"};
  }
  settings.mode = LmdbMode::read_write;
  const auto file = DataFolder::master_key_file(settings);
  if (!file) return file.error();
  const auto folder = DataFolder::open(settings);
  if (!folder) return folder.error();
  auto former = (*folder)->keys().master().keep(*file);
  if (!former) return former.error();
  const auto next = MasterKey::load_or_create(MasterKey::next_file(*file));
  if (!next) return next.error();
  if (auto wrapped = wrap_anew(**folder, *next); !wrapped) return wrapped.error();
  if (auto put = MasterKey::put_next_in_place(*file); !put) return put.error();
  return MasterKeyRotation{*file, std::move(*former)};
}

}  // namespace rolecall
