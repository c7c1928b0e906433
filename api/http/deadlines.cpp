#include "api/http/deadlines.hpp"

#include <algorithm>

#include "api/http/worker.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

// Of writing and lingering, when the server stops.
constexpr std::chrono::milliseconds stop_timeout =
    std::chrono::seconds(limits::http_stop_write_timeout_s);

}  // namespace

Deadlines::Deadlines(const Worker& worker) : worker_(worker), since_(worker.tick) {}

bool Deadlines::enter(Phase phase) {
  if (phase == phase_) return false;
  const bool is_first_head = phase == Phase::head && !has_asked_;
  phase_ = phase;
  if (!is_first_head) begin_anew();
  return true;
}

void Deadlines::begin_anew() { since_ = worker_.tick; }

bool Deadlines::are_over() const {
  return phase_ != Phase::work && worker_.tick - since_ > allowance();
}

std::chrono::milliseconds Deadlines::allowance() const {
  const ServerOptions& options = worker_.options;
  const auto unless_stopping = [this](std::chrono::milliseconds timeout) {
    return worker_.stopping ? std::min(timeout, stop_timeout) : timeout;
  };
  switch (phase_) {
    case Phase::idle:
      return has_asked_ ? options.idle_timeout : options.first_head_timeout;
    case Phase::head:
      return has_asked_ ? options.head_timeout : options.first_head_timeout;
    case Phase::body:
      return options.body_timeout;
    case Phase::write:
      return unless_stopping(options.write_timeout);
    case Phase::linger:
      return unless_stopping(options.linger_timeout);
    case Phase::work:
      break;
  }
  return std::chrono::milliseconds::max();
}

}  // namespace rolecall
