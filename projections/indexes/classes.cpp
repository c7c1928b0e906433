#include "projections/indexes/classes.hpp"

#include <cassert>
#include <memory>
#include <utility>

namespace rolecall {

// Changes of one block, oldest first. Older chunks are full and never change again.
struct Classes::Chunk {
  Chunk* older;
  // Some older chunk, such that any is reached in a logarithmic number of steps (E. Myers, An
  // applicative random-access stack, 1983).
  Chunk* jump;
  std::size_t depth;
  std::unique_ptr<std::uint64_t[]> changes;  // position, user in block, class before: see pack()
  std::atomic<std::size_t> size{0};
  // At its end; written before a newer chunk is reachable, read only if one is.
  std::unique_ptr<Planes> planes{};
  Position last{};
};

namespace {

constexpr std::uint64_t pack(Position position, std::uint64_t user_in_block, UserClass before) {
  return number(position) << 16 | user_in_block << 4 | number(before);
}
constexpr Position position_of(std::uint64_t change) { return Position{change >> 16}; }
constexpr std::size_t user_in_block(std::uint64_t change) { return change >> 4 & 0xfff; }
constexpr unsigned class_before(std::uint64_t change) { return change & 15; }

// Which of 64 users are in `set`, from the planes' words; half of all classes at a time.
template <unsigned planes = 4>
std::uint64_t members(const std::array<std::uint64_t, 4>& words, unsigned set) {
  constexpr unsigned half = 1U << (planes - 1);
  constexpr unsigned half_set = (1U << half) - 1;
  if (set == 0) return 0;
  if (set == (half_set << half | half_set)) return ~std::uint64_t{0};
  const std::uint64_t word = words[planes - 1];
  if constexpr (planes == 1) {
    return set == 1 ? ~word : word;
  } else {
    return (members<planes - 1>(words, set & half_set) & ~word) |
           (members<planes - 1>(words, set >> half) & word);
  }
}

}  // namespace

Classes::Classes(std::size_t users_max, std::size_t chunk_changes)
    : blocks_(users_max / block_users + 2), chunk_changes_(chunk_changes) {}

Classes::~Classes() {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Chunk* chunk = blocks_[i].newest.load(std::memory_order_relaxed);
    while (chunk != nullptr) delete std::exchange(chunk, chunk->older);
  }
}

void Classes::add(UserNo user, UserClass in) {
  const std::size_t bit = number(user) % block_users;
  if (bit == 0) blocks_.append();
  assert(number(user) / block_users + 1 == blocks_.size());
  Block& block = blocks_[number(user) / block_users];
  assert(class_in(block, bit) == 0 && "new users come to where nobody was");
  for (unsigned p = 0; p < plane_count; ++p) {
    if ((number(in) >> p & 1) == 0) continue;
    auto& word = block.planes[p][bit / 64];
    word.store(word.load(std::memory_order_relaxed) | std::uint64_t{1} << bit % 64,
               std::memory_order_release);
  }
}

void Classes::change(Position position, UserNo user, UserClass before, UserClass after) {
  Block& block = blocks_[number(user) / block_users];
  const std::size_t bit = number(user) % block_users;
  Chunk* chunk = block.newest.load(std::memory_order_relaxed);
  if (chunk == nullptr || chunk->size.load(std::memory_order_relaxed) == chunk_changes_) {
    chunk = open_chunk(block, chunk);
  }
  const std::size_t size = chunk->size.load(std::memory_order_relaxed);
  assert(size < chunk_changes_);
  assert(size == 0 || position_of(chunk->changes[size - 1]) < position);
  assert(class_in(block, bit) == number(before));
  chunk->changes[size] = pack(position, bit, before);
  chunk->size.store(size + 1, std::memory_order_release);
  // Only now: whoever sees a plane changed must find the change that undoes it.
  for (unsigned p = 0; p < plane_count; ++p) {
    if (((number(before) ^ number(after)) >> p & 1) == 0) continue;
    auto& word = block.planes[p][bit / 64];
    word.store(word.load(std::memory_order_relaxed) ^ std::uint64_t{1} << bit % 64,
               std::memory_order_release);
  }
}

// Writer only.
unsigned Classes::class_in(const Block& block, std::size_t bit) {
  unsigned in = 0;
  for (unsigned p = 0; p < plane_count; ++p) {
    const std::uint64_t word = block.planes[p][bit / 64].load(std::memory_order_relaxed);
    in |= static_cast<unsigned>(word >> bit % 64 & 1) << p;
  }
  return in;
}

Classes::Chunk* Classes::open_chunk(Block& block, Chunk* full) const {
  if (full != nullptr) {
    full->last = position_of(full->changes[chunk_changes_ - 1]);
    full->planes = std::make_unique<Planes>();
    for (unsigned p = 0; p < plane_count; ++p) {
      for (std::size_t i = 0; i < plane_words; ++i) {
        (*full->planes)[p][i].store(block.planes[p][i].load(std::memory_order_relaxed),
                                    std::memory_order_relaxed);
      }
    }
  }
  return link_chunk(block, full);
}

// Makes the chunk behind the newest one, which has all that it will have.
Classes::Chunk* Classes::link_chunk(Block& block, Chunk* older) const {
  Chunk* jump = older;
  const Chunk* far = older == nullptr ? nullptr : older->jump;
  if (far != nullptr && far->jump != nullptr &&
      older->depth - far->depth == far->depth - far->jump->depth) {
    jump = far->jump;
  }
  auto* chunk = new Chunk{older, jump, older == nullptr ? 1 : older->depth + 1,
                          std::make_unique_for_overwrite<std::uint64_t[]>(chunk_changes_)};
  block.newest.store(chunk, std::memory_order_release);
  return chunk;
}

void Classes::serialize(Archive& archive) {
  std::size_t blocks = blocks_.size();
  archive.pass(blocks);
  for (std::size_t i = 0; i < blocks && !archive.failed(); ++i) {
    if (archive.is_loading()) {
      if (!blocks_.make_room(1)) return archive.fail();
      blocks_.append();
    }
    archive.pass_bytes(&blocks_[i].planes, sizeof blocks_[i].planes);
    serialize_chunks(archive, blocks_[i]);
  }
}

// The oldest one first, since each is linked to those before it.
void Classes::serialize_chunks(Archive& archive, Block& block) const {
  Chunk* newest = block.newest.load(std::memory_order_relaxed);
  std::size_t count = newest == nullptr ? 0 : newest->depth;
  archive.pass(count);
  for (std::size_t depth = 1; depth <= count && !archive.failed(); ++depth) {
    if (archive.is_loading()) newest = link_chunk(block, newest);
    Chunk* chunk = newest;
    while (chunk->depth > depth) chunk = chunk->jump->depth >= depth ? chunk->jump : chunk->older;
    archive.pass(chunk->size);
    const std::size_t size = chunk->size.load(std::memory_order_relaxed);
    if (size > chunk_changes_) return archive.fail();
    archive.pass_bytes(chunk->changes.get(), size * sizeof chunk->changes[0]);
    if (depth == count) break;  // of the newest one there is no more yet
    if (archive.is_loading()) chunk->planes = std::make_unique<Planes>();
    archive.pass_bytes(chunk->planes.get(), sizeof(Planes));
    archive.pass(chunk->last);
  }
}

Classes::Bits Classes::select(Position position, ClassSet set, std::uint64_t first,
                              std::uint64_t end) const {
  assert(first < end && first / block_users == (end - 1) / block_users);
  const Block& block = blocks_[first / block_users];
  const auto reaches = [&](const Chunk* chunk) {
    return chunk != nullptr && chunk->last >= position;
  };
  const Chunk* chunk = block.newest.load(std::memory_order_acquire);
  if (chunk != nullptr) chunk = chunk->older;
  const Planes* planes = &block.planes;
  if (reaches(chunk)) {
    // The oldest full chunk that ends at the position or later.
    while (reaches(chunk->older)) chunk = reaches(chunk->jump) ? chunk->jump : chunk->older;
    planes = chunk->planes.get();
    assert(planes != nullptr && chunk->last >= position);
  }
  Bits bits{};
  const std::size_t from = first % block_users;
  const std::size_t to = (end - 1) % block_users + 1;
  for (std::size_t i = from / 64; i * 64 < to; ++i) {
    const auto word = [&](unsigned p) { return (*planes)[p][i].load(std::memory_order_acquire); };
    bits[i] = members({word(0), word(1), word(2), word(3)}, set);
  }
  // Loaded after the newest planes: every change they may show is in this chunk or an older one.
  if (planes == &block.planes) chunk = block.newest.load(std::memory_order_acquire);
  for (; chunk != nullptr; chunk = chunk->older) {
    std::size_t i = chunk->size.load(std::memory_order_acquire);
    for (; i > 0 && position_of(chunk->changes[i - 1]) > position; --i) {
      const std::uint64_t change = chunk->changes[i - 1];
      std::uint64_t& word = bits[user_in_block(change) / 64];
      const std::uint64_t bit = std::uint64_t{1} << user_in_block(change) % 64;
      word = (set >> class_before(change) & 1) != 0 ? word | bit : word & ~bit;
    }
    assert(i == 0 || position_of(chunk->changes[i - 1]) <= position);
    if (i > 0) break;
  }
  // Off with the users outside, whom undoing may have set.
  std::fill_n(bits.begin(), from / 64, 0);
  bits[from / 64] &= ~std::uint64_t{0} << from % 64;
  bits[(to - 1) / 64] &= ~std::uint64_t{0} >> (63 - (to - 1) % 64);
  std::fill(bits.begin() + (to - 1) / 64 + 1, bits.end(), 0);
  return bits;
}

}  // namespace rolecall
