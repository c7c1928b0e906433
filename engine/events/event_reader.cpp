#include "engine/events/event_reader.hpp"

#include <utility>

namespace rolecall {

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
