#include "tests/property/model_query.hpp"

namespace rolecall::test::model {
namespace {

void put(std::string& bytes, std::uint64_t number) {
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(number >> 8 * i));
}

void put(std::string& bytes, Timestamp time) { put(bytes, static_cast<std::uint64_t>(time.us)); }

void put(std::string& bytes, const Uuid& id) {
  bytes.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

void put(std::string& bytes, const User& user) {
  put(bytes, static_cast<std::uint64_t>(user.role.role));
  put(bytes, user.bound ? user.bound->valid_until : Timestamp{});
  put(bytes, static_cast<std::uint64_t>(user.status));
  put(bytes, user.revision);
  put(bytes, user.profile_since);
}

void put(std::string& bytes, const Group& group, const Model& model) {
  put(bytes, group.alive ? 1 : 0);
  put(bytes, group.revision);
  if (!group.alive) return;
  for (auto member = group.members.rbegin(); member != group.members.rend(); ++member) {
    if (!member->role) continue;
    put(bytes, model.user_id(member->user));
    put(bytes, static_cast<std::uint64_t>(*member->role));
  }
}

void put(std::string& bytes, const Invitation& invitation) {
  put(bytes, static_cast<std::uint64_t>(invitation.status));
  put(bytes, static_cast<std::uint64_t>(invitation.role.role));
  put(bytes, invitation.expires_at);
  put(bytes, invitation.revision);
}

}  // namespace

std::string hashed_state(const Model& model, std::uint64_t position) {
  const World& world = model.worlds[position];
  std::string bytes;
  put(bytes, position);
  put(bytes, world.users.size());
  for (std::size_t i = 0; i < world.users.size(); ++i) {
    put(bytes, model.user_id(i));
    put(bytes, *world.users[i]);
  }
  put(bytes, world.groups.size());
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    put(bytes, model.group_id(i));
    put(bytes, *world.groups[i], model);
  }
  put(bytes, world.invitations.size());
  for (std::size_t i = 0; i < world.invitations.size(); ++i) {
    put(bytes, model.invitation_id(i));
    put(bytes, *world.invitations[i]);
  }
  put(bytes, world.emails_are_unique ? 1 : 0);
  put(bytes, world.revision);
  return bytes;
}

}  // namespace rolecall::test::model
