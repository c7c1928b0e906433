#include "engine/events/codec.hpp"

#include <limits>

#include <boost/mp11/algorithm.hpp>

#include "engine/events/envelope.hpp"
#include "engine/events/proto.hpp"
#include "engine/events/record_fields.hpp"
#include "engine/limits.hpp"
#include "engine/secrets/seal.hpp"

namespace rolecall {
namespace {

constexpr unsigned first_body_field = 101;  // of type 1
constexpr unsigned key_no_field = 14;
constexpr unsigned sealed_field = 15;
constexpr unsigned sealed_reason_field = 10;

template <class E>
bool needs_seal_of(const E& event, std::string_view reason) {
  if constexpr (Personal<E>) return has_personal(event) || !reason.empty();
  return AboutUser<E> && !reason.empty();
}

template <class E>
Envelope envelope_of(const Recorded& recorded, const E& event) {
  Envelope e;
  e.time = recorded.time;
  e.event = recorded.id;
  e.actor = recorded.actor.user;
  e.request = recorded.request;
  e.revision = number(recorded.revision);
  e.version = record_version;
  e.actor_kind = recorded.actor.kind;
  e.channel = recorded.channel;
  if constexpr (AboutGroup<E>) e.group = event.group;
  if constexpr (AboutUser<E>) {
    e.user = event.user;
    e.user_no_plus_1 = number(recorded.user_no) + 1;
  } else {
    e.reason = recorded.reason;
  }
  e.credential = recorded.actor.credential;
  if (recorded.recorded_at != recorded.time) e.recorded_at = recorded.recorded_at;
  if (recorded.correlation != recorded.request) e.correlation = recorded.correlation;
  return e;
}

// What would be lost on the way into a record and back; empty if nothing.
template <class E>
std::string_view loss_of(const Recorded& recorded, const E& event, bool sealed) {
  if (recorded.erased) return "the event is erased";
  if (sealed != (recorded.key != KeyNo{})) return "a key is for what is sealed";
  if constexpr (AboutUser<E>) {
    if (event.user.is_nil()) return "no user id";
    if (number(recorded.user_no) == std::numeric_limits<std::uint32_t>::max()) return "user number";
  } else if (recorded.user_no != UserNo{}) {
    return "a user number without a user";
  }
  if constexpr (AboutGroup<E>) {
    if (event.group.is_nil()) return "no group id";
  }
  if (recorded.id.is_nil()) return "no event id";
  if (recorded.recorded_at != recorded.time && recorded.recorded_at == Timestamp{}) {
    return "recorded_at is 0";
  }
  if (recorded.correlation != recorded.request && recorded.correlation.is_nil()) {
    return "no correlation id";
  }
  return {};
}

template <class Wire, class E, class Reason>
void sealed_members(Wire& wire, E& event, Reason& reason) {
  RecordFields fields(wire);
  visit_sealed(event, fields);
  wire.text(sealed_reason_field, reason);
}

template <class E>
SealBinding binding_of(const Recorded& recorded, const E& event) {
  const auto type = static_cast<std::uint16_t>(recorded.event.index() + 1);
  return {recorded.id, event.user, recorded.key, EventType{type}, record_version};
}

template <class E>
void write_seal(ProtoWriter& wire, const Recorded& recorded, const E& event,
                const SubjectKey& key) {
  ProtoWriter inside;
  sealed_members(inside, event, recorded.reason);
  wire.require(inside.ok());
  wire.varint(key_no_field, number(recorded.key));
  wire.bytes(sealed_field, seal(key, binding_of(recorded, event), inside.take()));
}

template <class E>
Result<std::string> encode_as(const Recorded& recorded, const E& event, const SubjectKey* key) {
  const bool sealed = needs_seal_of(event, recorded.reason);
  if (const auto loss = loss_of(recorded, event, sealed); !loss.empty()) {
    return invalid("", "cannot be recorded: " + std::string(loss));
  }
  if (sealed && key == nullptr) return invalid("", "cannot be recorded: the key is missing");
  ProtoWriter wire;
  write_envelope(wire, envelope_of(recorded, event));
  wire.body(first_body_field + static_cast<unsigned>(recorded.event.index()), [&] {
    RecordFields fields(wire);
    visit_members(event, fields);
    if constexpr (AboutUser<E>) {
      if (sealed) write_seal(wire, recorded, event, *key);
    }
  });
  if (!wire.ok()) return invalid("", "cannot be recorded: not UTF-8, or not a known word");
  std::string record = wire.take();
  if (record.size() > limits::record_max_bytes) return invalid("", "the record is too large");
  return record;
}

Error corrupt(Position position, std::string_view what) {
  return {Errc::corrupt, "",
          "record " + std::to_string(number(position)) + ": " + std::string(what)};
}

Error not_canonical(Position position) { return corrupt(position, "not as it was written"); }

// Why there is no body of a known type and version behind the envelope.
Error unknown(ProtoReader& wire, std::uint64_t version, Position position) {
  unsigned field = wire.next_field();
  // A later version may have further envelope fields.
  while (version != record_version && field != 0 && field < first_body_field) {
    wire.skip();
    field = wire.next_field();
  }
  if (field < first_body_field) return not_canonical(position);
  return corrupt(position, "unknown event type " + std::to_string(field - first_body_field + 1) +
                               " version " + std::to_string(version));
}

// From the envelope to the event around the body. False: what is there does not fit the type.
template <class E>
bool take_envelope(const Envelope& e, Recorded& recorded, E& event) {
  recorded.time = e.time;
  recorded.recorded_at = e.recorded_at == Timestamp{} ? e.time : e.recorded_at;
  recorded.id = EventId(e.event);
  recorded.revision = Revision{e.revision};
  recorded.actor = {e.actor_kind, UserId(e.actor), CredentialId(e.credential)};
  recorded.channel = e.channel;
  recorded.request = RequestId(e.request);
  recorded.correlation = RequestId(e.correlation.is_nil() ? e.request : e.correlation);
  if constexpr (AboutGroup<E>) event.group = GroupId(e.group);
  if constexpr (AboutUser<E>) {
    event.user = UserId(e.user);
    recorded.user_no = UserNo{e.user_no_plus_1 - 1};
  } else {
    recorded.reason = e.reason;
  }
  constexpr bool has_user = AboutUser<E>;
  constexpr bool has_group = AboutGroup<E>;
  return !e.event.is_nil() && e.user.is_nil() != has_user && e.group.is_nil() != has_group &&
         (e.user_no_plus_1 != 0) == has_user && (e.reason.empty() || !has_user) &&
         (e.recorded_at == Timestamp{} || e.recorded_at != e.time) &&
         (e.correlation.is_nil() || e.correlation != e.request);
}

// Opens what is sealed, as far as `open` says.
template <class E>
std::optional<Error> read_seal(std::string_view sealed, const KeySource& keys, Open open,
                               Recorded& recorded, E& event) {
  if (open == Open::nothing || (open == Open::personal && !Personal<E>)) return std::nullopt;
  const auto key = keys.key(recorded.key);
  if (!key) return key.error();
  if (!*key) {
    recorded.erased = true;
    return std::nullopt;
  }
  std::string plaintext;
  if (!open_seal(**key, binding_of(recorded, event), sealed, plaintext)) {
    return corrupt(recorded.position, "the seal does not open");
  }
  ProtoReader inside(plaintext);
  sealed_members(inside, event, recorded.reason);
  if (!inside.done() || plaintext.empty()) return not_canonical(recorded.position);
  return std::nullopt;
}

template <std::size_t Index>
std::optional<Error> decode_as(ProtoReader& wire, const Envelope& envelope, const KeySource& keys,
                               Open open, Recorded& recorded) {
  auto& event = recorded.event.emplace<Index>();
  using E = std::variant_alternative_t<Index, Event>;
  std::string_view sealed;
  std::uint64_t key_no = 0;
  const bool here = wire.body(first_body_field + static_cast<unsigned>(Index), [&] {
    RecordFields fields(wire);
    visit_members(event, fields);
    if constexpr (AboutUser<E>) {
      wire.varint(key_no_field, key_no);
      wire.bytes(sealed_field, sealed);
    }
  });
  recorded.key = KeyNo{static_cast<std::uint32_t>(key_no)};
  if (!here || !wire.done() || !take_envelope(envelope, recorded, event) ||
      key_no != number(recorded.key) || (key_no == 0) != sealed.empty() ||
      sealed.size() % seal_block_bytes != 0) {
    return not_canonical(recorded.position);
  }
  if constexpr (AboutUser<E>) {
    if (!sealed.empty()) return read_seal(sealed, keys, open, recorded, event);
  }
  return std::nullopt;
}

std::optional<Error> read_record(std::string_view record, const KeySource& keys, Open open,
                                 Recorded& recorded) {
  Envelope envelope;
  ProtoReader wire = read_envelope(record, envelope);
  if (!wire.ok()) return not_canonical(recorded.position);
  const std::size_t index = wire.next_field() - std::size_t{first_body_field};
  if (envelope.version != record_version || index >= std::variant_size_v<Event>) {
    return unknown(wire, envelope.version, recorded.position);
  }
  return boost::mp11::mp_with_index<std::variant_size_v<Event>>(
      index, [&](auto i) { return decode_as<i>(wire, envelope, keys, open, recorded); });
}

}  // namespace

bool needs_seal(const Event& event, std::string_view reason) {
  return std::visit([&](const auto& e) { return needs_seal_of(e, reason); }, event);
}

Result<std::string> encode(const Recorded& recorded, const SubjectKey* key) {
  return std::visit([&](const auto& event) { return encode_as(recorded, event, key); },
                    recorded.event);
}

Result<Recorded> decode(std::string_view record, Position position, const KeySource& keys,
                        Open open) {
  Result<Recorded> result(boost::system::in_place_value);
  result->position = position;
  if (auto mistake = read_record(record, keys, open, *result)) result = *std::move(mistake);
  return result;
}

}  // namespace rolecall
