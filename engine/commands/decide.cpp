#include "engine/commands/decide.hpp"

#include "engine/commands/deciding.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

// A line of history continues what was imported so far: nothing else has happened, and time does
// not go backwards.
Result<void> check_imported(const Overlay& now, const DecisionContext& context) {
  if (!now.only_imported()) {
    return Error{Errc::conflict, "", "history can be imported only into a log of nothing else"};
  }
  if (context.time < now.last_time()) {
    return invalid("time", "is before that of the event before it");
  }
  if (context.time > context.now) return invalid("time", "lies in the future");
  return {};
}

// The acting id of imported history: a user of that name, an actor named before, or a new one.
Result<void> name_actor(const Overlay& now, const DecisionContext& context, Decision& decision) {
  const std::string& name = *context.imported_actor;
  if (const auto checked = check_unique_name(name, "actor"); !checked) return checked;
  const std::string key = canonical_key(name);
  if (const auto user = now.user_named(key)) {
    decision.actor.user = user->id;
  } else if (const auto named = now.named_actor(key)) {
    decision.actor.user = *named;
  } else {
    decision.actor.user = UserId(context.fresh_actor_id);
    decision.events.insert(decision.events.begin(), ActorNamed{decision.actor.user, name});
  }
  return {};
}

// A user created by an actor of the same, yet unknown name is that actor.
void join_actor_and_created_user(const DecisionContext& context, Decision& decision) {
  if (decision.events.size() < 2) return;
  const auto* named = std::get_if<ActorNamed>(&decision.events[0]);
  auto* created = std::get_if<UserCreated>(&decision.events[1]);
  if (named == nullptr || created == nullptr) return;
  if (canonical_key(created->profile.username) == canonical_key(*context.imported_actor)) {
    created->user = named->user;
    decision.user = named->user;
  }
}

}  // namespace

Result<void> check_revision(const Expected& expected, Revision revision) {
  if (expected.is_met_by(revision)) return {};
  return Error{Errc::precondition_failed, "", "the revision is not the current one"};
}

Result<UserNow> Deciding::find(const UserRef& ref) const {
  const auto user = now.user(ref);
  if (!user) return Error{Errc::not_found, "", "there is no such user"};
  return *user;
}

Result<UserNow> Deciding::find_to_change(const UserRef& ref, const Expected& expected) const {
  const auto user = find(ref);
  if (!user) return user;
  if (const auto allowed = policy.may_change(*user); !allowed) return allowed.error();
  if (const auto met = check_revision(expected, user->revision); !met) return met.error();
  return user;
}

Result<GroupNow> Deciding::find_to_change(const GroupRef& ref, const Expected& expected) const {
  if (const auto allowed = policy.may_write(); !allowed) return allowed.error();
  auto group = now.group(ref);
  if (!group) return Error{Errc::not_found, "", "there is no such group"};
  if (const auto met = check_revision(expected, group->revision); !met) return met.error();
  return *std::move(group);
}

Result<void> Deciding::check_seat() const {
  if (!context.seats || context.imported_actor) return {};
  if (now.active_users() < *context.seats) return {};
  return Error{Errc::no_seat, "", "all seats are taken: the limit of active users is reached"};
}

Result<Decision> decide(const Overlay& now, const DecisionContext& context,
                        const Command& command) {
  if (const auto checked = check_text(context.reason, limits::reason_max_bytes, "reason");
      !checked) {
    return checked.error();
  }
  if (context.imported_actor) {
    if (const auto checked = check_imported(now, context); !checked) return checked.error();
  }
  const Deciding deciding{now, context, Policy(now, context)};
  auto decision = std::visit([&](const auto& c) { return deciding.on(c); }, command);
  if (!decision) return decision;
  decision->actor = context.actor;
  if (context.imported_actor && !decision->events.empty()) {
    if (const auto named = name_actor(now, context, *decision); !named) return named.error();
    join_actor_and_created_user(context, *decision);
  }
  return decision;
}

}  // namespace rolecall
