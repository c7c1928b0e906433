#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

UserCreated with_email(const UserId& id, std::string username, std::string email) {
  UserCreated made = created(id, std::move(username));
  made.profile.email = std::move(email);
  return made;
}

CreateUser create_with_email(std::string username, std::string email) {
  CreateUser command{profile_of(std::move(username)), native(default_role), true};
  command.profile.email = std::move(email);
  return command;
}

Events shared_by_two() {
  Events events = a_team();
  events.emplace_back(EmailUniquenessChanged{false});
  events.emplace_back(with_email(user_id(50), "desk.one", "desk@acme.io"));
  events.emplace_back(with_email(user_id(51), "desk.two", "Desk@Acme.io"));
  return events;
}

TEST(SetEmailUniqueness, LetsUsersShareAnAddress) {
  given(a_team())
      .when(SetEmailUniqueness{false, {}})
      .by(olga)
      .then({EmailUniquenessChanged{false}});
  given(shared_by_two())
      .when(create_with_email("desk.three", "DESK@acme.io"))
      .then({with_email(fresh_user, "desk.three", "DESK@acme.io")});
}

TEST(SetEmailUniqueness, IsForTheTopRankOnly) {
  given(a_team()).when(SetEmailUniqueness{false, {}}).by(ada).then_forbidden();
}

TEST(SetEmailUniqueness, OfWhatIsSoAlreadyIsNoChange) {
  given(a_team()).when(SetEmailUniqueness{true, {}}).then_nothing();
  given({EmailUniquenessChanged{false}}).when(SetEmailUniqueness{false, {}}).then_nothing();
}

TEST(SetEmailUniqueness, MovesTheDirectorysOwnRevision) {
  given(a_team())
      .when(SetEmailUniqueness{false, Revision{0}})
      .then({EmailUniquenessChanged{false}});
  given(shared_by_two())
      .when(SetEmailUniqueness{true, Revision{0}})
      .then_refused(Errc::precondition_failed, "");
  given(shared_by_two())
      .when(SetEmailUniqueness{true, Revision{1}})
      .then({EmailUniquenessChanged{true}});
}

TEST(SetEmailUniqueness, LeavesThoseWhoShareAnAddressWhatTheyHave) {
  Events unique_again = shared_by_two();
  unique_again.emplace_back(EmailUniquenessChanged{true});
  given(unique_again)
      .when(create_with_email("desk.three", "desk@acme.io"))
      .then_refused(Errc::already_exists, "email");
  ProfilePatch named;
  named.display_name = "Front desk";
  ProfilePatch unnamed;
  unnamed.display_name = "";
  given(unique_again)
      .when(ChangeProfile{user_id(50), named, {}})
      .then({UserProfileChanged{user_id(50), unnamed, named}});
}

TEST(SetEmailUniqueness, FreesASharedAddressWhenTheLastOneHasLeftIt) {
  ProfilePatch from;
  from.email = "desk@acme.io";
  ProfilePatch to;
  to.email = "one@acme.io";
  Events one_left = shared_by_two();
  one_left.emplace_back(EmailUniquenessChanged{true});
  one_left.emplace_back(UserProfileChanged{user_id(50), from, to});
  given(one_left)
      .when(create_with_email("desk.three", "desk@acme.io"))
      .then_refused(Errc::already_exists, "email");
  Events none_left = one_left;
  none_left.emplace_back(UserRemoved{user_id(51)});
  given(none_left)
      .when(create_with_email("desk.three", "desk@acme.io"))
      .then({with_email(fresh_user, "desk.three", "desk@acme.io")});
}

TEST(SetEmailUniqueness, LetsASharedAddressBeInvited) {
  const RoleGrant role = native(Role::viewer);
  const InviteUser invite{"desk@acme.io", {role}, after_seconds(7200)};
  given(shared_by_two())
      .when(invite)
      .then({UserInvited{fresh_user, invite.email, role, invite.expires_at}});
}

}  // namespace
}  // namespace rolecall::test
