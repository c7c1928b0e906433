// Places for what lasts, such as a stream: so many in all, and so many for one caller.
//
// Threads: any. A place may outlive this.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

#include "engine/types/uuid.hpp"

namespace rolecall {

// Held as long as it is kept.
using Place = std::shared_ptr<void>;

class Places {
 public:
  Places(std::size_t all, std::size_t of_caller)
      : all_(all), of_caller_(of_caller), taken_(std::make_shared<Taken>()) {}

  // Null: none is free.
  Place take(const Uuid& caller);
  // How many are held.
  std::size_t taken() const;

 private:
  struct Taken {
    std::mutex mutex;
    std::size_t all = 0;
    std::map<Uuid, std::size_t> of_caller;
  };

  const std::size_t all_;
  const std::size_t of_caller_;
  const std::shared_ptr<Taken> taken_;
};

}  // namespace rolecall
