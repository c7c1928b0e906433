#include "engine/secrets/key_pool.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include <sodium.h>

#include "engine/storage/store_meta.hpp"

namespace rolecall {
namespace {

constexpr std::uint64_t refill_chunks = 8;

Error missing_chunk(std::uint64_t chunk_no) {
  return {
      Errc::corrupt,
      {},
      "secrets, chunk " + std::to_string(chunk_no) +
          ": is missing; the secrets are older than the log: put newer ones back from a backup"};
}

}  // namespace

Result<std::unique_ptr<KeyPool>> KeyPool::open(SecretsStore& store, MasterKey master) {
  const auto keys = store.database("keys", LmdbKeys::integers);
  if (!keys) return keys.error();
  return std::unique_ptr<KeyPool>(new KeyPool(store, std::move(master), *keys));
}

Result<std::optional<SubjectKey>> KeyPool::key(KeyNo no) const {
  if (number(no) == 0) return Error{Errc::corrupt, {}, "secrets: there is no key 0"};
  const std::uint64_t chunk_no = (number(no) - 1) / chunk_keys;
  Unwrapped& place = unwrapped_[chunk_no % unwrapped_.size()];
  const std::lock_guard lock(place.mutex);
  if (place.chunk_no != chunk_no) {
    if (auto loaded = load(chunk_no, place); !loaded) return loaded.error();
  }
  assert(place.chunk_no == chunk_no);
  const SubjectKey& key = place.chunk.keys[(number(no) - 1) % chunk_keys];
  if (sodium_is_zero(key.bytes.data(), key.bytes.size()) != 0) return std::nullopt;
  return key;
}

Result<void> KeyPool::load(std::uint64_t chunk_no, Unwrapped& into) const {
  into.chunk_no = no_chunk;
  const auto txn = store_->read();
  if (!txn) return txn.error();
  const auto wrapped = txn->get(keys_, integer_key(chunk_no));
  if (!wrapped) return wrapped.error();
  if (!*wrapped) return missing_chunk(chunk_no);
  if (auto opened = unwrap(**wrapped, chunk_no, master_, into.chunk); !opened) return opened;
  into.chunk_no = chunk_no;
  return {};
}

Result<KeyIssuer::Issued> KeyPool::issue() {
  if (issued_ == reserved_) {
    if (auto refilled = refill(); !refilled) return refilled.error();
  }
  assert(issued_ < reserved_);
  const KeyNo no{static_cast<std::uint32_t>(issued_ + 1)};
  const auto issued = key(no);
  if (!issued) return issued.error();
  if (!*issued) return Error{Errc::corrupt, {}, "secrets: a key was destroyed before its use"};
  ++issued_;
  return Issued{no, **issued};
}

Result<std::uint64_t> KeyPool::reserved_until(const LmdbRead& txn) const {
  const auto reserved = meta_number(txn, store_->meta(), "reserved_until");
  if (!reserved || (*reserved % chunk_keys == 0 && *reserved >= reserved_)) return reserved;
  return Error{Errc::corrupt, {}, "secrets: what is said of the keys in reserve is damaged"};
}

Result<void> KeyPool::rewrap(LmdbWrite& txn, const MasterKey& next) const {
  const auto reserved = reserved_until(txn);
  if (!reserved) return reserved.error();
  KeyChunk chunk;
  for (std::uint64_t chunk_no = 0; chunk_no < *reserved / chunk_keys; ++chunk_no) {
    const auto wrapped = txn.get(keys_, integer_key(chunk_no));
    if (!wrapped) return wrapped.error();
    if (!*wrapped) return missing_chunk(chunk_no);
    if (auto opened = unwrap(**wrapped, chunk_no, master_, chunk); !opened) return opened;
    const std::string anew = wrap(chunk, chunk_no, next);
    if (auto put = txn.put(keys_, integer_key(chunk_no), {anew}); !put) return put;
  }
  return {};
}

Result<void> KeyPool::refill() {
  auto txn = store_->write();
  if (!txn) return txn.error();
  const auto reserved = reserved_until(*txn);
  if (!reserved) return reserved.error();
  const std::uint64_t reserve_until = *reserved + refill_chunks * chunk_keys;
  if (reserve_until > std::numeric_limits<std::uint32_t>::max()) {
    return Error{Errc::storage_full, {}, "secrets: all keys have been issued"};
  }
  KeyChunk chunk;
  for (std::uint64_t i = 0; i < refill_chunks; ++i) {
    const std::uint64_t chunk_no = *reserved / chunk_keys + i;
    randombytes_buf(chunk.keys.data(), sizeof chunk.keys);
    const std::string wrapped = wrap(chunk, chunk_no, master_);
    if (auto put = txn->append(keys_, integer_key(chunk_no), {wrapped}); !put) return put;
  }
  if (auto put = txn->put(store_->meta(), "reserved_until", {std::to_string(reserve_until)});
      !put) {
    return put;
  }
  if (auto committed = store_->commit(std::move(*txn)); !committed) return committed;
  issued_ = *reserved;
  reserved_ = reserve_until;
  return {};
}

}  // namespace rolecall
