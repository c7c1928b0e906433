// What a model passes all of its memory through, field by field and always in the same order: to
// be written down, or to be filled from what was. Each class describes itself once, for both ways:
//
//   void serialize(Archive& archive) { archive.pass(rows_, versions_, count_); }
//
// Numbers, enums and structs of them pass as they lie in memory, so what one program writes only
// the very same program reads (program_id.hpp). Pointers do not pass: what is linked by them passes
// its parts, and is linked anew.
//
// Writing:  changes nothing, allocates nothing and takes no lock: it may happen in a forked child.
// Loading:  into an object that is as new and that nobody reads yet.
// Errors:   where something does not fit, or cannot be read, the archive has failed: from then on
//           everything passed is left as it is. What was half filled may only be destroyed.
// Threads:  one.
#pragma once

#include <atomic>
#include <cstddef>
#include <type_traits>

namespace rolecall {

class Archive {
 public:
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  virtual ~Archive() = default;

  bool is_loading() const { return is_loading_; }
  bool failed() const { return failed_; }
  // What has come cannot be, or there is no room for it.
  void fail() { failed_ = true; }

  template <class... Parts>
  void pass(Parts&... parts) {
    (pass_part(parts), ...);
  }
  void pass_bytes(void* memory, std::size_t size) {
    if (!failed_ && size != 0) transfer(memory, size);
  }

 protected:
  explicit Archive(bool is_loading) : is_loading_(is_loading) {}

 private:
  // Takes the bytes, or fills them.
  virtual void transfer(void* memory, std::size_t size) = 0;

  template <class Part>
  void pass_part(Part& part) {
    if constexpr (requires { part.serialize(*this); }) {
      part.serialize(*this);
    } else {
      static_assert(std::is_trivially_copyable_v<Part> && !std::is_pointer_v<Part>);
      pass_bytes(&part, sizeof part);
    }
  }
  template <class Value>
  void pass_part(std::atomic<Value>& part) {
    Value value = part.load(std::memory_order_relaxed);
    pass_part(value);
    if (is_loading_) part.store(value, std::memory_order_relaxed);
  }

  const bool is_loading_;
  bool failed_ = false;
};

}  // namespace rolecall
