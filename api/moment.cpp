#include "api/moment.hpp"

#include <algorithm>
#include <charconv>

#include "engine/types/timestamp.hpp"

namespace rolecall {
namespace {

std::optional<std::uint64_t> parse_position(std::string_view text) {
  std::uint64_t position = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, position);
  if (failed != std::errc{} || stop != end) return std::nullopt;
  return position;
}

}  // namespace

Moment moment_of(Parameters& parameters, const ReadModel& model, std::string_view name) {
  const Position head = model.head();
  const Moment now{head, wall_clock()};
  const auto text = parameters.text(name);
  if (!text) return now;
  if (const auto position = parse_position(*text)) {
    if (*position > number(head)) {
      parameters.fail(name, "lies in the future");
      return now;
    }
    const Position at{*position};
    return {at, *position == 0 ? Timestamp{} : model.state().time_of(at)};
  }
  const auto time = parse_timestamp(*text);
  if (!time) parameters.fail(name, "must be a position or an RFC 3339 time");
  if (time && *time > now.time) parameters.fail(name, "lies in the future");
  if (!time || *time > now.time) return now;
  return {model.state().position_at(*time, head), *time};
}

}  // namespace rolecall
