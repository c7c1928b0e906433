// Writes down, every now and then and at the end, on which days users and API keys were last seen.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/folder/activity_store.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {

// Brings what is stored into the model, whose replay has ended.
Result<void> load_activity(const ActivityStore& store, ReadModel& model);

class ActivityKeeper {
 public:
  // Both must outlive the keeper.
  ActivityKeeper(ActivityStore& store, ReadModel& model);
  ~ActivityKeeper();  // writes down what is new
  ActivityKeeper(const ActivityKeeper&) = delete;
  ActivityKeeper& operator=(const ActivityKeeper&) = delete;

 private:
  void run();
  void write();

  ActivityStore& store_;
  ReadModel& model_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rolecall
