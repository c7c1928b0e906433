#include "engine/state/state_hash.hpp"

#include <memory>
#include <new>
#include <span>

#include <openssl/evp.h>

namespace rolecall {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw std::bad_alloc();
    }
  }
  void add(std::span<const std::uint8_t> bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }
  // Little-endian, eight bytes.
  void add(std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::uint8_t>(value >> 8 * i);
    }
    add(bytes);
  }
  StateHash finish() {
    StateHash hash;
    EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr);
    return hash;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// From when the user's profile is what it is at `at`.
Position profile_position(const UserRows& users, UserNo user, Position at) {
  Position since{};
  ProfileRef profile{};
  users.history(user, at, [&](const UserVersion& version) {
    if (since != Position{0} && version.profile != profile) return false;
    since = version.from;
    profile = version.profile;
    return true;
  });
  return since;
}

void add_user(Sha256& sha, const UserRows& users, UserNo user, Position at) {
  const UserVersion version = *users.at(user, at);
  sha.add(users.id(user).bytes);
  sha.add(static_cast<std::uint64_t>(version.role));
  sha.add(static_cast<std::uint64_t>(version.status));
  sha.add(number(version.revision));
  sha.add(number(profile_position(users, user, at)));
}

void add_group(Sha256& sha, const State& state, GroupNo group, Position at) {
  const Groups& groups = state.groups();
  const GroupVersion version = *groups.at(group, at);
  sha.add(groups.id(group).bytes);
  sha.add(version.alive ? 1 : 0);
  sha.add(number(version.revision));
  if (!version.alive) return;
  for (EdgeNo edge = groups.first_edge_of_group(group); edge != 0;
       edge = groups.next_in_group(edge)) {
    const auto membership = groups.membership_at(edge, at);
    if (!membership) continue;
    sha.add(state.users().id(membership->user).bytes);
    sha.add(static_cast<std::uint64_t>(membership->role));
  }
}

}  // namespace

StateHash state_hash(const State& state, Position at) {
  Sha256 sha;
  const std::uint32_t users = state.users().count_at(at);
  const std::uint32_t groups = state.groups().count_at(at);
  sha.add(number(at));
  sha.add(users);
  for (std::uint32_t i = 0; i < users; ++i) add_user(sha, state.users(), UserNo{i}, at);
  sha.add(groups);
  for (std::uint32_t i = 0; i < groups; ++i) add_group(sha, state, GroupNo{i}, at);
  return sha.finish();
}

}  // namespace rolecall
