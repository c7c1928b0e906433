#include <set>

#include "projections/users/user_sort.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Names = std::vector<std::string>;

class NumberedPages : public WrittenDirectory {
 protected:
  void add(std::string username, std::string first, std::string last) {
    Profile profile;
    profile.username = std::move(username);
    profile.first_name = std::move(first);
    profile.last_name = std::move(last);
    users.push_back(written.add_user(std::move(profile), Role::viewer));
  }
  NumberedPage page(const NumberedQuery& query) {
    return list_numbered(View(model(), head()), query).value();
  }
  Names names(const NumberedPage& of) {
    Names found;
    for (const UserNo user : of.users) found.push_back(username(user, head()));
    return found;
  }
  // Every page of every size shows its part of the same list, and the same total.
  void expect_pages_of(NumberedQuery query, const Names& whole) {
    for (std::size_t size = 1; size <= whole.size() + 1; ++size) {
      Names walked;
      query.limit = size;
      for (query.offset = 0; query.offset <= whole.size(); query.offset += size) {
        const NumberedPage found = page(query);
        EXPECT_EQ(found.total, whole.size());
        EXPECT_LE(found.users.size(), size);
        for (const std::string& name : names(found)) walked.push_back(name);
      }
      EXPECT_EQ(walked, whole) << "pages of " << size;
    }
    query.offset = 0;
    query.limit = 0;
    EXPECT_TRUE(page(query).users.empty());
    EXPECT_EQ(page(query).total, whole.size());
  }

  std::vector<UserId> users;
};

constexpr UserSort by(UserMember member, bool descending = false) { return {member, descending}; }

TEST_F(NumberedPages, GoByTheSecondMemberWhereTheFirstIsEqual) {
  add("d", "Jo", "Doe");
  add("c", "Jo", "Abe");
  add("b", "", "Abe");
  add("a", "al", "Zed");
  add("e", "Jo", "abe");
  NumberedQuery query;
  query.order = {by(UserMember::first_name), by(UserMember::last_name), by(UserMember::username)};
  expect_pages_of(query, {"a", "c", "e", "d", "b"});
  query.order = {by(UserMember::first_name), by(UserMember::last_name, true),
                 by(UserMember::username, true)};
  expect_pages_of(query, {"a", "d", "e", "c", "b"});
}

TEST_F(NumberedPages, AreTheSameWithAnIndexAndWithout) {
  for (const auto* const name : {"d", "b", "e", "a", "c"}) add(name, "", "");
  written.add(UserDeactivated{users[1]});
  NumberedQuery query;
  for (const bool looks_at_all : {false, true}) {
    query.accept = {};
    if (looks_at_all) query.accept = [](UserNo, const UserVersion&) { return true; };
    query.filter.statuses = present_statuses;
    query.order = {by(UserMember::created_at, true)};
    expect_pages_of(query, {"c", "a", "e", "b", "d"});
    query.order = {by(UserMember::username)};
    expect_pages_of(query, {"a", "b", "c", "d", "e"});
    query.filter.statuses = set_of(Status::active);
    expect_pages_of(query, {"a", "c", "d", "e"});
    query.order = {by(UserMember::created_at)};
    expect_pages_of(query, {"d", "e", "a", "c"});
    query.order = {by(UserMember::shown_names)};
    expect_pages_of(query, {"a", "c", "d", "e"});
  }
}

TEST_F(NumberedPages, GoByTheNamesThatAreShownAndAbsentOnesComeFirst) {
  add("d", "Jo", "Doe");
  add("c", "Jo", "Abe");
  add("b", "", "Abe");
  add("a", "al", "Zed");
  add("f", "", "");
  add("e", "Jo", "abe");
  Profile alice;
  alice.username = "g";
  alice.display_name = "Alice Bo";
  written.add_user(std::move(alice), Role::viewer);
  NumberedQuery query;
  for (const bool looks_at_all : {false, true}) {
    query.accept = {};
    if (looks_at_all) query.accept = [](UserNo, const UserVersion&) { return true; };
    query.order = {by(UserMember::shown_names)};
    expect_pages_of(query, {"f", "b", "a", "g", "c", "e", "d"});
    query.order = {by(UserMember::shown_names, true)};
    expect_pages_of(query, {"d", "e", "c", "g", "a", "b", "f"});
    query.order = {by(UserMember::shown_last_name), by(UserMember::username)};
    expect_pages_of(query, {"f", "b", "c", "e", "g", "d", "a"});
    query.order = {by(UserMember::shown_last_name, true), by(UserMember::username, true)};
    expect_pages_of(query, {"a", "d", "g", "e", "c", "b", "f"});
  }
}

TEST_F(NumberedPages, HaveOnlyWhomTheQueryAccepts) {
  for (const auto* const name : {"d", "b", "e", "a", "c"}) add(name, "", "");
  NumberedQuery query;
  query.order = {by(UserMember::username)};
  query.accept = [&](UserNo user, const UserVersion&) {
    return std::set<std::string>{"a", "e"}.contains(username(user, head()));
  };
  expect_pages_of(query, {"a", "e"});
}

TEST_F(NumberedPages, OfAPrefixComeInTheOrderOfTheNames) {
  add("x", "Marta", "");
  add("mark", "", "");
  add("y", "", "Maas");
  NumberedQuery query;
  query.filter.prefix = "ma";
  expect_pages_of(query, {"y", "mark", "x"});
}

}  // namespace
}  // namespace rolecall::test
