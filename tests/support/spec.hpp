// Given what has happened, when a command is decided, then these events, or this refusal.
//
// Every spec runs on its past in several ways: all of it stored, none of it stored (decided earlier
// in the same batch), and every step between. The state must accept what was decided, and no
// refusal may repeat a name or another text it was given.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/assert/source_location.hpp>
#include <gtest/gtest.h>

#include "engine/commands/decide.hpp"
#include "tests/support/directory_with_past.hpp"
#include "tests/support/people.hpp"

namespace rolecall::test {

// When the command is decided, and the ids that what it creates gets.
inline const Timestamp now = after_seconds(3600);
inline const UserId fresh_user = user_id(200);
inline const GroupId fresh_group{fresh_user};
inline const UserId fresh_actor = user_id(201);

class When {
 public:
  using Where = boost::source_location;

  When(Past given, Command command) : given_(std::move(given)), command_(std::move(command)) {
    context_.actor.kind = ActorKind::op;
    context_.time = context_.now = now;
    context_.fresh_id = fresh_user;
    context_.fresh_actor_id = fresh_actor;
  }

  // Without this the operator asks.
  When& by(const UserId& user) {
    context_.actor = {ActorKind::user, user, {}};
    return *this;
  }
  When& by(ActorKind kind) {
    context_.actor = {kind, {}, {}};
    return *this;
  }
  // With that API key of the user's; without one, as the dialect takes users.
  When& with(const CredentialId& key) {
    context_.actor.credential = key;
    return *this;
  }
  When& through(Channel dialect) {
    context_.channel = dialect;
    return *this;
  }
  When& because(std::string reason) {
    context_.reason = std::move(reason);
    return *this;
  }
  When& at(Timestamp time) {
    context_.time = context_.now = time;
    return *this;
  }
  When& with_seats(std::uint32_t seats) {
    context_.seats = seats;
    return *this;
  }
  // As a line of imported history.
  When& imported(std::string actor_name, Timestamp time = now) {
    context_.actor.kind = ActorKind::import;
    context_.imported_actor = std::move(actor_name);
    context_.time = time;
    return *this;
  }

  // Answers the decision on an all stored past, for what more there is to say about it.
  Decision then(const Events& expected, const Where& where = BOOST_CURRENT_LOCATION) const;
  Decision then_nothing(const Where& where = BOOST_CURRENT_LOCATION) const {
    return then({}, where);
  }
  void then_refused(Errc code, std::string_view field,
                    const Where& where = BOOST_CURRENT_LOCATION) const;
  void then_forbidden(std::string_view field = "",
                      const Where& where = BOOST_CURRENT_LOCATION) const {
    then_refused(Errc::forbidden, field, where);
  }

 private:
  using Check = std::function<void(const Result<Decision>&, DirectoryWithPast&)>;

  void on_every_past(const Where& where, const Check& check) const;
  void expect_no_text_in(const Error& error) const;

  Past given_;
  Command command_;
  DecisionContext context_;
};

class Given {
 public:
  Given(const Events& events, ActorKind by)
      : past_(DirectoryWithPast::made_by({by, {}, {}}, events)) {}
  // What happened then, by that user, with that API key if any.
  Given and_by(const UserId& user, const Events& events, const CredentialId& key = {},
               Channel channel = Channel::native) const {
    return with({ActorKind::user, user, key}, events, channel);
  }
  // By the operator.
  Given and_then(const Events& events) const {
    return with({ActorKind::op, {}, {}}, events, Channel::cli);
  }
  When when(Command command) const { return When(past_, std::move(command)); }
  const Past& past() const { return past_; }

 private:
  Given with(const Actor& actor, const Events& events, Channel channel) const {
    Given more = *this;
    for (const Event& event : events) more.past_.push_back({event, actor, channel});
    return more;
  }

  Past past_;
};

inline Given given(const Events& events) { return {events, ActorKind::op}; }
// Given by an import.
inline Given given_history(const Events& events) { return {events, ActorKind::import}; }

}  // namespace rolecall::test
