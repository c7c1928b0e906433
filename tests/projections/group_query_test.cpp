#include "projections/groups/group_query.hpp"

#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Names = std::vector<std::string>;

class GroupQuery : public WrittenDirectory {
 protected:
  // All pages of two, as the names the groups have then.
  Names list(const GroupFilter& filter, Position at) {
    Names names;
    std::optional<Cursor> after;
    do {
      const auto page = list_groups(View(model(), at), filter, 2, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      const Groups& groups = model().state().groups();
      for (const GroupNo group : page->groups) {
        names.emplace_back(groups.name_text(groups.at(group, at)->name));
      }
      after = page->next;
    } while (after);
    return names;
  }
  Names list(const GroupFilter& filter = {}) { return list(filter, head()); }
  static GroupFilter prefix(std::string text) { return {std::move(text), {}}; }
  static GroupFilter of(UserRef user) { return {{}, std::move(user)}; }

  std::vector<std::string> members(GroupNo group, Position at) {
    std::vector<std::string> names;
    std::optional<Cursor> after;
    do {
      const auto page = list_members(View(model(), at), group, 1, after);
      for (const Membership& one : page->members) {
        names.push_back(username(one.user, at) + "/" + std::string(name_of(one.role)));
      }
      after = page->next;
    } while (after);
    return names;
  }
};

TEST_F(GroupQuery, ListsByNameWhateverTheCase) {
  for (const auto* const name : {"green", "Blue", "amber", "Ärger", "blau"}) {
    written.add_group(name);
  }
  EXPECT_EQ(list(), (Names{"amber", "blau", "Blue", "green", "Ärger"}));
  EXPECT_EQ(list(prefix("BL")), (Names{"blau", "Blue"}));
  EXPECT_EQ(list(prefix("ä")), Names{"Ärger"});
  EXPECT_EQ(list(prefix("blueish")), Names{});
  EXPECT_EQ(list({}, Position{2}), (Names{"Blue", "green"}));
}

TEST_F(GroupQuery, ShowsAGroupOnceUnderTheNameItHasThen) {
  const GroupId group = written.add_group("blue");
  written.add(GroupRenamed{group, "blue", "red"});
  written.add(GroupRenamed{group, "red", "blue"});
  written.add(GroupRenamed{group, "blue", "BLUE"});
  for (std::uint64_t at = 1; at <= 4; ++at) {
    const auto expected = std::vector<Names>{{"blue"}, {"red"}, {"blue"}, {"BLUE"}}[at - 1];
    EXPECT_EQ(list({}, Position{at}), expected);
    EXPECT_EQ(list(prefix("b"), Position{at}), at == 2 ? Names{} : expected);
  }
}

TEST_F(GroupQuery, FreesTheNameOfADeletedGroup) {
  const GroupId first = written.add_group("blue");
  const Position before = written.log.last();
  written.add(GroupDeleted{first});
  const GroupId second = written.add_group("Blue");
  const auto find = [&](const GroupRef& ref, Position at) {
    return find_living_group(View(model(), at), ref);
  };
  EXPECT_EQ(find(GroupName{"BLUE"}, before), GroupNo{0});
  EXPECT_EQ(find(GroupName{"BLUE"}, next(before)), std::nullopt);
  EXPECT_EQ(find(GroupName{"BLUE"}, head()), GroupNo{1});
  EXPECT_EQ(find(first, head()), std::nullopt);
  EXPECT_EQ(find(first, before), GroupNo{0});
  EXPECT_EQ(find(second, before), std::nullopt);
  EXPECT_EQ(list(), Names{"Blue"});
}

TEST_F(GroupQuery, ListsTheGroupsOfAMemberLatestFirstJoinedFirst) {
  const UserId ann = written.add_user("ann");
  const GroupId a = written.add_group("a");
  const GroupId b = written.add_group("b");
  const GroupId c = written.add_group("c");
  for (const GroupId& group : {b, a, c}) written.add(MemberAdded{group, ann});
  const Position joined = written.log.last();
  written.add(MemberRemoved{b, ann});
  written.add(GroupDeleted{c});
  const Position left = written.log.last();
  written.add(MemberAdded{b, ann, MemberRole::owner});
  EXPECT_EQ(list(of(ann), joined), (Names{"c", "a", "b"}));
  EXPECT_EQ(list(of(Username{"Ann"}), left), Names{"a"});
  EXPECT_EQ(list(of(ann)), (Names{"a", "b"}));
  GroupFilter both = of(ann);
  both.prefix = "B";
  EXPECT_EQ(list(both), Names{"b"});
}

TEST_F(GroupQuery, KnowsNoMemberWhoIsNotPresentThen) {
  const UserId ann = written.add_user("ann");
  written.add(UserRemoved{ann});
  const auto refused = [&](const UserRef& user, Position at) {
    const auto page = list_groups(View(model(), at), of(user), 5, {});
    return !page && page.error().code == Errc::not_found && page.error().field == "user";
  };
  EXPECT_TRUE(refused(ann, Position{0}));
  EXPECT_FALSE(refused(ann, Position{1}));
  EXPECT_TRUE(refused(ann, Position{2}));
  EXPECT_TRUE(refused(Username{"ann"}, Position{2}));
  EXPECT_TRUE(refused(Username{"bob"}, Position{2}));
}

TEST_F(GroupQuery, ListsMembersWithTheRolesTheyHadThen) {
  const GroupId blue = written.add_group("blue");
  const UserId ann = written.add_user("ann");
  const UserId bob = written.add_user("bob");
  written.add(MemberAdded{blue, ann, MemberRole::owner});
  written.add(MemberAdded{blue, bob, MemberRole::user});
  const Position joined = written.log.last();
  written.add(MemberRoleChanged{blue, bob, MemberRole::user, MemberRole::owner});
  written.add(MemberRemoved{blue, ann, MemberRole::owner});
  EXPECT_EQ(members(GroupNo{0}, joined), (Names{"bob/user", "ann/owner"}));
  EXPECT_EQ(members(GroupNo{0}, next(joined)), (Names{"bob/owner", "ann/owner"}));
  EXPECT_EQ(members(GroupNo{0}, head()), Names{"bob/owner"});
  const auto page = list_members(View(model(), head()), GroupNo{0}, 5, {});
  EXPECT_EQ(page->members.at(0).since, next(joined));
}

TEST_F(GroupQuery, HidesMembersWhoAreNotPresentUsersThen) {
  const GroupId blue = written.add_group("blue");
  const UserId ann = written.add_user("ann");
  written.add(MemberAdded{blue, ann});
  written.add(UserDeactivated{ann});
  const Position deactivated = written.log.last();
  written.add(UserRemoved{ann});
  const Position removed = written.log.last();
  written.add(UserRestored{ann});
  const auto is_member = [&](Position at) {
    return find_membership(View(model(), at), GroupNo{0}, ann).has_value();
  };
  EXPECT_EQ(members(GroupNo{0}, deactivated), Names{"ann/user"});
  EXPECT_EQ(members(GroupNo{0}, removed), Names{});
  EXPECT_EQ(members(GroupNo{0}, head()), Names{"ann/user"});
  EXPECT_TRUE(is_member(deactivated));
  EXPECT_FALSE(is_member(removed));
  EXPECT_TRUE(is_member(head()));
}

}  // namespace
}  // namespace rolecall::test
