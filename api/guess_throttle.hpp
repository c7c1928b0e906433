// The brake on guessing passwords: after failures the next try has to wait, twice as long each time
// up to an end.
//
// Counted: failures for a name, from an address, and for a name from an address. A name from an
//          address that has proved itself waits for its own failures only, so that nobody is locked
//          out by what others guess. This machine is no address: behind a proxy everyone has it.
// Told:    nothing. Names that nobody has are counted like others.
// Kept:    in memory, in a table of fixed size by keyed hashes; restarted, it begins anew. Where it
//          is full, what has failed least is forgotten first.
// Threads: any.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

#include "api/http/peer_address.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

class GuessThrottle {
 public:
  using Clock = std::chrono::steady_clock;
  using Now = std::function<Clock::time_point()>;  // called from any thread

  struct Source {
    std::string_view name;  // its canonical key
    PeerAddress peer;
  };
  struct Standing {
    std::chrono::seconds wait{0};  // before the next try
    bool is_known = false;         // has proved itself, and not failed much since
  };

  explicit GuessThrottle(Now now = &Clock::now);

  Standing standing(const Source& source) const;
  void failed(const Source& source);
  void succeeded(const Source& source);

  // How long a user has to wait before setting his own password once more; 0: it is counted.
  std::chrono::seconds change_own(const UserId& user);

  // What stands for a name where its tries take turns.
  Uuid turn_of(std::string_view name) const;

 private:
  // What is counted: how much is free, and what it is hashed with.
  enum class Kind : std::uint8_t { name, address, pair, change };
  struct Entry {
    std::uint64_t hash = 0;  // 0: free
    Clock::time_point last{};
    std::uint32_t failures = 0;
    bool is_known = false;
  };
  static constexpr std::size_t ways = 8;  // places that an entry may have

  std::uint64_t hash_of(Kind kind, std::string_view text) const;
  std::uint64_t hash_of(Kind kind, const Source& source) const;
  static std::chrono::seconds wait_of(Kind kind, const Entry* entry, Clock::time_point now);
  const Entry* find(std::uint64_t hash, Clock::time_point now) const;
  Entry& take(std::uint64_t hash, Clock::time_point now);

  const Now now_;
  std::array<unsigned char, 16> key_;
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace rolecall
