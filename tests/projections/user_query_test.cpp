// Lists, searches and counts of users, at any position. That they agree with a naive model in
// random histories is tests/property; here is what is meant, case by case.
#include "projections/users/user_query.hpp"

#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Names = std::vector<std::string>;

class UserQuery : public WrittenDirectory {
 protected:
  // All pages of two, as usernames at that position.
  Names list(const UserFilter& filter, UserOrder order = UserOrder::created) {
    return list(filter, order, head());
  }
  Names list(const UserFilter& filter, UserOrder order, Position at) {
    Names names;
    std::optional<Cursor> after;
    do {
      const auto page = list_users(View(model(), at), filter, order, 2, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      if (page->next) {
        EXPECT_EQ(page->users.size(), 2u);
      }
      for (const UserNo user : page->users) names.push_back(username(user, at));
      after = page->next;
    } while (after);
    const auto counts = count_users(View(model(), at), filter);
    EXPECT_EQ(sum(*counts, classes_of(all_roles, all_statuses)), names.size());
    return names;
  }
  static UserFilter prefix(std::string text, StatusSet statuses = present_statuses) {
    UserFilter filter;
    filter.prefix = std::move(text);
    filter.statuses = statuses;
    return filter;
  }
  static UserFilter named(std::string text, StatusSet statuses = present_statuses) {
    UserFilter filter;
    filter.username = std::move(text);
    filter.statuses = statuses;
    return filter;
  }
  static UserFilter addressed(std::string text, StatusSet statuses = present_statuses) {
    UserFilter filter;
    filter.email = std::move(text);
    filter.statuses = statuses;
    return filter;
  }
  static UserFilter in_group(GroupRef group) {
    UserFilter filter;
    filter.group = std::move(group);
    return filter;
  }
};

TEST_F(UserQuery, FindsNobodyInAnEmptyDirectory) {
  EXPECT_EQ(list({}), Names{});
  EXPECT_EQ(list({}, UserOrder::created_descending), Names{});
  EXPECT_EQ(list({}, UserOrder::username), Names{});
  EXPECT_EQ(list(prefix("a")), Names{});
  EXPECT_EQ(list(named("a")), Names{});
  EXPECT_EQ(list(addressed("a@b")), Names{});
}

TEST_F(UserQuery, ListsInTheOrderAskedFor) {
  for (const auto* const name : {"eve", "Bob", "änne", "ann", "Zoe"}) written.add_user(name);
  EXPECT_EQ(list({}), (Names{"eve", "Bob", "änne", "ann", "Zoe"}));
  EXPECT_EQ(list({}, UserOrder::created_descending), (Names{"Zoe", "ann", "änne", "Bob", "eve"}));
  EXPECT_EQ(list({}, UserOrder::username), (Names{"ann", "Bob", "eve", "Zoe", "änne"}));
}

Profile displayed(std::string username, std::string display_name, std::string first_name = {}) {
  Profile profile;
  profile.username = std::move(username);
  profile.display_name = std::move(display_name);
  profile.first_name = std::move(first_name);
  return profile;
}

TEST_F(UserQuery, ListsInTheOrderOfTheNamesThatAreShown) {
  written.add_user(displayed("d", "Ann Žo"));
  written.add_user(displayed("c", "Bea Abel", "Zoe"));
  written.add_user("b");
  written.add_user("a", "", "Abel");
  written.add_user("f", "ann", "abel");
  written.add_user("e", "ANN", "Abel");
  written.add_user("g", "Anna", "Abel");
  const Names order{"b", "a", "e", "f", "d", "g", "c"};
  EXPECT_EQ(list({}, UserOrder::shown_names), order);
  EXPECT_EQ(list({}, UserOrder::shown_names_descending), Names(order.rbegin(), order.rend()));
}

TEST_F(UserQuery, ListsByTheNamesOfThenThoughTheyWentBackAndForth) {
  const UserId ann = written.add_user("ann", "Ann");
  written.add_user("bob", "Bob");
  const Position first = written.log.last();
  const auto call = [&](std::string from, std::string to) {
    UserProfileChanged change{ann, {}, {}};
    change.from.first_name = std::move(from);
    change.to.first_name = std::move(to);
    written.add(std::move(change));
    return written.log.last();
  };
  const Position second = call("Ann", "Zoe");
  const Position third = call("Zoe", "Ann");
  for (const auto& [at, names] : {std::pair(first, Names{"ann", "bob"}),
                                  {second, Names{"bob", "ann"}},
                                  {third, Names{"ann", "bob"}}}) {
    EXPECT_EQ(list({}, UserOrder::shown_names, at), names) << number(at);
    EXPECT_EQ(list({}, UserOrder::shown_names_descending, at), Names(names.rbegin(), names.rend()));
  }
}

TEST_F(UserQuery, FindsTheNamesThatAreShown) {
  const UserId eve = written.add_user(displayed("eve", "Alice van Doe"));
  written.add_user(displayed("bob", "Alice", "Robert"));
  written.add_user(displayed("zed", "Älä Ünsal"));
  const Position before = written.log.last();
  UserProfileChanged change{eve, {}, {}};
  change.from.display_name = "Alice van Doe";
  change.to.display_name = "Eve Doe";
  written.add(std::move(change));
  const auto then = [&](std::string text) {
    return list(prefix(std::move(text)), UserOrder::created, before);
  };
  EXPECT_EQ(then("ali"), Names{"eve"});
  EXPECT_EQ(then("VAN D"), Names{"eve"});
  EXPECT_EQ(then("doe"), Names{});
  EXPECT_EQ(then("äl"), Names{"zed"});
  EXPECT_EQ(then("üNs"), Names{"zed"});
  EXPECT_EQ(list(prefix("ali")), Names{});
  EXPECT_EQ(list(prefix("doe")), Names{"eve"});
}

TEST_F(UserQuery, ShowsWhoWasThere) {
  const Position none = head();
  EXPECT_EQ(list({}, UserOrder::username, none), Names{});
}

TEST_F(UserQuery, EndsWhereTheLastPageIsFull) {
  for (const auto* const name : {"a", "b", "c", "d"}) written.add_user(name);
  for (const UserOrder order :
       {UserOrder::created, UserOrder::created_descending, UserOrder::username,
        UserOrder::shown_names, UserOrder::shown_names_descending}) {
    const auto first = list_users(View(model(), head()), {}, order, 2, {});
    ASSERT_TRUE(first->next.has_value());
    const auto second = list_users(View(model(), head()), {}, order, 2, first->next);
    EXPECT_EQ(second->users.size(), 2u);
    EXPECT_FALSE(second->next.has_value());
  }
}

TEST_F(UserQuery, ShowsAUserOnceAtTheSmallestNameWithThePrefix) {
  written.add_user("x1", "Anton", "Andres");      // at "andres"
  written.add_user("annette", "Anke", "Angler");  // at "angler"
  written.add_user("ANNA");                       // at "anna"
  written.add_user("x2", "Bo", "Anders");         // at "anders"
  written.add_user("x3", "Bo", "Bandit");
  EXPECT_EQ(list(prefix("an")), (Names{"x2", "x1", "annette", "ANNA"}));
  EXPECT_EQ(list(prefix("ANN")), (Names{"ANNA", "annette"}));
  EXPECT_EQ(list(prefix("x")), (Names{"x1", "x2", "x3"}));
  EXPECT_EQ(list(prefix("bandit")), Names{"x3"});
  EXPECT_EQ(list(prefix("banditt")), Names{});
}

TEST_F(UserQuery, ShowsAUserWhoseNamesAreAllTheSameOnce) {
  written.add_user("sam", "Sam", "SAM");
  written.add_user("Sam2", "Sam", "Sam");
  EXPECT_EQ(list(prefix("s")), (Names{"sam", "Sam2"}));
  EXPECT_EQ(list(prefix("sam")), (Names{"sam", "Sam2"}));
}

TEST_F(UserQuery, FoldsWhatIsLookedForLikeTheNames) {
  written.add_user("Straße", "ﬁnn", "\u212aelvin");
  EXPECT_EQ(list(prefix("STRASS")), Names{"Straße"});
  EXPECT_EQ(list(prefix("straß")), Names{"Straße"});
  EXPECT_EQ(list(prefix("FIN")), Names{"Straße"});
  EXPECT_EQ(list(prefix("kel")), Names{"Straße"});
  EXPECT_EQ(list(named("STRASSE")), Names{"Straße"});
}

TEST_F(UserQuery, FindsNamesAsTheyWereThoughTheyWentBackAndForth) {
  const UserId ann = written.add_user("ann");
  for (int i = 0; i < 3; ++i) {
    written.rename(ann, "ann", "bob");
    written.rename(ann, "bob", "ann");
  }
  const UserId other = written.add_user("bob");
  written.rename(ann, "ann", "Ann");
  for (std::uint64_t at = 1; at <= 7; ++at) {
    const bool is_ann = at % 2 == 1;
    const Position position{at};
    EXPECT_EQ(list(prefix("ann"), {}, position), is_ann ? Names{"ann"} : Names{}) << at;
    EXPECT_EQ(list(prefix("bob"), {}, position), is_ann ? Names{} : Names{"bob"}) << at;
    EXPECT_EQ(list(named("ANN"), {}, position), is_ann ? Names{"ann"} : Names{}) << at;
    EXPECT_EQ(list({}, UserOrder::username, position), Names{is_ann ? "ann" : "bob"}) << at;
  }
  EXPECT_EQ(list({}, UserOrder::username), (Names{"Ann", "bob"}));
  EXPECT_EQ(list(prefix("a")), Names{"Ann"});
  EXPECT_EQ(model().state().find_user(other, head()), UserNo{1});
}

TEST_F(UserQuery, FindsByExactNameWhomTheOtherConditionsMean) {
  Profile profile;
  profile.username = "ann";
  profile.email = "Ann@Example.org";
  written.add_user(profile, Role::admin, false);
  EXPECT_EQ(list(addressed("ann@example.ORG")), Names{"ann"});
  UserFilter both = named("ANN");
  both.email = "ann@example.org";
  EXPECT_EQ(list(both), Names{"ann"});
  both.email = "other@example.org";
  EXPECT_EQ(list(both), Names{});
  EXPECT_EQ(list(named("ann", set_of(Status::active))), Names{});
  EXPECT_EQ(list(named("ann", set_of(Status::deactivated))), Names{"ann"});
  UserFilter role = named("ann");
  role.roles = set_of(Role::admin);
  EXPECT_EQ(list(role), Names{"ann"});
  role.roles = set_of(Role::viewer);
  EXPECT_EQ(list(role), Names{});
  UserFilter with_prefix = named("ann");
  with_prefix.prefix = "an";
  EXPECT_EQ(list(with_prefix), Names{"ann"});
  with_prefix.prefix = "b";
  EXPECT_EQ(list(with_prefix), Names{});
}

TEST_F(UserQuery, ShowsTheRemovedOnlyToWhoAsksForThem) {
  constexpr StatusSet removed = set_of(Status::removed);
  Profile profile;
  profile.username = "ann";
  profile.email = "ann@x.org";
  const UserId first = written.add_user(profile);
  const Position before = written.log.last();
  written.add(UserRemoved{first});
  const UserId second = written.add_user(profile);
  written.add(UserRemoved{second});
  written.add_user(profile);

  for (const UserFilter& filter : {named("ann"), addressed("ann@x.org"), prefix("a")}) {
    UserFilter present = filter;
    EXPECT_EQ(list(present, {}, before), Names{"ann"});
    EXPECT_EQ(list(present, {}, next(before)), Names{});
    EXPECT_EQ(list(present), Names{"ann"});
    UserFilter gone = filter;
    gone.statuses = removed;
    EXPECT_EQ(list(gone, {}, before), Names{});
    EXPECT_EQ(list(gone, {}, next(before)), Names{"ann"});
    EXPECT_EQ(list(gone), (Names{"ann", "ann"}));
    UserFilter all = filter;
    all.statuses = all_statuses;
    EXPECT_EQ(list(all), (Names{"ann", "ann", "ann"}));
  }
  EXPECT_EQ(list({.statuses = removed}, UserOrder::username), (Names{"ann", "ann"}));
  const auto page = list_users(View(model(), head()), named("ann", removed), {}, 1, {});
  EXPECT_EQ(page->users, std::vector{UserNo{0}});
}

TEST_F(UserQuery, ShowsTheRestoredAsTheyWere) {
  const UserId ann = written.add_user("ann");
  written.add(UserDeactivated{ann});
  written.add(UserRemoved{ann});
  written.add(UserRestored{ann});
  EXPECT_EQ(list(named("ann", set_of(Status::deactivated))), Names{"ann"});
  EXPECT_EQ(list(named("ann"), {}, Position{3}), Names{});
}

TEST_F(UserQuery, KnowsNoGroupThatDoesNotLiveThen) {
  const GroupId blue = written.add_group("blue");
  written.add(GroupDeleted{blue});
  const auto refused = [&](const GroupRef& group, Position at) {
    const auto page = list_users(View(model(), at), in_group(group), {}, 5, {});
    const auto count = count_users(View(model(), at), in_group(group));
    return !page && page.error().code == Errc::not_found && page.error().field == "group" &&
           !count && count.error().code == Errc::not_found;
  };
  for (const GroupRef& group : {GroupRef(blue), GroupRef(GroupName{"BLUE"})}) {
    EXPECT_TRUE(refused(group, Position{0}));
    EXPECT_FALSE(refused(group, Position{1}));
    EXPECT_TRUE(refused(group, Position{2}));
  }
  EXPECT_TRUE(refused(GroupName{"green"}, Position{2}));
  EXPECT_TRUE(refused(GroupId(WrittenLog::id(2, 99)), Position{2}));
}

TEST_F(UserQuery, ListsTheMembersOfAGroupLatestFirstJoinedFirst) {
  const GroupId blue = written.add_group("blue");
  const UserId ann = written.add_user("ann");
  const UserId bob = written.add_user("bob");
  const UserId eve = written.add_user("eve");
  for (const UserId& user : {bob, ann, eve}) written.add(MemberAdded{blue, user});
  const Position joined = written.log.last();
  written.add(MemberRemoved{blue, bob});
  written.add(MemberAdded{blue, bob, MemberRole::owner});
  written.add(UserRemoved{eve});
  EXPECT_EQ(list(in_group(blue), {}, joined), (Names{"eve", "ann", "bob"}));
  EXPECT_EQ(list(in_group(blue), {}, next(joined)), (Names{"eve", "ann"}));
  EXPECT_EQ(list(in_group(blue)), (Names{"ann", "bob"}));
  UserFilter filter = in_group(blue);
  filter.prefix = "b";
  EXPECT_EQ(list(filter), Names{"bob"});
}

TEST_F(UserQuery, GoesOnWhereMoreIsPassedOverThanOneStepLooksAt) {
  for (int i = 0; i < 10'000; ++i) {
    Profile profile;
    profile.username = "user" + std::to_string(i);
    written.add_user(profile, i % 4999 == 0 ? Role::ops : Role::viewer);
  }
  UserFilter filter = prefix("u");
  filter.roles = set_of(Role::ops);
  EXPECT_EQ(list(filter), (Names{"user0", "user4999", "user9998"}));
  filter.prefix.clear();
  for (const UserOrder order : {UserOrder::username, UserOrder::shown_names}) {
    EXPECT_EQ(list(filter, order), (Names{"user0", "user4999", "user9998"}));
  }
  EXPECT_EQ(list(filter, UserOrder::shown_names_descending),
            (Names{"user9998", "user4999", "user0"}));
}

TEST_F(UserQuery, TheLastHolderOfANameIsWhoHasItElseWhoWasTheLastToGo) {
  const RoleGrant viewer{Role::viewer, Channel::native, {}},
      admin{Role::admin, viewer.given_in, {}};
  const UserId first = written.add_user("ann");                     // 1
  written.add(RoleAssigned{first, viewer, admin, Timestamp{500}});  // 2
  written.add(UserRemoved{first});                                  // 3
  const UserId second = written.add_user("ann");                    // 4
  written.add(UserRemoved{second});                                 // 5
  written.add(RoleExpired{first, admin, viewer, Position{2}});      // 6
  const auto last = [&](std::uint64_t at) {
    const auto user = model().state().last_holder(NameField::username, "ann", Position{at});
    return user ? model().state().users().id(*user) : UserId();
  };
  EXPECT_EQ(last(0), UserId());
  for (const std::uint64_t at : {1U, 2U, 3U}) EXPECT_EQ(last(at), first) << at;
  for (const std::uint64_t at : {4U, 5U, 6U}) EXPECT_EQ(last(at), second) << at;
}

TEST_F(UserQuery, RefusesACursorOfAnotherPosition) {
  for (const auto* const name : {"a", "b", "c"}) written.add_user(name);
  const auto page = list_users(View(model(), Position{2}), {}, {}, 1, {});
  ASSERT_TRUE(page->next.has_value());
  const auto refused = list_users(View(model(), Position{3}), {}, {}, 1, page->next);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().field, "cursor");
}

}  // namespace
}  // namespace rolecall::test
