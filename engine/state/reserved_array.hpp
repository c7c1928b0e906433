// An array whose elements never move. It grows by segments: the first of about 64 KiB, each next
// one as large as all before it, so that what is not used takes no address space either.
//
// Order:    the writer appends, then makes the element reachable by a release store elsewhere (a
//           link, a count, the head); a reader that found it by an acquire load sees it whole.
// Bounds:   nothing is written behind the end: append() ends the process there, and where there is
//           no memory. It comes to that only if nobody has asked size_with() and make_room()
//           before.
// Threads:  one writer; any readers of elements that were made reachable to them.
// Lifetime: elements stay where they are until the array goes.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>
#include <sys/mman.h>
#include <type_traits>
#include <utility>

#include "engine/snapshot/archive.hpp"

namespace rolecall {

template <class T>
class ReservedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  explicit ReservedArray(std::size_t capacity) : capacity_(capacity) {
    assert(capacity <= end_of(segments_max - 1));
  }
  ~ReservedArray() {
    for (std::size_t i = 0; i < segments_; ++i) ::munmap(&(*this)[start_of(i)], bytes_of(i));
  }
  ReservedArray(const ReservedArray&) = delete;
  ReservedArray& operator=(const ReservedArray&) = delete;

  // All but operator[]: writer only.
  std::size_t size() const { return size_; }

  // The size with `count` more elements, in runs of at most `longest_run`, where as much is skipped
  // as can be.
  std::size_t size_with(std::size_t count, std::size_t longest_run = 1) const {
    std::size_t end = size_;
    for (;;) {
      const std::size_t left = end_of(segment_of(end)) - end;
      if (count <= left || end > capacity_) return end + count;
      if (left >= longest_run) count -= left - (longest_run - 1);
      end += left;
    }
  }
  // Has the memory for as many ready. False: there is none, or they do not fit.
  bool make_room(std::size_t count, std::size_t longest_run = 1) {
    return prepare(size_with(count, longest_run));
  }

  // Answers the index of the new element.
  template <class... Arguments>
  std::size_t append(Arguments&&... arguments) {
    const std::size_t index = append_zeroed(1);
    ::new (&(*this)[index]) T{std::forward<Arguments>(arguments)...};
    return index;
  }
  // Room for a run of `count` elements, zeroed, behind each other in memory too; answers the first
  // index. What is left of a segment that the run does not fit into is skipped.
  std::size_t append_zeroed(std::size_t count) {
    const std::size_t index = place_of_run(size_, count);
    assert(count == 0 || segment_of(index) == segment_of(index + count - 1));
    const bool has_room = index + count <= ready_ || prepare(index + count);
    assert(has_room && "an array is full, or there is no memory for it");
    size_ = index + count;
    return index;
  }

  // The elements as they lie in memory: of a type without pointers.
  void serialize(Archive& archive) {
    std::size_t size = size_;
    archive.pass(size);
    if (archive.is_loading() && !archive.failed()) {
      if (!prepare(size)) return archive.fail();
      size_ = size;
    }
    for (std::size_t i = 0; i < segments_ && start_of(i) < size_; ++i) {
      const std::size_t used = std::min(size_, end_of(i)) - start_of(i);
      archive.pass_bytes(&(*this)[start_of(i)], used * sizeof(T));
    }
  }

  T& operator[](std::size_t index) { return *reinterpret_cast<T*>(address_of(index)); }
  const T& operator[](std::size_t index) const {
    return *reinterpret_cast<const T*>(address_of(index));
  }

 private:
  static constexpr std::size_t first_segment =
      std::bit_floor(std::max<std::size_t>(65536 / sizeof(T), 1));
  static constexpr std::size_t segments_max = 32;

  static constexpr std::size_t segment_of(std::size_t index) {
    return std::bit_width(index | (first_segment - 1)) - std::bit_width(first_segment - 1);
  }
  static constexpr std::size_t start_of(std::size_t segment) {
    return segment == 0 ? 0 : first_segment << (segment - 1);
  }
  static constexpr std::size_t end_of(std::size_t segment) { return first_segment << segment; }
  std::size_t bytes_of(std::size_t segment) const {
    return (std::min(end_of(segment), capacity_) - start_of(segment)) * sizeof(T);
  }

  std::uintptr_t address_of(std::size_t index) const {
    return origins_[segment_of(index)] + index * sizeof(T);
  }

  // Where a run begins that is appended at `from`.
  static std::size_t place_of_run(std::size_t from, std::size_t run) {
    while (from + run > end_of(segment_of(from))) from = end_of(segment_of(from));
    return from;
  }
  bool prepare(std::size_t size) {
    if (size > capacity_) return false;
    while (ready_ < size) {
      assert(segments_ < segments_max);
      void* const memory = ::mmap(nullptr, bytes_of(segments_), PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (memory == MAP_FAILED) return false;
      // Large pages are there sooner, and random access misses the TLB less. Not where much of the
      // last one would be wasted.
      constexpr std::size_t least_bytes = std::size_t{8} << 20;
      if (bytes_of(segments_) >= least_bytes) {
        ::madvise(memory, bytes_of(segments_), MADV_HUGEPAGE);
      }
      origins_[segments_] =
          reinterpret_cast<std::uintptr_t>(memory) - start_of(segments_) * sizeof(T);
      ready_ = std::min(end_of(segments_++), capacity_);
    }
    return true;
  }

  // Of each segment, where element 0 would be if the segment went back so far.
  std::array<std::uintptr_t, segments_max> origins_{};
  std::size_t capacity_;
  std::size_t size_ = 0;
  std::size_t ready_ = 0;  // elements that have memory
  std::size_t segments_ = 0;
};

}  // namespace rolecall
