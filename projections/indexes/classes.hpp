// Which users are in which class, at any position, in order of user numbers.
//
// Users lie in blocks of 4,096. A block holds its newest classes as four bit planes, changed in
// place, and every change in chunks; a full chunk keeps the planes as they were at its end. A block
// is read at a position by taking the first planes at or after it and setting the users that
// changed since back to the class before. A creation is no change: the caller cuts off the users
// who came later.
//
// Order:    positions never decrease from one change() to the next.
// Threads:  add() and change() from one thread; ascending() and descending() from any, without
//           waiting, for positions up to a head that the writer stored (release) after applying
//           them and the reader loaded (acquire). What is newer is undone on the way.
// Lifetime: nothing moves or goes before the object does; readers need no epoch.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"
#include "projections/indexes/user_class.hpp"

namespace rolecall {

class Classes {
 public:
  static constexpr std::size_t block_users = 4096;

  explicit Classes(std::size_t users_max = limits::events_max, std::size_t chunk_changes = 1024);
  ~Classes();
  Classes(const Classes&) = delete;
  Classes& operator=(const Classes&) = delete;

  // Writer only. Memory for so many more users, not for changes; false: there is none.
  bool make_room(std::size_t users) { return blocks_.make_room(users / block_users + 1); }

  // Users are added in order of their numbers, each once.
  void add(UserNo user, UserClass in);
  void change(Position position, UserNo user, UserClass before, UserClass after);
  void serialize(Archive& archive);

  // Calls `visit(UserNo)` for the users from `first` to before `end` whose class at `position` is
  // in `set`, until it answers false. `end` is at most the number of users at `position`.
  template <class Visit>
  void ascending(Position position, ClassSet set, UserNo first, UserNo end, Visit visit) const {
    const std::uint64_t last = number(end);
    for (std::uint64_t at = number(first); at < last; at = block_of(at) + block_users) {
      const Bits bits = select(position, set, at, std::min(last, block_of(at) + block_users));
      for (std::size_t i = 0; i < bits.size(); ++i) {
        for (std::uint64_t word = bits[i]; word != 0; word &= word - 1) {
          if (!visit(user(block_of(at) + i * 64 + std::countr_zero(word)))) return;
        }
      }
    }
  }

  // The same, from the last user before `end` down to `first`.
  template <class Visit>
  void descending(Position position, ClassSet set, UserNo first, UserNo end, Visit visit) const {
    const std::uint64_t last = number(first);
    for (std::uint64_t at = number(end); at > last; at = block_of(at - 1)) {
      const Bits bits = select(position, set, std::max(last, block_of(at - 1)), at);
      for (std::size_t i = bits.size(); i-- > 0;) {
        for (std::uint64_t word = bits[i]; word != 0;) {
          const int bit = 63 - std::countl_zero(word);
          word ^= std::uint64_t{1} << bit;
          if (!visit(user(block_of(at - 1) + i * 64 + bit))) return;
        }
      }
    }
  }

 private:
  static constexpr std::size_t plane_words = block_users / 64;
  static constexpr std::size_t plane_count = 4;

  using Bits = std::array<std::uint64_t, plane_words>;
  // [p]: bit p of each user's class.
  using Planes = std::array<std::array<std::atomic<std::uint64_t>, plane_words>, plane_count>;
  struct Chunk;
  struct Block {
    Planes planes;
    std::atomic<Chunk*> newest;  // null: nothing has changed yet
  };

  static constexpr std::uint64_t block_of(std::uint64_t user) { return user & ~(block_users - 1); }
  static constexpr UserNo user(std::uint64_t number) {
    return UserNo{static_cast<std::uint32_t>(number)};
  }

  // The users from `first` to before `end`, all of one block; bit 0 is the block's first.
  Bits select(Position position, ClassSet set, std::uint64_t first, std::uint64_t end) const;
  Chunk* open_chunk(Block& block, Chunk* full) const;
  Chunk* link_chunk(Block& block, Chunk* older) const;
  void serialize_chunks(Archive& archive, Block& block) const;
  static unsigned class_in(const Block& block, std::size_t bit);

  ReservedArray<Block> blocks_;
  std::size_t chunk_changes_;
};

}  // namespace rolecall
