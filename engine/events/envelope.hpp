// The fields of a record before its body, as they are in the bytes (FORMAT.md).
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/events/proto.hpp"
#include "engine/types/actor.hpp"
#include "engine/types/channel.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// What is absent is zero, nil or empty.
struct Envelope {
  Timestamp time;
  Uuid event;
  Uuid user;
  Uuid actor;
  Uuid request;
  std::uint32_t user_no_plus_1 = 0;  // a user's number may be 0, a field may not
  std::uint32_t revision = 0;
  std::uint64_t version = 0;
  ActorKind actor_kind{};
  Channel channel{};
  Uuid group;
  std::string_view reason;
  Uuid credential;
  Timestamp recorded_at;
  Uuid correlation;
};

void write_envelope(ProtoWriter& wire, const Envelope& envelope);

// Reads the front of `record`; answers what is left. Flaws show in its ok().
ProtoReader read_envelope(std::string_view record, Envelope& envelope);

}  // namespace rolecall
