// Says in the server's log when the wall clock jumps, when it is right again, and that the log's
// last event lies ahead of it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "projections/model/read_model.hpp"

namespace rolecall {

class ClockWatch {
 public:
  // Of a model that is replayed, and outlives the watch.
  explicit ClockWatch(const ReadModel& model);

 private:
  void watch(const std::stop_token& stop);

  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace rolecall
