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

// Hands each event over to `take`, until it answers an error.
template <class Take>
Result<void> read_events(const EventLog& log, const KeySource& keys, Open open, Position after,
                         Position last, Take take) {
  Result<void> taken;
  if (after >= last) return taken;
  const auto read = log.read(after, [&](Position position, std::string_view record) {
    auto recorded = decode(record, position, keys, open);
    taken = recorded ? take(*recorded) : recorded.error();
    return taken.has_value() && position < last;
  });
  if (!read) return read.error();
  return taken;
}

}  // namespace

Result<void> EventReader::read(Position after, Position last, const Visit& visit) const {
  return read_events(log_, keys_, open_, after, last, visit);
}

Result<void> EventReader::read_ahead(Position after, Position last, const VisitBatch& visit) const {
  Batches batches;
  const auto read_all = [&] {
    const AtEnd at_end{batches, &Batches::end_giving};
    Batch batch;
    const auto give = [&](Recorded& recorded) -> Result<void> {
      batch.push_back(std::move(recorded));
      if (batch.size() < batch_events) return {};
      if (!batches.put(batch)) return Error{Errc::unavailable, "", "nobody reads on"};
      batch.clear();
      return {};
    };
    auto done = read_events(log_, keys_, open_, after, last, give);
    if (!batch.empty()) batches.put(batch);
    return done;
  };
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
