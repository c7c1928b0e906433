// Writes to the secrets store for those who must not wait for its disk: all changes that wait
// together are one commit.
//
// Order:      changes are made, and told of, in the order of submit().
// Durability: `done` is told of success when the change is on disk. A commit that fails has failed
//             for all of its changes.
// Threads:    submit() from any. Changes are made, and `done` is called, on the thread of this,
//             which begins with the first change.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/result.hpp"
#include "engine/secrets/secrets_store.hpp"

namespace rolecall {

class SecretsWriter {
 public:
  using Change = std::function<Result<void>(LmdbWrite&)>;
  using Done = std::function<void(const Result<void>&)>;

  // The store must outlive this.
  explicit SecretsWriter(SecretsStore& store) : store_(store) {}
  ~SecretsWriter() { stop(); }
  SecretsWriter(const SecretsWriter&) = delete;
  SecretsWriter& operator=(const SecretsWriter&) = delete;

  // `done` is called exactly once, with `unavailable` where too many changes wait or after stop().
  void submit(Change change, Done done);
  // submit() and wait. Not from the thread of this.
  Result<void> execute(Change change);
  // Makes the changes that wait, then no more.
  void stop();

 private:
  struct Waiting {
    Change change;
    Done done;
  };

  void run();
  Result<void> commit(const std::vector<Waiting>& waiting);

  SecretsStore& store_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rolecall
