#include "api/moment.hpp"

#include <algorithm>
#include <charconv>

#include "engine/limits.hpp"
#include "engine/types/timestamp.hpp"

namespace rolecall {
std::optional<Position> parse_position(std::string_view text) {
  std::uint64_t position = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, position);
  if (failed != std::errc{} || stop != end || position > limits::position_max) return std::nullopt;
  return Position{position};
}

Moment moment_of(Parameters& parameters, const ReadModel& model, std::string_view name) {
  const Position head = model.head();
  const Moment now{head, wall_clock()};
  const auto text = parameters.text(name);
  if (!text) return now;
  if (const auto at = parse_position(*text)) {
    if (*at > head) {
      parameters.fail(name, "lies in the future");
      return now;
    }
    return {*at, *at == Position{0} ? Timestamp{} : model.state().time_of(*at)};
  }
  const auto time = parse_timestamp(*text);
  if (!time) parameters.fail(name, "must be a position or an RFC 3339 time");
  if (time && *time > now.time) parameters.fail(name, "lies in the future");
  if (!time || *time > now.time) return now;
  return {model.state().position_at(*time, head), *time};
}

}  // namespace rolecall
