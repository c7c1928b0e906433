#include "projections/indexes/counts.hpp"

#include <cassert>

namespace rolecall {

namespace {

// Users never vanish and a change is to another class, so equal halves are free to say "created";
// no one is created as an erased operator, so that one says "nothing".
constexpr std::uint8_t nothing = 0xff;

std::uint8_t step_of(std::optional<UserClass> before, std::optional<UserClass> after) {
  if (before == after || !after) return nothing;
  const unsigned high = number(before.value_or(*after));
  const auto step = static_cast<std::uint8_t>(high << 4 | number(*after));
  assert(step != nothing);
  return step;
}

// Without branches: what comes next in a history cannot be guessed.
void add(std::uint8_t step, Counts::ByClass& counts) {
  const std::uint8_t before = step >> 4;
  const std::uint8_t after = step & 15;
  counts[after] += step != nothing;
  counts[before] -= before != after;
}

}  // namespace

Counts::Counts(std::size_t events_max)
    : steps_(events_max), totals_(events_max / totals_every + 2) {
  totals_.append();
}

void Counts::apply(Position position, std::optional<UserClass> before,
                   std::optional<UserClass> after) {
  assert(number(position) == steps_.size() + 1);
  const std::uint8_t step = step_of(before, after);
  steps_.append(step);
  add(step, newest_);
  if (number(position) % totals_every == 0) totals_.append(newest_);
  assert(totals_.size() == number(position) / totals_every + 1);
}

Counts::ByClass Counts::at(Position position) const {
  const std::uint64_t base = number(position) / totals_every;
  ByClass counts = totals_[base];
  for (std::uint64_t i = base * totals_every; i < number(position); ++i) add(steps_[i], counts);
  return counts;
}

}  // namespace rolecall
