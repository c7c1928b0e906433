// The keys that seal personal data, as the codec sees them.
#pragma once

#include <optional>

#include "engine/result.hpp"
#include "engine/secrets/secret.hpp"
#include "engine/types/key_no.hpp"

namespace rolecall {

struct SubjectKey {
  SecretBytes bytes;
};

// Where keys are looked up by number. Threads: key() from any thread.
class KeySource {
 public:
  KeySource() = default;
  KeySource(const KeySource&) = delete;
  KeySource& operator=(const KeySource&) = delete;
  virtual ~KeySource() = default;

  // Nothing: the key has been destroyed. `corrupt`: there is no such key, e.g. the secrets are
  // older than the log.
  virtual Result<std::optional<SubjectKey>> key(KeyNo no) const = 0;
};

// Where new keys come from. Threads: issue() from one thread at a time.
class KeyIssuer : public KeySource {
 public:
  struct Issued {
    KeyNo no{};
    SubjectKey key;
  };
  // A key that is durable already and was never issued before.
  virtual Result<Issued> issue() = 0;
};

}  // namespace rolecall
