// The stable number of an event's type in the log (FORMAT.md).
#pragma once

#include <cstdint>

namespace rolecall {

enum class EventType : std::uint16_t {};  // the events' order in events/event.hpp, from 1 on

}  // namespace rolecall
