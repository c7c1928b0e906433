#include "projections/history/event_stream.hpp"

#include <string>

namespace rolecall {
namespace {

std::string_view subject_of(StreamKind kind) {
  switch (kind) {
    case StreamKind::user:
      return "user";
    case StreamKind::actor:
      return "actor";
    case StreamKind::group:
      break;
  }
  return "group";
}

}  // namespace

bool is_of(const EventStream& stream, const Recorded& recorded) {
  switch (stream.kind) {
    case StreamKind::user:
      return user_of(recorded.event) == stream.id;
    case StreamKind::actor:
      return recorded.actor.user == stream.id;
    case StreamKind::group:
      return group_of(recorded.event) == stream.id;
  }
  return false;
}

bool moves(const EventStream& stream, const Recorded& recorded) {
  return stream.kind == StreamKind::group || group_of(recorded.event).is_nil();
}

std::optional<std::uint32_t> revision_at(const State& state, const EventStream& stream,
                                         Position at) {
  if (stream.kind == StreamKind::actor) return std::nullopt;
  if (at == Position{0}) return 0;
  if (stream.kind == StreamKind::group) {
    const auto group = state.groups().find(GroupId(stream.id));
    const auto version = group ? state.groups().at(*group, at) : std::nullopt;
    return version ? number(version->revision) : 0;
  }
  const UserId id(stream.id);
  if (const auto user = state.find_user(id, at)) {
    return number(state.users().at(*user, at).value().revision);
  }
  // Who is invited becomes a user under the same id, and the stream goes on.
  const Invitations& invitations = state.invitations();
  const auto invitation = invitations.find(id);
  const auto version = invitation ? invitations.at(*invitation, at) : std::nullopt;
  if (version) return number(version->revision);
  return state.actors().key(id) ? std::nullopt : std::optional<std::uint32_t>(0);
}

Error damaged_index(const EventStream& stream, std::string_view what) {
  return {Errc::corrupt, "",
          "log: its index of the " + std::string(subject_of(stream.kind)) + " " +
              to_text(stream.id) + " is damaged: " + std::string(what) +
              "; the next start of rolecall serve, or of any verb that writes, makes the indexes "
              "anew"};
}

}  // namespace rolecall
