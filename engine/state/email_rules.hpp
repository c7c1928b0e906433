// Whether two users may have one email address, as of any position.
//
// Threads: make_room() and add() from the writer; at() from any thread.
#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/count_until.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/narrow.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

struct EmailRule {
  Position from{};
  bool is_unique = true;  // an address is that of one user only
  Revision revision{};    // of the directory; 0: nothing has been said yet
};

class EmailRules {
 public:
  explicit EmailRules(std::size_t events_max = limits::events_max) : rules_(events_max) {}

  // Memory for what so many events add; false: there is none.
  bool make_room(std::size_t events) { return rules_.make_room(events); }
  void add(const EmailRule& rule) {
    const std::size_t index = rules_.append(rule);
    assert(index == 0 || rules_[index - 1].from < rule.from);
    count_.store(narrow<std::uint32_t>(index + 1), std::memory_order_release);
  }
  EmailRule at(Position position) const {
    const auto from = [this](std::uint32_t i) { return rules_[i].from; };
    const std::uint32_t until = count_until(position, count_, from);
    return until == 0 ? EmailRule{} : rules_[until - 1];
  }

  void serialize(Archive& archive) { archive.pass(rules_, count_); }

 private:
  ReservedArray<EmailRule> rules_;
  std::atomic<std::uint32_t> count_{0};
};

}  // namespace rolecall
