// How much a credential lets whoever shows it do.
//
// Whoever makes a credential for somebody else may keep it. So it never does more than its giver
// could do when it was made, whatever its owner becomes; and none gives more than the one that it
// was made with. The operator, the bootstrap and imported history bound nothing.
#pragma once

#include <algorithm>

#include "engine/events/event.hpp"

namespace rolecall {

// `Facts` answers at_most_of_key(CredentialId), at_most_of_password(UserId) and role_of(UserId), as
// they are before the event that is looked at.

// What the actor can do at most with what it has proved itself by.
template <class Facts>
Role at_most_of(const Facts& facts, const Actor& actor, Channel channel) {
  if (actor.kind != ActorKind::user) return top_role;
  if (!actor.credential.is_nil()) return facts.at_most_of_key(actor.credential);
  return takes_passwords(channel) ? facts.at_most_of_password(actor.user) : top_role;
}

// What the credential can do at most that the event makes for the user it is about.
template <class Facts>
Role at_most_given(const Facts& facts, const Recorded& made) {
  const Role own = at_most_of(facts, made.actor, made.channel);
  const bool is_given =
      made.actor.kind == ActorKind::user && made.actor.user != user_of(made.event);
  return is_given ? std::min(own, facts.role_of(made.actor.user)) : own;
}

}  // namespace rolecall
