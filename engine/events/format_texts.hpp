// The texts that explain the records, as they are in this repository: a new log carries them.
#pragma once

#include <string_view>

namespace rolecall {

std::string_view record_proto_text();  // engine/events/record.proto
std::string_view format_text();        // engine/events/FORMAT.md

}  // namespace rolecall
