#include "tools/load/worker.hpp"

#include <algorithm>

namespace rolecall::load {
namespace {

constexpr std::chrono::seconds silence_max{30};
constexpr std::chrono::seconds late_max{10};

}  // namespace

Result<void> Worker::open(const boost::asio::ip::tcp::endpoint& server, const Protocol& protocol,
                          std::size_t connections, unsigned depth) {
  slots_.reserve(connections);
  for (std::size_t i = 0; i < connections; ++i) {
    auto socket = connect_and_greet(server, protocol);
    if (!socket) return socket.error();
    slots_.emplace_back(Connection(*std::move(socket), protocol.answer_length, depth, tally_));
  }
  return {};
}

Result<void> Worker::run(Clock::time_point began, std::chrono::nanoseconds seconds,
                         const std::atomic<bool>& is_over) {
  began_ = began;
  end_ = began + seconds;
  // A connection that can be written to is told of at once, which begins the load.
  for (Slot& slot : slots_) {
    if (auto watched = readiness_.watch(slot.connection.descriptor(), &slot); !watched)
      return watched;
  }
  Clock::time_point last_answer = began;
  for (Clock::time_point now = began; has_more_due(now) || in_flight() != 0; now = Clock::now()) {
    if (is_over) return {};
    for (const epoll_event& event : readiness_.wait_until(next_moment())) {
      if (event.data.ptr == nullptr) continue;
      if (auto handled = handle(*static_cast<Slot*>(event.data.ptr)); !handled) return handled;
    }
    if (schedule_) {
      if (auto sent = send_what_is_due(); !sent) return sent;
    }
    const std::uint64_t answers = tally_.latencies.total();
    if (answers != answers_ || in_flight() == 0) last_answer = now;
    answers_.store(answers, std::memory_order_relaxed);
    if (now - last_answer > silence_max) {
      return Error{Errc::unavailable, {}, "the server has not answered for half a minute"};
    }
  }
  if (schedule_ && !is_exhausted_) tally_.unsent = schedule_->count_before(seconds);
  return {};
}

Result<void> Worker::handle(Slot& slot) {
  if (auto received = slot.connection.receive(buffer_); !received) return received;
  if (!schedule_) {
    fill(slot.connection);
  } else if (!slot.is_waiting && slot.connection.has_room()) {
    slot.is_waiting = true;
    waiting_.push_back(&slot);
  }
  return slot.connection.send();
}

void Worker::fill(Connection& connection) {
  const Clock::time_point now = Clock::now();
  while (has_more_due(now) && connection.has_room()) {
    if (connection.ask(next_, now)) {
      ++asked_;
    } else {
      is_exhausted_ = true;
    }
  }
}

Result<void> Worker::send_what_is_due() {
  const Clock::time_point now = Clock::now();
  while (!waiting_.empty() && has_more_due(now) && began_ + schedule_->next_due() <= now) {
    Slot& slot = *waiting_.front();
    waiting_.pop_front();
    if (!slot.connection.ask(next_, began_ + schedule_->next_due())) {
      is_exhausted_ = true;
      return {};
    }
    ++asked_;
    schedule_->advance();
    slot.is_waiting = slot.connection.has_room();
    if (slot.is_waiting) waiting_.push_back(&slot);
    if (auto sent = slot.connection.send(); !sent) return sent;
  }
  return {};
}

bool Worker::has_more_due(Clock::time_point now) const {
  if (is_exhausted_) return false;
  if (!schedule_) return asked_ == 0 || now < end_;
  return began_ + schedule_->next_due() < end_ && now < end_ + late_max;
}

// When there is something to do without an answer.
Clock::time_point Worker::next_moment() const {
  if (!schedule_ || waiting_.empty() || is_exhausted_) return Clock::time_point::max();
  const Clock::time_point due = began_ + schedule_->next_due();
  return due < end_ ? due : Clock::time_point::max();
}

}  // namespace rolecall::load
