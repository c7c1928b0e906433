// Which program this is, to the last byte: what lies in memory as one program has it means nothing
// to any other. So no number of a format needs to be kept, and no change of a layout can be
// forgotten.
#pragma once

#include <optional>
#include <string_view>

#include "engine/types/sha256.hpp"

namespace rolecall {

// SHA-256 of the build id that the linker gave it (NT_GNU_BUILD_ID) and of the version of Unicode
// by which it folds names, which a shared library brings. Nothing: it has no build id.
std::optional<Hash> program_id(std::string_view unicode_version);

}  // namespace rolecall
