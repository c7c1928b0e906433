#include "engine/secrets/secrets_writer.hpp"

#include <utility>

#include "engine/limits.hpp"
#include "engine/wait_for.hpp"

namespace rolecall {

void SecretsWriter::submit(Change change, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_.size() < limits::waiting_max_commands) {
      waiting_.push_back({std::move(change), std::move(done)});
      done = nullptr;
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
  }
  wake_.notify_one();
  if (done) done(Error{Errc::unavailable, "", "too many changes of secrets wait"});
}

Result<void> SecretsWriter::execute(Change change) {
  return wait_for<void>([&](Done done) { submit(std::move(change), std::move(done)); });
}

void SecretsWriter::stop() {
  std::thread ending;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ending.swap(thread_);
  }
  wake_.notify_one();
  if (ending.joinable()) ending.join();
}

void SecretsWriter::run() {
  for (;;) {
    std::vector<Waiting> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      batch.swap(waiting_);
    }
    const Result<void> committed = commit(batch);
    for (Waiting& one : batch) {
      try {
        one.done(committed);
      } catch (const std::exception&) {
        // No memory to say so: the promise to answer that goes with `done` answers 503.
      }
      one = {};
    }
  }
}

Result<void> SecretsWriter::commit(const std::vector<Waiting>& waiting) {
  auto txn = store_.write();
  if (!txn) return txn.error();
  for (const Waiting& one : waiting) {
    if (auto changed = one.change(*txn); !changed) return changed;
  }
  return store_.commit(std::move(*txn));
}

}  // namespace rolecall
