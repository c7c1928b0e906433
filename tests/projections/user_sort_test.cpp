#include "projections/users/user_sort.hpp"

#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Names = std::vector<std::string>;

class UserSortTest : public WrittenDirectory {
 protected:
  // All pages of two, as usernames.
  Names list(std::string_view sort, const UserFilter& filter = {}) {
    const auto order = parse_user_sort(sort);
    EXPECT_TRUE(order) << sort;
    Names names;
    std::optional<Cursor> after;
    do {
      const auto page = list_users_sorted(View(model(), head()), filter, *order, 2, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      for (const UserNo user : page->users) names.push_back(username(user, head()));
      after = page->next;
    } while (after);
    return names;
  }
  void add(std::string username, std::string email, std::string display, Role role) {
    Profile profile;
    profile.username = std::move(username);
    profile.email = std::move(email);
    profile.display_name = std::move(display);
    users.push_back(written.add_user(std::move(profile), role));
  }

  std::vector<UserId> users;
};

TEST_F(UserSortTest, OrdersTextsWhateverTheCaseAndAbsentOnesLast) {
  add("d", "b@x.org", "Zoe", Role::viewer);
  add("c", "", "adam", Role::viewer);
  add("b", "A@x.org", "Bea", Role::viewer);
  add("a", "", "", Role::viewer);
  EXPECT_EQ(list("email"), (Names{"b", "d", "c", "a"}));
  EXPECT_EQ(list("-email"), (Names{"d", "b", "c", "a"}));
  EXPECT_EQ(list("display_name"), (Names{"c", "b", "d", "a"}));
  EXPECT_EQ(list("-username"), (Names{"d", "c", "b", "a"}));
}

TEST_F(UserSortTest, OrdersRolesByRankAndEqualOnesAsTheyWereCreated) {
  add("a", "", "", Role::ops);
  add("b", "", "", Role::viewer);
  add("c", "", "", Role::ops);
  add("d", "", "", Role::admin);
  EXPECT_EQ(list("role"), (Names{"b", "d", "a", "c"}));
  EXPECT_EQ(list("-role"), (Names{"a", "c", "d", "b"}));
}

TEST_F(UserSortTest, OrdersByWhenSomethingHappened) {
  for (const auto* const name : {"a", "b", "c"}) add(name, "", "", Role::viewer);
  written.assign(users[0], Role::viewer, Role::admin);
  written.rename(users[1], "b", "bb");
  written.add(UserDeactivated{users[2]});
  written.add(UserReactivated{users[0]});
  EXPECT_EQ(list("updated_at"), (Names{"bb", "c", "a"}));
  EXPECT_EQ(list("-profile_updated_at"), (Names{"bb", "c", "a"}));
  EXPECT_EQ(list("role_changed_at"), (Names{"a", "bb", "c"}));
  EXPECT_EQ(list("-created_at"), (Names{"c", "bb", "a"}));
  EXPECT_EQ(list("status"), (Names{"a", "bb", "c"}));
}

TEST_F(UserSortTest, OrdersByWhenARoleEnds) {
  for (const auto* const name : {"a", "b", "c"}) add(name, "", "", Role::viewer);
  const auto until = [&](const UserId& user, std::int64_t us) {
    written.add(RoleAssigned{user,
                             {Role::viewer, Channel::native, {}},
                             {Role::admin, Channel::native, {}},
                             Timestamp{us}});
  };
  until(users[2], 100);
  until(users[0], 200);
  EXPECT_EQ(list("role_valid_until"), (Names{"c", "a", "b"}));
}

TEST_F(UserSortTest, OrdersWhatAFilterLeaves) {
  for (const auto* const name : {"anna", "bob", "andi"}) add(name, "", "", Role::viewer);
  add("anton", "", "", Role::admin);
  UserFilter filter;
  filter.prefix = "an";
  EXPECT_EQ(list("created_at", filter), (Names{"anna", "andi", "anton"}));
  EXPECT_EQ(list("-created_at", filter), (Names{"anton", "andi", "anna"}));
  filter.roles = set_of(Role::viewer);
  EXPECT_EQ(list("-username", filter), (Names{"anna", "andi"}));
}

TEST_F(UserSortTest, RefusesCursorsOfElsewhere) {
  for (const auto* const name : {"a", "b", "c"}) add(name, "", "", Role::viewer);
  const UserSort sort = *parse_user_sort("email");
  for (const Cursor& wrong : {Cursor{Position{2}, 1, 0, 0}, Cursor{head(), 3, 0, 0}}) {
    EXPECT_FALSE(list_users_sorted(View(model(), head()), {}, sort, 2, wrong).has_value());
  }
}

TEST(UserSortText, KnowsTheMembersOfAUser) {
  EXPECT_EQ(parse_user_sort("last_active_on")->by, UserMember::last_active_on);
  EXPECT_TRUE(parse_user_sort("-role")->descending);
  for (const auto* const wrong : {"", "-", "--role", "attributes", "Role", "role "}) {
    EXPECT_FALSE(parse_user_sort(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace rolecall::test
