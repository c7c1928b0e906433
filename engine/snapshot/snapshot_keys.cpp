#include "engine/snapshot/snapshot_keys.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

#include <boost/endian/conversion.hpp>
#include <sodium.h>

namespace rolecall {
namespace {

constexpr const char* entry = "snapshot_key";
constexpr std::string_view context = "rolecall-snapshot-key-1";
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

using Wrapped = std::array<unsigned char, nonce_bytes + sizeof(SecretBytes) + tag_bytes>;
using Associated = std::array<unsigned char, context.size() + 8 + 4>;

Associated associated_data(std::uint64_t number, const MasterKey& master) {
  Associated data;
  std::memcpy(data.data(), context.data(), context.size());
  boost::endian::store_little_u64(data.data() + context.size(), number);
  boost::endian::store_little_u32(data.data() + context.size() + 8, master.id());
  return data;
}

std::string wrap(const SecretBytes& key, std::uint64_t number, const MasterKey& master) {
  Wrapped wrapped;
  randombytes_buf(wrapped.data(), nonce_bytes);
  const Associated data = associated_data(number, master);
  crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped.data() + nonce_bytes, nullptr, key.data(),
                                             key.size(), data.data(), data.size(), nullptr,
                                             wrapped.data(), master.bytes().data());
  std::string hex(wrapped.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), wrapped.data(), wrapped.size());
  hex.pop_back();
  return hex;
}

std::optional<SecretBytes> unwrap(std::string_view hex, std::uint64_t number,
                                  const MasterKey& master) {
  Wrapped wrapped;
  std::size_t decoded = 0;
  if (hex.size() != wrapped.size() * 2 ||
      sodium_hex2bin(wrapped.data(), wrapped.size(), hex.data(), hex.size(), nullptr, &decoded,
                     nullptr) != 0) {
    return std::nullopt;
  }
  const Associated data = associated_data(number, master);
  SecretBytes key;
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      key.data(), nullptr, nullptr, wrapped.data() + nonce_bytes, wrapped.size() - nonce_bytes,
      data.data(), data.size(), wrapped.data(), master.bytes().data());
  return opened == 0 ? std::optional(key) : std::nullopt;
}

}  // namespace

struct SnapshotKeys::Stored {
  std::uint64_t number = 0;
  std::string hex{};  // empty: no key
};

// What cannot be read is no key.
Result<SnapshotKeys::Stored> SnapshotKeys::stored(const LmdbRead& txn) const {
  const auto text = txn.get(store_->meta(), entry);
  if (!text) return text.error();
  if (!*text) return Stored{};
  Stored stored;
  const char* const end = (*text)->data() + (*text)->size();
  const char* const digits_end = std::from_chars((*text)->data(), end, stored.number).ptr;
  if (digits_end != end) stored.hex.assign(digits_end + 1, end);
  return stored;
}

Result<std::uint64_t> SnapshotKeys::number() const {
  const auto txn = store_->read();
  if (!txn) return txn.error();
  const auto found = stored(*txn);
  if (!found) return found.error();
  return found->number;
}

Result<std::optional<SecretBytes>> SnapshotKeys::key() const {
  const auto txn = store_->read();
  if (!txn) return txn.error();
  const auto found = stored(*txn);
  if (!found) return found.error();
  return unwrap(found->hex, found->number, *master_);
}

Result<void> SnapshotKeys::replace(std::uint64_t number, const SecretBytes& key) {
  auto txn = store_->write();
  if (!txn) return txn.error();
  const auto found = stored(*txn);
  if (!found) return found.error();
  if (found->number != number) {
    return Error{Errc::conflict, {}, "the snapshot is older than what has been destroyed since"};
  }
  const std::string text = std::to_string(number + 1) + " " + wrap(key, number + 1, *master_);
  if (auto put = txn->put(store_->meta(), entry, {text}); !put) return put;
  return store_->commit(std::move(*txn));
}

Result<void> SnapshotKeys::destroy(LmdbWrite& txn) const {
  const auto found = stored(txn);
  if (!found) return found.error();
  return txn.put(store_->meta(), entry, {std::to_string(found->number + 1)});
}

}  // namespace rolecall
