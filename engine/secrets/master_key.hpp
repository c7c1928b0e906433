// The key that wraps all keys. It lives in a file of its own, apart from the data folder: who
// copies the folder alone has no personal data.
//
// File: 64 lower-case hex digits and a newline, mode 0600. Id: the first four bytes, little-endian,
// of BLAKE2b-256("rolecall-master-key-id" ‖ key); it tells keys apart and gives nothing away.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall {

class MasterKey {
 public:
  // `not_found`: no such file. `invalid_argument`: not such a file, or others may read it.
  static Result<MasterKey> load(const std::filesystem::path& file);
  // Makes a random one, durable when this returns. `already_exists`: the file is there.
  static Result<MasterKey> create(const std::filesystem::path& file);

  explicit MasterKey(const std::array<std::uint8_t, 32>& bytes);
  MasterKey(MasterKey&& other) noexcept;
  MasterKey& operator=(MasterKey&&) = delete;
  ~MasterKey();

  std::uint32_t id() const { return id_; }
  const std::array<std::uint8_t, 32>& bytes() const { return bytes_; }

  // A key for another purpose than wrapping: BLAKE2b-256(purpose) under this one. It gives nothing
  // away about this key or other purposes' keys.
  std::array<std::uint8_t, 32> derive(std::string_view purpose) const;

 private:
  std::array<std::uint8_t, 32> bytes_;
  std::uint32_t id_ = 0;
};

}  // namespace rolecall
