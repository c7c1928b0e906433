// What can be asked of the directory: plain values in the imperative.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/events/profile.hpp"
#include "engine/types/position.hpp"
#include "engine/types/refs.hpp"
#include "engine/types/role.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Which revisions of what it changes a command may find (If-Match, If-None-Match); by default any.
class Expected {
 public:
  Expected() = default;
  Expected(Revision only) : among_({only}) {}  // NOLINT: a revision is such a condition
  // Only these; where there are none, nothing meets it.
  static Expected among(std::vector<Revision> revisions) {
    Expected expected;
    expected.among_ = std::move(revisions);
    return expected;
  }
  // And not these.
  void exclude(std::vector<Revision> revisions) { excluded_ = std::move(revisions); }

  bool is_met_by(Revision revision) const {
    const auto has = [&](const std::vector<Revision>& some) {
      return std::find(some.begin(), some.end(), revision) != some.end();
    };
    return (!among_ || has(*among_)) && !has(excluded_);
  }

 private:
  std::optional<std::vector<Revision>> among_;  // nothing: any
  std::vector<Revision> excluded_;
};

// The first user, with rank ops, and the API key to go on with, if any.
struct Bootstrap {
  Profile profile;
  CredentialId key{};  // nil: none
};
struct CreateUser {
  Profile profile;
  RoleGrant role;
  bool active = true;
  bool sets_password = false;      // as SetPassword
  std::vector<GroupRef> groups{};  // in which the user is a member at once, as a user
};
struct ChangeProfile {
  UserRef user;
  ProfilePatch change;
  Expected expected;
};
// Until `valid_until`, then the last role without such a bound again; without it for good. Who has
// another rank than those of `only_from` keeps it: so a role is granted that takes no rank away,
// and one is revoked only from those who hold it.
struct AssignRole {
  UserRef user;
  AskedRole role;
  Expected expected;
  std::optional<Timestamp> valid_until{};
  RoleSet only_from = all_roles;
};
// The role that was granted at that position has run out at `due`. Given by the writer itself.
struct ExpireRole {
  UserId user;
  Position granted_at{};
  Timestamp due;
};
struct DeactivateUser {
  UserRef user;
  Expected expected;
};
struct ActivateUser {
  UserRef user;
  Expected expected;
};
// What becomes of a profile, from the one that is stored when it is decided. It must be pure.
using ProfileChange = std::function<ProfilePatch(const Profile& stored)>;
// Several changes of one user: all of them, or none.
struct UpdateUser {
  UserRef user;
  ProfileChange change;  // empty: none
  std::optional<AskedRole> role;
  std::optional<bool> active;
  Expected expected;
  bool sets_password = false;  // as SetPassword
};
// Ends memberships, API keys and the password too; frees username and email.
struct RemoveUser {
  UserRef user;
  Expected expected;
};
// As the user was before the removal, with the names it had, but in no group and without anything
// to sign in with.
struct RestoreUser {
  UserId user;
  Expected expected;
};
// The fact only: the password itself goes to the secrets store (commands/set_password.hpp).
struct SetPassword {
  UserRef user;
  Expected expected;
};
// What is known of the address already refuses it; but where it is invited `again`, an open
// invitation is renewed, and a deactivated user is active again, with the role that is asked for,
// unless users may share addresses.
struct InviteUser {
  std::string email;
  AskedRole role;
  Timestamp expires_at;
  bool again = false;
};
// An open or expired invitation gets a new end, and a new role if one is given.
struct RenewInvitation {
  UserId invitation;
  std::optional<RoleGrant> role;
  Timestamp expires_at;
  Expected expected;
};
struct RevokeInvitation {
  UserId invitation;
  Expected expected;
};
// Creates the user: with the invitation's address, and that as username where `profile` names none.
struct AcceptInvitation {
  UserId invitation;
  Profile profile;
  bool by_token = false;  // by the holder of its one-time token, which has been checked
};
struct CreateGroup {
  std::string name;
  std::optional<UserId> owner{};  // becomes a member at once
};
struct RenameGroup {
  GroupRef group;
  std::string name;
  Expected expected;
};
// Several changes of one group: all of them, or none. With `owner` it has no other one: who was an
// owner stays as a member.
struct UpdateGroup {
  GroupRef group;
  std::optional<std::string> name;
  std::optional<UserId> owner;
  Expected expected;
};
struct DeleteGroup {
  GroupRef group;
  Expected expected;
};
// What becomes of whoever is a member already.
enum class IfMember : std::uint8_t { takes_role, keeps_role, is_refused };
// Adds a member, or changes the member's role.
struct PutMember {
  GroupRef group;
  UserRef user;
  MemberRole role = MemberRole::user;
  Expected expected;
  IfMember if_member = IfMember::takes_role;
};
struct RemoveMember {
  GroupRef group;
  UserRef user;
  Expected expected;
  bool must_be_member = true;  // who is none is refused
};
// The secret's hash is already in the secrets store, under `key`.
struct IssueApiKey {
  UserRef owner;
  CredentialId key;
  Capability capability = Capability::read;
  std::optional<Timestamp> expires_at;
};
struct RevokeApiKey {
  CredentialId key;
};
// Whether an email address is that of one user only, from then on.
struct SetEmailUniqueness {
  bool unique = true;
  Expected expected;
};

using Command =
    std::variant<Bootstrap, CreateUser, ChangeProfile, AssignRole, ExpireRole, DeactivateUser,
                 ActivateUser, UpdateUser, RemoveUser, RestoreUser, SetPassword, InviteUser,
                 RenewInvitation, RevokeInvitation, AcceptInvitation, CreateGroup, RenameGroup,
                 UpdateGroup, DeleteGroup, PutMember, RemoveMember, IssueApiKey, RevokeApiKey,
                 SetEmailUniqueness>;

}  // namespace rolecall
