// How a spec is run; apart from its words, so that not every file of specs compiles it.
#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

std::string describe(const Event& event) {
  std::string text = "\n  " + std::string(name_of(type_of(event)));
  if (const UserId user = user_of(event); !user.is_nil()) text += " user " + user.text().substr(32);
  if (const GroupId id = group_of(event); !id.is_nil()) text += " group " + id.text().substr(32);
  if (const auto* e = std::get_if<RoleAssigned>(&event)) {
    for (const RoleGrant& role : {e->from, e->to}) {
      text += ' ' + std::string(name_of(role.role)) + '/' + std::string(name_of(role.given_in)) +
              '/' + role.native_word;
    }
  }
  return text;
}

std::string describe(const Events& events) {
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

}  // namespace

Decision When::then(const Events& expected, const Where& where) const {
  Decision last;
  on_every_past(where, [&](const Result<Decision>& decided, DirectoryWithPast& directory) {
    if (!decided) {
      ADD_FAILURE() << "refused: " << name_of(decided.error().code) << ' ' << decided.error().field
                    << ' ' << decided.error().detail;
      return;
    }
    EXPECT_TRUE(decided->events == expected)
        << "decided:" << describe(decided->events) << "\nexpected:" << describe(expected);
    for (const Event& event : decided->events) {
      directory.add(event, decided->actor, context_.time);
    }
    directory.store();
    last = *decided;
  });
  return last;
}

void When::then_refused(Errc code, std::string_view field, const Where& where) const {
  on_every_past(where, [&](const Result<Decision>& decided, DirectoryWithPast&) {
    if (decided) {
      ADD_FAILURE() << "not refused but decided:" << describe(decided->events);
      return;
    }
    EXPECT_EQ(name_of(decided.error().code), name_of(code)) << decided.error().detail;
    EXPECT_EQ(decided.error().field, field) << decided.error().detail;
    EXPECT_FALSE(decided.error().detail.empty());
    expect_no_text_in(decided.error());
  });
}

void When::on_every_past(const Where& where, const Check& check) const {
  for (std::size_t stored = 0; stored <= given_.size(); ++stored) {
    const std::string how = std::to_string(stored) + " of " + std::to_string(given_.size()) +
                            " given events are stored, the others pending";
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), how);
    DirectoryWithPast directory(given_, stored);
    check(decide(directory.overlay(), context_, command_), directory);
  }
}

void When::expect_no_text_in(const Error& error) const {
  Texts texts;
  for (const Happened& one : given_) {
    std::visit([&](const auto& e) { texts.take_from(e); }, one.event);
  }
  std::visit([&](const auto& c) { texts.take_from(c); }, command_);
  texts.take(context_.reason);
  texts.take(context_.imported_actor.value_or(""));
  texts.expect_none_in(error);
}

}  // namespace rolecall::test
