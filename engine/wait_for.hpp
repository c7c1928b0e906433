// Waiting for what is answered on another thread.
#pragma once

#include <future>
#include <memory>

#include "engine/result.hpp"

namespace rolecall {

// Calls `start` with a function that takes a Result<T>, and waits until that has been called.
template <class T, class Start>
Result<T> wait_for(Start start) {
  const auto promise = std::make_shared<std::promise<Result<T>>>();
  start([promise](const Result<T>& result) { promise->set_value(result); });
  return promise->get_future().get();
}

}  // namespace rolecall
