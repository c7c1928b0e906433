// What the decide_*.cpp files share: one on() per command, each in the file of its family.
#pragma once

#include "engine/commands/decide.hpp"
#include "engine/commands/policy.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {

Result<void> check_revision(const Expected& expected, Revision revision);

struct Deciding {
  const Overlay& now;
  const DecisionContext& context;
  Policy policy;

  // Users (decide_user.cpp).
  Result<Decision> on(const Bootstrap& command) const;
  Result<Decision> on(const CreateUser& command) const;
  Result<Decision> on(const ChangeProfile& command) const;
  Result<Decision> on(const AssignRole& command) const;
  Result<Decision> on(const ExpireRole& command) const;
  Result<Decision> on(const DeactivateUser& command) const;
  Result<Decision> on(const ActivateUser& command) const;
  Result<Decision> on(const UpdateUser& command) const;
  Result<Decision> on(const RemoveUser& command) const;
  Result<Decision> on(const RestoreUser& command) const;
  Result<Decision> on(const SetPassword& command) const;
  // Invitations (decide_invitation.cpp).
  Result<Decision> on(const InviteUser& command) const;
  Result<Decision> on(const RenewInvitation& command) const;
  Result<Decision> on(const RevokeInvitation& command) const;
  Result<Decision> on(const AcceptInvitation& command) const;
  // Groups and members (decide_group.cpp).
  Result<Decision> on(const CreateGroup& command) const;
  Result<Decision> on(const RenameGroup& command) const;
  Result<Decision> on(const UpdateGroup& command) const;
  Result<Decision> on(const DeleteGroup& command) const;
  Result<Decision> on(const PutMember& command) const;
  Result<Decision> on(const RemoveMember& command) const;
  // Credentials (decide_credential.cpp).
  Result<Decision> on(const IssueApiKey& command) const;
  Result<Decision> on(const RevokeApiKey& command) const;
  // The directory as a whole (decide_directory.cpp).
  Result<Decision> on(const SetEmailUniqueness& command) const;

  Result<UserNow> find(const UserRef& ref) const;
  // What a command changes: the actor may, and it has the revision that the command expects. In
  // this order: a precondition counts only for who may (RFC 9110, section 13.2.1).
  Result<UserNow> find_to_change(const UserRef& ref, const Expected& expected) const;
  Result<GroupNow> find_to_change(const GroupRef& ref, const Expected& expected) const;
  Result<InvitationNow> find_to_change(const UserId& id, const Expected& expected) const;
  // Whether one more user may be active.
  Result<void> check_seat() const;

  static Decision nothing(const UserNow& user) { return {{}, {}, user.id, {}}; }
  static Decision about(const UserNow& user, Event event) {
    return {{}, {std::move(event)}, user.id, {}};
  }
  static Decision nothing(const InvitationNow& invitation) { return {{}, {}, invitation.id, {}}; }
  static Decision about(const InvitationNow& invitation, Event event) {
    return {{}, {std::move(event)}, invitation.id, {}};
  }
  static Decision nothing(const GroupNow& group) { return {{}, {}, {}, group.id}; }
  static Decision about(const GroupNow& group, Event event) {
    return {{}, {std::move(event)}, {}, group.id};
  }
};

}  // namespace rolecall
