// Points in time: microseconds since 1970-01-01T00:00:00Z, UTC, without leap seconds.
// Clocks never order anything in rolecall; the position does.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

struct Timestamp {
  std::int64_t us = 0;
  auto operator<=>(const Timestamp&) const = default;
};

// RFC 3339, e.g. 2026-01-02T03:04:05.123456Z; always UTC, always six decimals.
void append_text(std::string& out, Timestamp time);
std::string to_text(Timestamp time);

// Accepts any RFC 3339 date-time with an offset (T or t or space, Z or z or ±hh:mm, at most nine
// decimals, the rest below a microsecond cut off), from 1970 to 9999 in UTC. A leap second reads
// as the second before it.
std::optional<Timestamp> parse_timestamp(std::string_view text);

// In UTC; months are 1 to 12.
int year_of(Timestamp time);
Timestamp start_of_month(int year, unsigned month);

// The wall clock.
Timestamp wall_clock();

}  // namespace rolecall
