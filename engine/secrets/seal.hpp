// Sealing of personal data: AES-256-GCM under the subject's own key (FORMAT.md, "Seal").
// Threads: all functions from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/secrets/aes_gcm.hpp"
#include "engine/secrets/keys.hpp"
#include "engine/types/event_type.hpp"
#include "engine/types/key_no.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// A sealed text is the padded plaintext, always a multiple of this, and a tag of the same size.
inline constexpr std::size_t seal_block_bytes = 16;

// What a seal is bound to: under any other of these it does not open. The nonce comes from the
// event id, so an event id seals once.
struct SealBinding {
  EventId event;
  UserId user;
  KeyNo key{};
  EventType type{};
  std::uint16_t version = 1;
};

// The sealed form of `plaintext`: padded to whole blocks, encrypted, followed by the tag.
std::string seal(const SubjectKey& key, const SealBinding& binding, std::string plaintext,
                 AesGcm with = best_aes_gcm());

// False: key, binding or bytes are not those that were sealed; `plaintext` is then empty.
bool open_seal(const SubjectKey& key, const SealBinding& binding, std::string_view sealed,
               std::string& plaintext, AesGcm with = best_aes_gcm());

}  // namespace rolecall
