#include "tools/import/imported_lines.hpp"

#include <algorithm>

#include "engine/events/codec.hpp"
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
  Result<void> decoded;
  const auto read =
      directory.log().read(Position{0}, [&](Position position, std::string_view record) {
        const auto recorded = decode(record, position, directory.keys(), Open::nothing);
        if (!recorded) {
          decoded = recorded.error();
        } else if (is_imported_person(*recorded)) {
          imported.lines_.push_back({recorded->request, position});
        }
        return decoded.has_value();
      });
  if (!read) return read.error();
  if (!decoded) return decoded.error();
  imported.lines_.shrink_to_fit();
  std::ranges::sort(imported.lines_, {}, &Line::mark);
  return imported;
}

std::optional<Position> ImportedLines::find(const RequestId& mark) const {
  const auto found = std::ranges::lower_bound(lines_, mark, {}, &Line::mark);
  if (found == lines_.end() || found->mark != mark) return std::nullopt;
  return found->position;
}

}  // namespace rolecall
