// The rules of the commands, written down a second time; each command in the file of its family,
// model_rules_*.cpp.
#pragma once

#include "tests/property/model.hpp"
#include "tests/property/texts.hpp"

namespace rolecall::test::model {

inline Error refusal(Errc code) { return {code, {}, {}}; }

struct Model::Rules {
  Model& m;
  const CommandRequest& request;
  Timestamp now;

  Result<Answer> on(const CreateUser& c) const;
  Result<Answer> on(const ChangeProfile& c) const;
  Result<Answer> on(const AssignRole& c) const;
  Result<Answer> on(const ExpireRole& c) const;
  Result<Answer> on(const DeactivateUser& c) const;
  Result<Answer> on(const ActivateUser& c) const;
  Result<Answer> on(const UpdateUser& c) const;
  Result<Answer> on(const RemoveUser& c) const;
  Result<Answer> on(const RestoreUser& c) const;

  Result<Answer> on(const InviteUser& c) const;
  Result<Answer> on(const RenewInvitation& c) const;
  Result<Answer> on(const RevokeInvitation& c) const;
  Result<Answer> on(const AcceptInvitation& c) const;

  Result<Answer> on(const CreateGroup& c) const;
  Result<Answer> on(const RenameGroup& c) const;
  Result<Answer> on(const UpdateGroup& c) const;
  Result<Answer> on(const DeleteGroup& c) const;
  Result<Answer> on(const PutMember& c) const;
  Result<Answer> on(const RemoveMember& c) const;

  Result<Answer> on(const Bootstrap& c) const;
  Result<Answer> on(const IssueApiKey& c) const;
  Result<Answer> on(const RevokeApiKey& c) const;
  Result<Answer> on(const SetPassword& c) const;

  Result<Answer> on(const SetEmailUniqueness& c) const;

  // ---- who may what (model_rules.cpp) ----

  const User& user(std::size_t i) const { return *m.now().users[i]; }
  const Group& group(std::size_t i) const { return *m.now().groups[i]; }
  const Invitation& invitation(std::size_t i) const { return *m.now().invitations[i]; }
  bool is_bound() const { return request.actor.kind == ActorKind::user; }
  // What the actor's key or password can do at most, and what one can that the actor makes.
  Role at_most() const;
  Role at_most_for(std::optional<std::size_t> owner) const;
  // Of the acting user; nothing: none, not present or not active.
  std::optional<Role> rank() const;
  bool may_write() const { return !is_bound() || rank() >= Role::admin; }
  bool may_reach(Role role) const { return !is_bound() || (may_write() && rank() >= role); }
  bool is_self_or_may_reach(std::size_t i) const;
  bool is_last_top(std::size_t i) const;
  std::optional<std::size_t> inviter() const;
  bool has_seat() const;
  bool email_taken(std::optional<std::size_t> by, const std::string& email) const;
  // `held`: what `by` has already.
  bool names_taken(std::optional<std::size_t> by, const Profile& p, const Profile& held = {}) const;

  Result<std::size_t> changeable(const UserRef& ref, const Expected& expected) const;
  Result<std::size_t> changeable(std::optional<std::size_t> found, const Expected& expected) const;
  Result<std::size_t> changeable(const GroupRef& ref, const Expected& expected) const;
  Result<std::size_t> changeable_invitation(const UserId& id, const Expected& expected) const;
  Result<Answer> renewed(std::size_t index, const RoleGrant& role, Timestamp expires_at) const;

  // ---- what comes of it ----

  Fact fact() const;
  Answer nothing(std::optional<std::size_t> u, std::optional<std::size_t> g) const {
    return {false, m.head(), u, g};
  }
  // Takes the revision of the stream as it is by now.
  template <class E>
  Answer about_user(std::size_t i, Fact f) const {
    f.type = type_of<E>();
    f.user = i;
    f.revision = m.edit_user(i).revision;
    m.record(std::move(f));
    return {true, m.head(), i};
  }
  template <class E>
  Answer about_group(std::size_t i, std::optional<std::size_t> member) const {
    Fact f = fact();
    f.type = type_of<E>();
    f.group = i;
    f.user = member;
    f.revision = m.edit_group(i).revision;
    m.record(std::move(f));
    return {true, m.head(), member, i};
  }
  template <class E>
  Answer about_invitation(std::size_t i) const {
    Fact f = fact();
    f.type = type_of<E>();
    f.invitation = i;
    f.revision = m.edit_invitation(i).revision;
    if (f.type == type_of<UserInvited>() || f.type == type_of<InvitationRenewed>()) {
      f.until = m.edit_invitation(i).expires_at;
    }
    m.record(std::move(f));
    return {true, m.head(), {}, {}, i};
  }
  template <class E>
  Answer change_status(std::size_t i, Status status) const {
    User& changed = m.edit_user(i);
    changed.status = status;
    if (is_present(status)) changed.last_present = status;
    ++changed.revision;
    return about_user<E>(i, fact());
  }
  // `first`: the revision of the creation.
  Answer create(const Profile& profile, const RoleGrant& role, bool active,
                std::uint32_t first) const;
};

}  // namespace rolecall::test::model
