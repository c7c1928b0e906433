#include "engine/events/envelope.hpp"

#include <boost/endian/conversion.hpp>

#include "engine/events/record_fields.hpp"

namespace rolecall {
namespace {

template <class Wire>
void first_fields(Wire& wire, Of<Wire, Envelope>& e) {
  instant(wire, 1, e.time);
  wire.id(2, e.event);
  wire.id(3, e.user);
  wire.id(4, e.actor);
  wire.id(5, e.request);
  wire.fixed32(6, e.user_no_plus_1);
  wire.fixed32(7, e.revision);
  wire.varint(8, e.version);
  choice(wire, 9, e.actor_kind);
  choice(wire, 10, e.channel);
}

template <class Wire>
void other_fields(Wire& wire, Of<Wire, Envelope>& e) {
  wire.id(11, e.group);
  wire.text(12, e.reason);
  wire.id(13, e.credential);
  instant(wire, 14, e.recorded_at);
  wire.id(15, e.correlation);
}

// Where the first fields are all there, each has a fixed place, and most records are so.
constexpr std::size_t fixed_head_bytes = 97;

bool has_fixed_head(std::string_view record) {
  if (record.size() < fixed_head_bytes) return false;
  const auto* const at = reinterpret_cast<const unsigned char*>(record.data());
  const auto tag_and_length = [at](std::size_t i) { return at[i] << 8 | at[i + 1]; };
  return at[0] == 0x09 && tag_and_length(9) == 0x1210 && tag_and_length(27) == 0x1a10 &&
         tag_and_length(45) == 0x2210 && tag_and_length(63) == 0x2a10 && at[81] == 0x35 &&
         at[86] == 0x3d && at[91] == 0x40 && at[93] == 0x48 && at[95] == 0x50;
}

// The same as first_fields(), three times as fast. False: ask that one, it knows the exceptions.
bool read_fixed_head(std::string_view record, Envelope& e) {
  if (!has_fixed_head(record)) return false;
  const auto* const at = reinterpret_cast<const unsigned char*>(record.data());
  e.time.us = boost::endian::load_little_s64(at + 1);
  std::memcpy(e.event.bytes.data(), at + 11, 16);
  std::memcpy(e.user.bytes.data(), at + 29, 16);
  std::memcpy(e.actor.bytes.data(), at + 47, 16);
  std::memcpy(e.request.bytes.data(), at + 65, 16);
  e.user_no_plus_1 = boost::endian::load_little_u32(at + 82);
  e.revision = boost::endian::load_little_u32(at + 87);
  e.version = at[92];
  e.actor_kind = static_cast<ActorKind>(at[94]);
  e.channel = static_cast<Channel>(at[96]);
  const bool all_there = e.time.us != 0 && !e.event.is_nil() && !e.user.is_nil() &&
                         !e.actor.is_nil() && !e.request.is_nil() && e.user_no_plus_1 != 0 &&
                         e.revision != 0;
  return all_there && e.version - 1 < 0x7f && at[94] - 1u < actor_kind_count &&
         at[96] - 1u < channel_count;
}

}  // namespace

void write_envelope(ProtoWriter& wire, const Envelope& envelope) {
  first_fields(wire, envelope);
  other_fields(wire, envelope);
}

ProtoReader read_envelope(std::string_view record, Envelope& envelope) {
  const bool fixed = read_fixed_head(record, envelope);
  ProtoReader wire(fixed ? record.substr(fixed_head_bytes) : record);
  if (!fixed) first_fields(wire, envelope);
  other_fields(wire, envelope);
  return wire;
}

}  // namespace rolecall
