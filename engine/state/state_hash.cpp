#include "engine/state/state_hash.hpp"

#include <array>
#include <memory>
#include <new>
#include <span>

namespace rolecall {
namespace {

// Numbers go in as eight bytes, little-endian.
void add(Sha256& sha, std::uint64_t value) {
  std::array<char, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(value >> 8 * i);
  sha.add({bytes.data(), bytes.size()});
}

void add(Sha256& sha, const Uuid& id) {
  sha.add({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

std::uint64_t bits(Timestamp time) { return static_cast<std::uint64_t>(time.us); }

void add_user(Sha256& sha, const State& state, UserNo user, Position at) {
  const UserRows& users = state.users();
  const UserVersion version = *users.at(user, at);
  add(sha, users.id(user));
  add(sha, static_cast<std::uint64_t>(version.role));
  add(sha, version.role_is_bound ? bits(state.bound_roles().find(user, at)->valid_until) : 0);
  add(sha, static_cast<std::uint64_t>(version.status));
  add(sha, number(version.revision));
  add(sha, number(users.since(user, UserAspect::profile, at).from));
}

void add_group(Sha256& sha, const State& state, GroupNo group, Position at) {
  const Groups& groups = state.groups();
  const GroupVersion version = *groups.at(group, at);
  add(sha, groups.id(group));
  add(sha, version.alive ? 1 : 0);
  add(sha, number(version.revision));
  if (!version.alive) return;
  for (EdgeNo edge = groups.first_edge_of_group(group); edge != 0;
       edge = groups.next_in_group(edge)) {
    const auto membership = groups.membership_at(edge, at);
    if (!membership) continue;
    add(sha, state.users().id(membership->user));
    add(sha, static_cast<std::uint64_t>(membership->role));
  }
}

void add_invitation(Sha256& sha, const Invitations& invitations, InvitationNo invitation,
                    Position at) {
  const InvitationVersion version = *invitations.at(invitation, at);
  add(sha, invitations.id(invitation));
  add(sha, static_cast<std::uint64_t>(version.status));
  add(sha, static_cast<std::uint64_t>(version.role));
  add(sha, bits(version.expires_at));
  add(sha, number(version.revision));
}

}  // namespace

Hash state_hash(const State& state, Position at) {
  Sha256 sha;
  const std::uint32_t users = state.users().count_at(at);
  const std::uint32_t groups = state.groups().count_at(at);
  add(sha, number(at));
  add(sha, users);
  for (std::uint32_t i = 0; i < users; ++i) add_user(sha, state, UserNo{i}, at);
  add(sha, groups);
  for (std::uint32_t i = 0; i < groups; ++i) add_group(sha, state, GroupNo{i}, at);
  const std::uint32_t invitations = state.invitations().count_at(at);
  add(sha, invitations);
  for (std::uint32_t i = 0; i < invitations; ++i) {
    add_invitation(sha, state.invitations(), InvitationNo{i}, at);
  }
  const EmailRule rule = state.email_rules().at(at);
  add(sha, rule.is_unique ? 1 : 0);
  add(sha, number(rule.revision));
  return sha.finish();
}

}  // namespace rolecall
