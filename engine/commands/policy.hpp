// Who may change whom. Routes and verbs declare what they need; these are the rules that look at
// the directory, asked by decide() alone.
//
//   - Changes need rank admin, by an active user.
//   - No role above one's own is given; no user of a higher rank is changed (equal is allowed).
//     The actor has the rank of the moment, and no higher one than the credential bears that the
//     actor came with (state/authority.hpp). The user who is changed has the higher one of the role
//     now and the role that comes back when what is lent for a while has run out.
//   - What holds for the whole directory is for those of the top rank.
//   - Everyone may deactivate themselves, set their own password, make API keys for themselves and
//     revoke their own.
//   - The directory is never left without an active user who has the top rank for good. Whoever is
//     lent another role for a while is none, and still does not go where there is none.
//   - An invitation gives no more than who gave it could give now.
//   - The operator (who holds the folder and the master key) has no rank to compare.
//   - Imported history is bound by none of these.
#pragma once

#include "engine/commands/decide.hpp"

namespace rolecall {

class Policy {
 public:
  Policy(const Overlay& now, const DecisionContext& context) : now_(now), context_(context) {}

  // May the actor change anything at all?
  Result<void> may_write() const;
  // May the actor change this user?
  Result<void> may_change(const UserNow& user) const;
  // May the actor do to this user what everyone may do to themselves?
  Result<void> may_change_or_is(const UserNow& user) const;
  // May the actor give this role?
  Result<void> may_grant(Role role) const;
  // May the actor say what holds for the whole directory?
  Result<void> may_set_rules() const;
  // May the holder of its token accept it?
  Result<void> stands(const InvitationNow& invitation) const;
  // May this user stop being an active user who has, or will have again, the top rank for good?
  Result<void> may_step_down(const UserNow& user) const;

 private:
  bool is_bound_by_rank() const { return context_.actor.kind == ActorKind::user; }
  Result<Role> acting_rank() const;
  Result<Role> writing_rank() const;  // the same, of who may change anything

  const Overlay& now_;
  const DecisionContext& context_;
};

}  // namespace rolecall
