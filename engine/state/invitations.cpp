#include "engine/state/invitations.hpp"

#include <cassert>

#include "engine/state/count_until.hpp"
#include "engine/state/hash.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

Invitations::Invitations(Epochs& epochs, Profiles& profiles, std::size_t events_max)
    : profiles_(profiles),
      rows_(events_max),
      versions_(events_max + 1),
      by_id_(epochs, events_max),
      by_email_(epochs, events_max) {
  versions_.append_zeroed(1);
}

InvitationNo Invitations::add(const UserId& id, KeyNo key, std::string_view email,
                              const InvitationVersion& first) {
  const InvitationNo invitation{narrow<std::uint32_t>(rows_.size())};
  Profile addressee;
  addressee.email = email;
  rows_.append(id, key, profiles_.add(UserNo{number(invitation)}, addressee), first.from,
               VersionNo{0});
  assert(rows_.size() == number(invitation) + std::size_t{1});
  change(invitation, first);
  count_.store(number(invitation) + 1, std::memory_order_release);
  by_id_.add(hash_of(id), number(invitation), [](std::uint32_t) { return false; });
  const std::string key_of_email = canonical_key(email);
  by_email_.add(hash_of(key_of_email), number(invitation), [&](std::uint32_t other) {
    return profiles_.has_key(rows_[other].email, NameField::email, key_of_email);
  });
  return invitation;
}

void Invitations::change(InvitationNo invitation, const InvitationVersion& version) {
  std::atomic<VersionNo>& newest = rows_[number(invitation)].newest;
  push_version(versions_, newest, Version{version, links_behind(versions_, newest)});
}

std::uint32_t Invitations::count_at(Position at) const {
  return count_until(at, count_, [&](std::uint32_t i) { return rows_[i].created; });
}

ProfileView Invitations::addressee(InvitationNo invitation) const {
  return profiles_.view(rows_[number(invitation)].email);
}

std::optional<InvitationVersion> Invitations::at(InvitationNo invitation, Position position) const {
  const Version* version = version_at(versions_, rows_[number(invitation)].newest, position);
  assert(version == nullptr || version->from() <= position);
  return version == nullptr ? std::nullopt : std::optional(version->state);
}

std::optional<InvitationNo> Invitations::find(const UserId& wanted) const {
  const auto found = by_id_.find(
      hash_of(wanted), [&](std::uint32_t candidate) { return rows_[candidate].id == wanted; });
  return found ? std::optional(InvitationNo{*found}) : std::nullopt;
}

std::optional<InvitationNo> Invitations::find_open(std::string_view canonical_email,
                                                   Position position, Timestamp moment) const {
  const auto found = by_email_.find(hash_of(canonical_email), [&](std::uint32_t candidate) {
    if (!profiles_.has_key(rows_[candidate].email, NameField::email, canonical_email)) return false;
    const auto version = at(InvitationNo{candidate}, position);
    return version && version->status_at(moment) == InvitationStatus::open;
  });
  return found ? std::optional(InvitationNo{*found}) : std::nullopt;
}

}  // namespace rolecall
