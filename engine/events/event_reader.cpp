#include "engine/events/event_reader.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <utility>
#include <vector>

namespace rolecall {
namespace {

using Batch = std::vector<Recorded>;

constexpr std::size_t batch_events = 256;
constexpr std::size_t batches_ahead = 8;

// Between the one who reads ahead and the one who follows. Each side tells when it ends. Batches go
// back, so that who has made an event also frees it.
class Batches {
 public:
  // Waits for room; leaves a used batch in the place of this one. False: nobody takes any more.
  bool put(Batch& batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < batches_ahead || taker_left_; });
    if (taker_left_) return false;
    waiting_.push_back(std::exchange(batch, {}));
    if (!used_.empty()) {
      batch = std::move(used_.back());
      used_.pop_back();
    }
    changed_.notify_all();
    return true;
  }
  // Waits for one, and gives the one before back. Empty: there are no more.
  Batch take(Batch used = {}) {
    std::unique_lock lock(mutex_);
    if (!used.empty()) used_.push_back(std::move(used));
    changed_.wait(lock, [this] { return !waiting_.empty() || giver_left_; });
    if (waiting_.empty()) return {};
    Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    return batch;
  }
  void end_giving() { end(giver_left_); }
  void end_taking() { end(taker_left_); }

 private:
  void end(bool& side) {
    const std::lock_guard lock(mutex_);
    side = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> waiting_;
  std::vector<Batch> used_;
  bool giver_left_ = false;
  bool taker_left_ = false;
};

// However a side is left.
struct AtEnd {
  Batches& batches;
  void (Batches::*end)();
  ~AtEnd() { (batches.*end)(); }
};

}  // namespace

Result<void> EventReader::read(Position after, Position last, const Visit& visit) const {
  Result<void> visited;
  if (after >= last) return visited;
  const auto read = log_.read(after, [&](Position position, std::string_view record) {
    const auto recorded = decode(record, position, keys_, open_);
    visited = recorded ? visit(*recorded) : recorded.error();
    return visited.has_value() && position < last;
  });
  if (!read) return read.error();
  return visited;
}

Result<void> EventReader::read_ahead(Position after, Position last, const VisitBatch& visit) const {
  Batches batches;
  const auto read_all = [&]() -> Result<void> {
    const AtEnd at_end{batches, &Batches::end_giving};
    Batch batch;
    const auto take = [&](Position position, std::string_view record) -> Result<void> {
      auto recorded = decode(record, position, keys_, open_);
      if (!recorded) return recorded.error();
      batch.push_back(*std::move(recorded));
      return {};
    };
    Result<void> decoded;
    bool is_wanted = true;
    const auto read = log_.read(after, [&](Position position, std::string_view record) {
      decoded = take(position, record);
      if (batch.size() == batch_events) {
        is_wanted = batches.put(batch);
        batch.clear();
      }
      return decoded.has_value() && is_wanted && position < last;
    });
    if (!batch.empty() && is_wanted) batches.put(batch);
    if (!read) return read.error();
    return decoded;
  };
  if (after >= last) return {};
  auto reading = std::async(std::launch::async, read_all);
  const AtEnd at_end{batches, &Batches::end_taking};
  for (Batch batch = batches.take(); !batch.empty(); batch = batches.take(std::move(batch))) {
    if (auto visited = visit(batch); !visited) return visited;
  }
  return reading.get();
}

Result<Recorded> EventReader::at(Position position) const {
  Result<Recorded> found = Error{Errc::corrupt, "", "the log has no such event"};
  const auto read = log_.read(previous(position), [&](Position, std::string_view record) {
    found = decode(record, position, keys_, open_);
    return false;
  });
  if (!read) return read.error();
  return found;
}

}  // namespace rolecall
