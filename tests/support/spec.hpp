// Given what has happened, when a command is decided, then these events, or this refusal.
//
// Every spec runs on its past in several ways: all of it stored, none of it stored (decided earlier
// in the same batch), and every step between. The state must accept what was decided, and no
// refusal may repeat a name or another text it was given.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/assert/source_location.hpp>
#include <gtest/gtest.h>

#include "engine/commands/decide.hpp"
#include "tests/support/directory.hpp"
#include "tests/support/people.hpp"

namespace rolecall::testing_support {

// When the command is decided, and the ids that what it creates gets.
inline const Timestamp now = after_seconds(3600);
inline const UserId fresh_user = user_id(200);
inline const GroupId fresh_group{fresh_user};
inline const UserId fresh_actor = user_id(201);

inline std::string describe(const Event& event) {
  std::string text = "\n  " + std::string(name_of(type_of(event)));
  if (const UserId user = user_of(event); !user.is_nil()) text += " user " + user.text().substr(32);
  if (const GroupId id = group_of(event); !id.is_nil()) text += " group " + id.text().substr(32);
  if (const auto* e = std::get_if<RoleAssigned>(&event)) {
    for (const RoleGrant& role : {e->from, e->to}) {
      text += ' ' + std::string(word(role.role)) + '/' + std::string(word(role.given_in)) + '/' +
              role.native_word;
    }
  }
  return text;
}

inline std::string describe(const Events& events) {
  std::string text;
  for (const Event& event : events) text += describe(event);
  return events.empty() ? "\n  nothing" : text;
}

// The texts in events and commands that may be somebody's.
class Texts {
 public:
  template <class T>
  void take_from(const T& value) {
    if constexpr (requires { take(value.profile); }) take(value.profile);
    if constexpr (requires { take(value.change); }) take(value.change);
    if constexpr (requires { take(value.to); }) take(value.to);
    if constexpr (requires { take(value.name); }) take(value.name);
    if constexpr (requires { take(value.email); }) take(value.email);
    if constexpr (requires { take(value.user); }) take(value.user);
    if constexpr (requires { take(value.group); }) take(value.group);
  }
  void take(const std::string& text) {
    if (text.size() >= 3) texts_.push_back(text);
  }
  void expect_none_in(const Error& error) const {
    for (const std::string& text : texts_) {
      EXPECT_EQ((error.field + ' ' + error.detail).find(text), std::string::npos) << text;
    }
  }

 private:
  void take(const Profile& profile) {
    for (const ProfileMember& member : profile_members) take(profile.*member.value);
  }
  void take(const ProfilePatch& patch) {
    for (const ProfileMember& member : profile_members) take((patch.*member.change).value_or(""));
  }
  void take(const UserRef& ref) {
    if (const auto* name = std::get_if<Username>(&ref)) take(name->text);
  }
  void take(const GroupRef& ref) {
    if (const auto* name = std::get_if<GroupName>(&ref)) take(name->text);
  }

  std::vector<std::string> texts_;
};

class When {
 public:
  using Where = boost::source_location;

  When(Events given, ActorKind given_by, Command command)
      : given_(std::move(given)), given_by_(given_by), command_(std::move(command)) {
    circumstances_.actor.kind = ActorKind::op;
    circumstances_.time = circumstances_.now = now;
    circumstances_.fresh_id = fresh_user;
    circumstances_.fresh_actor_id = fresh_actor;
  }

  // Without this the operator asks.
  When& by(const UserId& user) {
    circumstances_.actor = {ActorKind::user, user, {}};
    return *this;
  }
  When& by(ActorKind kind) {
    circumstances_.actor = {kind, {}, {}};
    return *this;
  }
  When& because(std::string reason) {
    circumstances_.reason = std::move(reason);
    return *this;
  }
  When& at(Timestamp time) {
    circumstances_.time = circumstances_.now = time;
    return *this;
  }
  When& with_seats(std::uint32_t seats) {
    circumstances_.seats = seats;
    return *this;
  }
  // As a line of imported history.
  When& imported(std::string actor_name, Timestamp time = now) {
    circumstances_.actor.kind = ActorKind::import;
    circumstances_.imported_actor = std::move(actor_name);
    circumstances_.time = time;
    return *this;
  }

  // Answers the decision on an all stored past, for what more there is to say about it.
  Decision then(const Events& expected, const Where& where = BOOST_CURRENT_LOCATION) const {
    Decision last;
    on_every_past(where, [&](const Result<Decision>& decided, Directory& directory) {
      if (!decided) {
        ADD_FAILURE() << "refused: " << word(decided.error().code) << ' ' << decided.error().field
                      << ' ' << decided.error().detail;
        return;
      }
      EXPECT_TRUE(decided->events == expected)
          << "decided:" << describe(decided->events) << "\nexpected:" << describe(expected);
      for (const Event& event : decided->events) {
        directory.add(event, decided->actor, circumstances_.time);
      }
      directory.store();
      last = *decided;
    });
    return last;
  }
  Decision then_nothing(const Where& where = BOOST_CURRENT_LOCATION) const {
    return then({}, where);
  }
  void then_refused(Errc code, std::string_view field,
                    const Where& where = BOOST_CURRENT_LOCATION) const {
    on_every_past(where, [&](const Result<Decision>& decided, Directory&) {
      if (decided) {
        ADD_FAILURE() << "not refused but decided:" << describe(decided->events);
        return;
      }
      EXPECT_EQ(word(decided.error().code), word(code)) << decided.error().detail;
      EXPECT_EQ(decided.error().field, field) << decided.error().detail;
      EXPECT_FALSE(decided.error().detail.empty());
      texts().expect_none_in(decided.error());
    });
  }
  void then_forbidden(std::string_view field = "",
                      const Where& where = BOOST_CURRENT_LOCATION) const {
    then_refused(Errc::forbidden, field, where);
  }

 private:
  using Check = std::function<void(const Result<Decision>&, Directory&)>;

  void on_every_past(const Where& where, const Check& check) const {
    for (std::size_t stored = 0; stored <= given_.size(); ++stored) {
      const std::string how = std::to_string(stored) + " of " + std::to_string(given_.size()) +
                              " given events are stored, the others pending";
      const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), how);
      Directory directory(given_, given_by_, stored);
      check(decide(directory.overlay(), circumstances_, command_), directory);
    }
  }
  Texts texts() const {
    Texts texts;
    for (const Event& event : given_) {
      std::visit([&](const auto& e) { texts.take_from(e); }, event);
    }
    std::visit([&](const auto& c) { texts.take_from(c); }, command_);
    texts.take(circumstances_.reason);
    texts.take(circumstances_.imported_actor.value_or(""));
    return texts;
  }

  Events given_;
  ActorKind given_by_;
  Command command_;
  Circumstances circumstances_;
};

class Given {
 public:
  Given(Events events, ActorKind by) : events_(std::move(events)), by_(by) {}
  When when(Command command) const { return When(events_, by_, std::move(command)); }

 private:
  Events events_;
  ActorKind by_;
};

inline Given given(Events events) { return {std::move(events), ActorKind::op}; }
// Given by an import.
inline Given given_history(Events events) { return {std::move(events), ActorKind::import}; }

}  // namespace rolecall::testing_support
