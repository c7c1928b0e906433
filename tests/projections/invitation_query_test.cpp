#include "projections/invitations/invitation_query.hpp"

#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using Emails = std::vector<std::string>;

class InvitationQuery : public WrittenDirectory {
 protected:
  UserId invite(std::string email, std::int64_t expires_us) {
    const UserId id(WrittenLog::id(1, ++count_));
    written.add(UserInvited{
        id, std::move(email), {Role::viewer, Channel::native, {}}, Timestamp{expires_us}});
    return id;
  }
  Emails list(const InvitationFilter& filter, std::int64_t moment_us) {
    return list(filter, moment_us, head());
  }
  Emails list(const InvitationFilter& filter, std::int64_t moment_us, Position at) {
    Emails emails;
    std::optional<Cursor> after;
    do {
      const auto page = list_invitations(View(model(), at, Timestamp{moment_us}), filter, 1, after);
      EXPECT_TRUE(page.has_value());
      if (!page) break;
      for (const InvitationNo no : page->invitations) {
        model().state().invitations().addressee(no).append_email(emails.emplace_back());
      }
      after = page->next;
    } while (after);
    return emails;
  }
  static InvitationFilter status(InvitationStatus status) { return {set_of(status), {}}; }

 private:
  std::uint64_t count_ = 0;
};

TEST_F(InvitationQuery, ListsNewestFirstByWhatHasBecomeOfThem) {
  invite("ann@x.org", 100);                     // 1
  const UserId bob = invite("bob@x.org", 200);  // 2
  const UserId cid = invite("cid@x.org", 300);  // 3
  written.add(InvitationRevoked{bob});          // 4
  written.add(InvitationAccepted{cid});         // 5
  EXPECT_EQ(list({}, 0), (Emails{"cid@x.org", "bob@x.org", "ann@x.org"}));
  EXPECT_EQ(list(status(InvitationStatus::open), 99), (Emails{"ann@x.org"}));
  EXPECT_EQ(list(status(InvitationStatus::expired), 99), Emails{});
  EXPECT_EQ(list(status(InvitationStatus::expired), 100), (Emails{"ann@x.org"}));
  EXPECT_EQ(list(status(InvitationStatus::revoked), 999), (Emails{"bob@x.org"}));
  EXPECT_EQ(list(status(InvitationStatus::accepted), 999), (Emails{"cid@x.org"}));
  EXPECT_EQ(list(status(InvitationStatus::open), 99, Position{3}),
            (Emails{"cid@x.org", "bob@x.org", "ann@x.org"}));
}

TEST_F(InvitationQuery, FindsAnAddressWhateverItsCase) {
  invite("Ann@x.org", 100);
  invite("bob@x.org", 100);
  EXPECT_EQ(list({all_invitation_statuses, "aNN@X.ORG"}, 0), (Emails{"Ann@x.org"}));
}

TEST_F(InvitationQuery, RefusesCursorsOfElsewhere) {
  invite("ann@x.org", 100);
  for (const Cursor& wrong : {Cursor{head(), 1, 0, 0}, Cursor{Position{0}, 0, 0, 0}}) {
    EXPECT_FALSE(list_invitations(View(model(), head()), {}, 1, wrong).has_value());
  }
}

}  // namespace
}  // namespace rolecall::test
