#include "tools/import/imported_lines.hpp"

#include <algorithm>

#include "engine/events/event_reader.hpp"
#include "tools/import/import_digest.hpp"

namespace rolecall {
namespace {

bool is_imported_person(const Recorded& recorded) {
  return recorded.channel == Channel::import && recorded.actor.kind == ActorKind::op &&
         line_no_of(recorded.request).has_value();
}

}  // namespace

Result<ImportedLines> ImportedLines::scan(const Directory& directory) {
  ImportedLines imported;
  const EventReader events(directory.log(), directory.keys(), Open::nothing);
  const auto keep = [&](const Recorded& recorded) -> Result<void> {
    if (is_imported_person(recorded)) {
      imported.lines_.push_back({recorded.request, recorded.position});
    }
    return {};
  };
  const auto read = events.read(Position{0}, directory.log().last(), keep);
  if (!read) return read.error();
  imported.lines_.shrink_to_fit();
  std::ranges::sort(imported.lines_);
  return imported;
}

std::optional<Position> ImportedLines::find(const RequestId& mark) const {
  const auto found = std::ranges::equal_range(lines_, mark, {}, &Line::mark);
  if (found.empty()) return std::nullopt;
  return found.back().position;
}

}  // namespace rolecall
