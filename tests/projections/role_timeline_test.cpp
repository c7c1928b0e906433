// The roles one user has had, and the roles that run out.
#include "projections/users/role_timeline.hpp"

#include "projections/users/bound_role_query.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

RoleGrant native(Role role) { return {role, Channel::native, {}}; }

class RoleTimelineTest : public WrittenDirectory {
 protected:
  struct Span {
    Role role;
    std::uint64_t since;
    std::uint64_t until;  // 0: still
    std::int64_t valid_until_us;
    bool operator==(const Span&) const = default;
  };
  // All pages of `limit`.
  std::vector<Span> timeline(const UserId& user, Position at, std::size_t limit = 2) {
    std::vector<Span> spans;
    std::optional<Cursor> after;
    do {
      const auto page = role_timeline(View(model(), at), user, limit, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      for (const RoleSpan& span : page->spans) {
        spans.push_back({span.role, number(span.since), span.until ? number(*span.until) : 0,
                         span.valid_until ? span.valid_until->us : 0});
      }
      after = page->next;
    } while (after);
    return spans;
  }
  void assign(const UserId& user, Role from, Role to, std::int64_t valid_until_us = 0) {
    written.add(RoleAssigned{
        user, native(from), native(to),
        valid_until_us == 0 ? std::nullopt : std::optional(Timestamp{valid_until_us})});
  }
  std::vector<std::string> expiring(std::optional<Timestamp> before, Position at) {
    std::vector<std::string> names;
    std::optional<Cursor> after;
    do {
      const auto page = list_expiring_roles(View(model(), at), before, 1, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      for (const UserNo user : page->users) names.push_back(username(user, at));
      after = page->next;
    } while (after);
    return names;
  }
};

TEST_F(RoleTimelineTest, HasOneSpanForEachRoleAndGrant) {
  const UserId ann = written.add_user("ann");                                            // 1
  written.rename(ann, "ann", "Ann");                                                     // 2
  assign(ann, Role::viewer, Role::admin);                                                // 3
  written.add(UserDeactivated{ann});                                                     // 4
  assign(ann, Role::admin, Role::admin, 500);                                            // 5
  assign(ann, Role::admin, Role::admin, 600);                                            // 6
  written.add(RoleExpired{ann, native(Role::admin), native(Role::admin), Position{6}});  // 7
  const std::vector<Span> all{{Role::admin, 7, 0, 0},
                              {Role::admin, 6, 7, 600},
                              {Role::admin, 5, 6, 500},
                              {Role::admin, 3, 5, 0},
                              {Role::viewer, 1, 3, 0}};
  for (const std::size_t limit : {1U, 2U, 4U, 5U, 9U}) {
    EXPECT_EQ(timeline(ann, Position{7}, limit), all) << limit;
  }
  EXPECT_EQ(timeline(ann, Position{4}),
            (std::vector<Span>{{Role::admin, 3, 0, 0}, {Role::viewer, 1, 3, 0}}));
}

TEST_F(RoleTimelineTest, EndsWhereTheUserIsRemovedAndGoesOnWhereRestored) {
  const UserId ann = written.add_user("ann");  // 1
  assign(ann, Role::viewer, Role::admin);      // 2
  written.add(UserRemoved{ann});               // 3
  written.add(UserRestored{ann});              // 4
  written.add(UserDeactivated{ann});           // 5
  assign(ann, Role::admin, Role::analyst);     // 6
  written.add(UserRemoved{ann});               // 7
  const std::vector<Span> all{{Role::analyst, 6, 7, 0},
                              {Role::admin, 4, 6, 0},
                              {Role::admin, 2, 3, 0},
                              {Role::viewer, 1, 2, 0}};
  for (const std::size_t limit : {1U, 2U, 3U, 9U}) {
    EXPECT_EQ(timeline(ann, Position{7}, limit), all) << limit;
  }
  EXPECT_EQ(timeline(ann, Position{3}),
            (std::vector<Span>{{Role::admin, 2, 3, 0}, {Role::viewer, 1, 2, 0}}));
}

TEST_F(RoleTimelineTest, RefusesCursorsOfElsewhere) {
  const UserId ann = written.add_user("ann");
  assign(ann, Role::viewer, Role::admin);
  for (const Cursor& wrong : {Cursor{head(), 0, 0, 0}, Cursor{head(), 1, 0, 0},
                              Cursor{head(), 9, 0, 0}, Cursor{Position{1}, 2, 0, 0}}) {
    EXPECT_FALSE(role_timeline(View(model(), head()), ann, 1, wrong).has_value()) << wrong.last;
  }
}

TEST_F(RoleTimelineTest, ExpiringRolesComeSoonestFirst) {
  const UserId ann = written.add_user("ann");   // 1
  const UserId bob = written.add_user("bob");   // 2
  const UserId cid = written.add_user("cid");   // 3
  assign(ann, Role::viewer, Role::admin, 300);  // 4
  assign(bob, Role::viewer, Role::admin, 200);  // 5
  assign(cid, Role::viewer, Role::admin, 100);  // 6
  assign(ann, Role::admin, Role::admin, 150);   // 7
  written.add(UserRemoved{cid});                // 8
  assign(bob, Role::admin, Role::viewer);       // 9
  EXPECT_EQ(expiring({}, Position{6}), (std::vector<std::string>{"cid", "bob", "ann"}));
  EXPECT_EQ(expiring({}, Position{7}), (std::vector<std::string>{"cid", "ann", "bob"}));
  EXPECT_EQ(expiring(Timestamp{200}, Position{7}), (std::vector<std::string>{"cid", "ann"}));
  EXPECT_EQ(expiring({}, Position{8}), (std::vector<std::string>{"ann", "bob"}));
  EXPECT_EQ(expiring({}, Position{9}), (std::vector<std::string>{"ann"}));
}

}  // namespace
}  // namespace rolecall::test
