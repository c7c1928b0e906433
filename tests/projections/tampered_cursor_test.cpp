// Cursors come back from outside: whatever their numbers say, a list answers with what belongs
// there, or refuses the cursor. Run under the address sanitizer.
#include <random>

#include "projections/groups/group_query.hpp"
#include "projections/users/user_query.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

class TamperedCursor : public WrittenDirectory {
 protected:
  void SetUp() override {
    std::vector<GroupId> groups;
    for (int i = 0; i < 12; ++i) groups.push_back(written.add_group("g" + std::to_string(i)));
    std::vector<UserId> users;
    for (std::size_t i = 0; i < 60; ++i) {
      const std::string name = "u" + std::to_string(i);
      users.push_back(written.add_user(name, i % 3 == 0 ? "Ulf" : "", i % 2 == 0 ? "Ünal" : ""));
      if (i % 5 == 0) written.rename(users[i], name, "v" + std::to_string(i));
      if (i % 7 == 0) written.add(UserRemoved{users[i]});
      for (std::size_t g = 0; g < i % 4; ++g) written.add(MemberAdded{groups[g], users[i]});
    }
    written.add(UserRemoved{users[1]});
    written.add(UserErased{users[1]});
    written.add(GroupRenamed{groups[3], "g3", "h3"});
    written.add(GroupDeleted{groups[4]});
  }

  // Small numbers often, so that most of them are of something; at a position of the log.
  Cursor random_cursor(Position at) {
    const auto any = [&]() -> std::uint64_t {
      switch (random_() % 4) {
        case 0:
          return random_() % 8;
        case 1:
          return random_() % 4096;
        case 2:
          return UINT32_MAX - random_() % 3;
        default:
          return random_();
      }
    };
    return {at, any(), static_cast<std::uint32_t>(any()), static_cast<std::uint8_t>(any() % 5)};
  }
  // One that a list gave, with one of its numbers changed.
  Cursor changed(Cursor cursor) {
    const Cursor other = random_cursor(cursor.position);
    switch (random_() % 3) {
      case 0:
        cursor.last = other.last;
        break;
      case 1:
        cursor.profile = other.profile;
        break;
      default:
        cursor.field = other.field;
    }
    return cursor;
  }

  // `list(at, after)` is asked with many cursors; `belongs(element, at)` tells what it may show.
  template <class List, class Elements, class Belongs>
  void try_all(List list, Elements elements_of, Belongs belongs) {
    const std::uint64_t last = number(head());
    int answered = 0;
    for (int i = 0; i < 3000; ++i) {
      const Position at{random_() % 3 == 0 ? random_() % (last + 1) : last};
      Cursor cursor = random_cursor(at);
      if (const auto page = list(at, std::nullopt); i % 2 == 0 && page && page->next) {
        cursor = changed(*page->next);
      }
      const auto page = list(at, std::optional(cursor));
      if (!page) {
        ASSERT_EQ(page.error().code, Errc::invalid_argument) << to_text(cursor);
        ASSERT_EQ(page.error().field, "cursor") << to_text(cursor);
        continue;
      }
      ++answered;
      for (const auto& element : elements_of(*page)) {
        ASSERT_TRUE(belongs(element, at)) << to_text(cursor);
      }
    }
    EXPECT_GT(answered, 0);
  }

  std::mt19937_64 random_{7};
};

TEST_F(TamperedCursor, OfUsersIsRefusedOrShowsWhoBelongsThere) {
  std::vector<UserFilter> filters(4);
  filters[1].prefix = "u";
  filters[2].group = GroupName{"g1"};
  filters[3].username = "u3";
  for (const UserFilter& filter : filters) {
    for (const UserOrder order :
         {UserOrder::created, UserOrder::created_descending, UserOrder::username,
          UserOrder::shown_names, UserOrder::shown_names_descending}) {
      // Before its creation the group is not found.
      const auto list = [&](Position at, const std::optional<Cursor>& after) -> Result<UserPage> {
        if (filter.group && at < Position{12}) return UserPage{};
        return list_users(View(model(), at), filter, order, 2, after);
      };
      const auto belongs = [&](UserNo user, Position at) {
        if (user >= UserNo{model().state().users().count_at(at)}) return false;
        const auto everyone = list_users(View(model(), at), filter, order, 1000, {});
        return std::find(everyone->users.begin(), everyone->users.end(), user) !=
               everyone->users.end();
      };
      try_all(
          list, [](const UserPage& page) { return page.users; }, belongs);
    }
  }
}

TEST_F(TamperedCursor, OfGroupsIsRefusedOrShowsWhatBelongsThere) {
  for (const bool of_member : {false, true}) {
    GroupFilter filter;
    if (of_member) filter.member = Username{"u3"};
    const auto list = [&](Position at, const std::optional<Cursor>& after) -> Result<GroupPage> {
      const auto page = list_groups(View(model(), at), filter, 2, after);
      if (!page && page.error().field == "user") return GroupPage{};  // not created yet
      return page;
    };
    const auto belongs = [&](GroupNo group, Position at) {
      const auto all = list_groups(View(model(), at), filter, 1000, {});
      return std::find(all->groups.begin(), all->groups.end(), group) != all->groups.end();
    };
    try_all(
        list, [](const GroupPage& page) { return page.groups; }, belongs);
  }
}

TEST_F(TamperedCursor, OfMembersIsRefusedOrShowsWhoBelongsThere) {
  const auto list = [&](Position at, const std::optional<Cursor>& after) {
    return list_members(View(model(), at), GroupNo{1}, 2, after);
  };
  const auto belongs = [&](const Membership& member, Position at) {
    return model().state().groups().membership(GroupNo{1}, member.user, at).has_value();
  };
  try_all(
      list, [](const MemberPage& page) { return page.members; }, belongs);
}

}  // namespace
}  // namespace rolecall::test
