// Names that are put in order later than they are applied: found then like all others.
#include <gtest/gtest.h>

#include "projections/users/user_query.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

class DeferredOrder : public testing::Test {
 protected:
  std::vector<std::string> found(const std::string& prefix) {
    UserFilter filter;
    filter.prefix = prefix;
    const View view(directory.model());
    const auto page = list_users(view, filter, UserOrder::created, 100, {});
    EXPECT_TRUE(page.has_value());
    std::vector<std::string> names;
    for (const UserNo user : page->users) {
      const auto version = view.state().users().at(user, view.at());
      names.emplace_back(view.state().profiles().view(version->profile).username);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  WrittenLog written;
  Directory directory{written.log, written.keys};
};

TEST_F(DeferredOrder, ComesForAllOfThemAtOnce) {
  const UserId ann = written.add_user("ann", "Ann", "Lee");
  written.add_user("bob");
  ASSERT_TRUE(directory.replay().has_value());
  directory.model().defer_order();
  written.add_user("anders");
  written.add_user("zoe", "Anja");
  written.rename(ann, "ann", "nan");
  ASSERT_TRUE(directory.catch_up().has_value());
  EXPECT_EQ(directory.model().state().find_username("anders", directory.model().head()),
            std::optional(UserNo{2}));  // found by name all the same
  directory.model().order_names();
  EXPECT_EQ(found("an"), (std::vector<std::string>{"anders", "nan", "zoe"}));
  EXPECT_EQ(found("na"), std::vector<std::string>{"nan"});

  written.add_user("anton");
  ASSERT_TRUE(directory.catch_up().has_value());
  EXPECT_EQ(found("an"), (std::vector<std::string>{"anders", "anton", "nan", "zoe"}));
}

}  // namespace
}  // namespace rolecall::test
