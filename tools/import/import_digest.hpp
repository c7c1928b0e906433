// Ties imported events to the lines they came from, so that an import that was cut short can go on,
// and only with the same file.
//
// The request id of an imported line is a UUIDv8 (RFC 9562, section 5.8): line number, 40 bits
// big-endian, then 82 bits of a digest of all lines up to this one,
//   digest(n) = BLAKE2b-256(digest(n - 1) ‖ line n), digest(0) = 32 zero bytes,
// keyed with a key derived from the master key: who has the log alone can test no guess by it.
// Each kind of file has a key of its own, so that none is taken for another. Where a row has
// several lines it is one step of the digest and has the number of its first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/secrets/master_key.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

class ImportDigest {
 public:
  static ImportDigest of_history(const MasterKey& master) {
    return ImportDigest(master.derive("rolecall-import"));
  }
  static ImportDigest of_people(const MasterKey& master) {
    return ImportDigest(master.derive("rolecall-import-people"));
  }

  void add(std::uint64_t line_no, std::string_view line);
  // Of the line last added.
  RequestId request_id() const;

 private:
  explicit ImportDigest(const SecretBytes& key) : key_(key) {}

  const SecretBytes key_;
  std::array<std::uint8_t, 32> digest_{};
  std::uint64_t line_no_ = 0;
};

// The line number in such an id; nothing: it is none.
std::optional<std::uint64_t> line_no_of(const RequestId& request);

}  // namespace rolecall
