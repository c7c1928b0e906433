#include "api/view_parameter.hpp"

#include <algorithm>
#include <charconv>
#include <string>

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

std::optional<Timestamp> parse_query_time(std::string_view text) {
  constexpr std::size_t offset_chars = 6;  // +hh:mm
  std::string plain(text);
  if (plain.size() > offset_chars && plain[plain.size() - offset_chars] == ' ') {
    plain[plain.size() - offset_chars] = '+';
  }
  return parse_timestamp(plain);
}

View view_of(Parameters& parameters, const ReadModel& model, std::string_view name) {
  const View now(model);
  const auto text = parameters.text(name);
  if (!text) return now;
  View view = now;
  if (const auto at = parse_position(*text)) {
    if (*at > now.at()) {
      parameters.miss(name, "lies in the future");
      return now;
    }
    view = View(model, *at, *at == Position{0} ? Timestamp{} : model.state().time_of(*at));
  } else {
    const auto time = parse_query_time(*text);
    if (!time) parameters.fail(name, "must be a position or an RFC 3339 time");
    // What was recorded is past, whatever the clock says now.
    const Timestamp last = now.at() == Position{0} ? Timestamp{} : model.state().time_of(now.at());
    const bool is_ahead = time && *time > std::max(now.time(), last);
    if (is_ahead) parameters.fail(name, "lies in the future");
    if (!time || is_ahead) return now;
    view = View(model, model.state().position_at(*time, now.at()), *time);
  }
  parameters.check(parameters.access().as_of(view));
  return view;
}

}  // namespace rolecall
