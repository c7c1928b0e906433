// An array that never moves: its address space is reserved once, its pages come as it grows.
//
// Order:    the writer appends, then makes the element reachable by a release store elsewhere (a
//           link, a count, the head); a reader that found it by an acquire load sees it whole.
// Threads:  one writer; any readers of elements that were made reachable to them.
// Lifetime: elements stay where they are until the array goes.
#pragma once

#include <cassert>
#include <cstddef>
#include <new>
#include <sys/mman.h>
#include <type_traits>
#include <utility>

namespace rolecall {

template <class T>
class ReservedArray {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  explicit ReservedArray(std::size_t capacity) : capacity_(capacity) {
    void* memory = ::mmap(nullptr, capacity * sizeof(T), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    elements_ = static_cast<T*>(memory);
  }
  ~ReservedArray() { ::munmap(elements_, capacity_ * sizeof(T)); }
  ReservedArray(const ReservedArray&) = delete;
  ReservedArray& operator=(const ReservedArray&) = delete;

  // Writer only: the number of elements appended.
  std::size_t size() const { return size_; }

  // Writer only. Answers the index of the new element.
  template <class... Arguments>
  std::size_t append(Arguments&&... arguments) {
    assert(size_ < capacity_);
    ::new (elements_ + size_) T{std::forward<Arguments>(arguments)...};
    return size_++;
  }
  // Writer only. Room for `count` elements behind each other, zeroed; answers the first index.
  std::size_t append_zeroed(std::size_t count) {
    assert(size_ + count <= capacity_);
    return std::exchange(size_, size_ + count);
  }

  // Writer only. Asks for large pages under what has been appended: random access then misses the
  // TLB less. Elements stay where they are, and readers may read on. What is appended later comes
  // in small pages, which take no time to clear. Without Linux 6.1 nothing happens.
  void use_large_pages() {
    constexpr int collapse = 25;  // MADV_COLLAPSE, which the C library of Debian 12 has no name for
    ::madvise(elements_, size_ * sizeof(T), collapse);
  }

  T& operator[](std::size_t index) { return elements_[index]; }
  const T& operator[](std::size_t index) const { return elements_[index]; }

 private:
  T* elements_ = nullptr;
  std::size_t capacity_;
  std::size_t size_ = 0;
};

}  // namespace rolecall
