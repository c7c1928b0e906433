// The key that wraps all keys. It lives in a file of its own, apart from the data folder: who
// copies the folder alone has no personal data.
//
// File: 64 lower-case hex digits and a newline, mode 0600. Id: the first four bytes, little-endian,
// of BLAKE2b-256("rolecall-master-key-id" ‖ key); it tells keys apart and gives nothing away.
// FILE.next, beside it: the key that is to take its place, while it is changed
// (folder/master_key_rotation.hpp).
//
// Memory: one page of its own that is neither swapped nor dumped, wiped at the end. Where the
// system lets nobody keep pages from being swapped, it may be.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "engine/result.hpp"
#include "engine/secrets/secret.hpp"

namespace rolecall {

class MasterKey {
 public:
  // `not_found`: no such file. `invalid_argument`: not such a file, or others may read it.
  static Result<MasterKey> load(const std::filesystem::path& file);
  // Makes a random one, durable when this returns. `already_exists`: the file is there.
  static Result<MasterKey> create(const std::filesystem::path& file);
  // The same where there is none; else, e.g. where another process has just made it, that one.
  static Result<MasterKey> load_or_create(const std::filesystem::path& file);

  static std::filesystem::path next_file(const std::filesystem::path& file);
  // FILE.next becomes FILE, in one step; durable when this returns.
  static Result<void> put_next_in_place(const std::filesystem::path& file);
  // FILE, whose key this is, gets another name too: FILE.ID, which is answered.
  Result<std::filesystem::path> keep(const std::filesystem::path& file) const;

  using Bytes = std::array<std::uint8_t, 32>;
  explicit MasterKey(const Bytes& bytes);

  std::uint32_t id() const { return id_; }
  const Bytes& bytes() const { return *bytes_; }

  // A key for another purpose than wrapping: BLAKE2b-256(purpose) under this one. It gives nothing
  // away about this key or other purposes' keys.
  SecretBytes derive(std::string_view purpose) const;

 private:
  struct Free {
    void operator()(Bytes* bytes) const;
  };
  using Held = std::unique_ptr<Bytes, Free>;
  static Held hold();
  explicit MasterKey(Held bytes);

  Held bytes_;
  std::uint32_t id_;
};

}  // namespace rolecall
