// Writes snapshots (engine/snapshot/snapshots.hpp) of the model of a directory that is written:
// beside it while it runs, and at the end.
//
// While it runs a forked child writes it, as Redis does (BGSAVE). The child has the memory as it is
// between two batches: what the writer changes from then on the system copies, page by page. So
// readers and writer wait for nothing but the fork itself, which copies page tables, and there is
// no second copy of the memory. Of the threads only the one that forked goes on in the child. Locks
// that others held stay locked there, so it takes none: it allocates nothing, logs nothing, has no
// part in the stores, and closes every file but its own. It ends with whoever forked it.
// One child at a time. That it fails, or is killed, changes nothing; the next one is due later.
//
// Threads: follow() from the writer's; all else from the one that makes and destroys it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <sys/types.h>
#include <thread>

#include "engine/snapshot/snapshots.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {

class SnapshotKeeper {
 public:
  // `kept`: the position of the snapshot that the model was loaded from; 0: it was not. Both must
  // outlive the keeper.
  SnapshotKeeper(Snapshots& snapshots, ReadModel& model, Position kept);
  ~SnapshotKeeper();  // ends a child
  SnapshotKeeper(const SnapshotKeeper&) = delete;
  SnapshotKeeper& operator=(const SnapshotKeeper&) = delete;

  // When a batch is applied: begins one if it is due.
  void follow();
  // When the writer has stopped: writes one here if it is due.
  void finish();

 private:
  void run();
  void stop();

  Snapshots& snapshots_;
  ReadModel& model_;
  Position begun_;              // of the last one that was begun in the background; the writer's
  std::atomic<Position> kept_;  // of the one that counts
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Snapshots::Draft> draft_;  // that a child is writing, or that is being kept
  pid_t child_ = 0;                        // 0: none
  bool stopping_ = false;
  std::thread thread_;  // waits for children
};

}  // namespace rolecall
