#include "engine/state/invitations.hpp"

#include <gtest/gtest.h>

#include "tests/support/people.hpp"

namespace rolecall::test {
namespace {

constexpr Timestamp soon{1'000};
constexpr Timestamp later{2'000};

class InvitationsTest : public testing::Test {
 protected:
  static InvitationVersion version(std::uint64_t from, InvitationStatus status, Timestamp end) {
    InvitationVersion version;
    version.from = Position{from};
    version.status = status;
    version.expires_at = end;
    return version;
  }
  InvitationNo invite(const UserId& id, const std::string& email, std::uint64_t from,
                      Timestamp end = soon) {
    return invitations.add(id, KeyNo{7}, email, version(from, InvitationStatus::open, end));
  }
  std::optional<InvitationNo> open(std::string_view key, std::uint64_t at, Timestamp moment) const {
    return invitations.find_open(key, Position{at}, moment);
  }

  Epochs epochs;
  Profiles profiles;
  Invitations invitations{epochs, profiles};
};

TEST_F(InvitationsTest, KnowWhoWasInvitedUnderWhichIdAndKey) {
  const InvitationNo first = invite(vera, "Vera@Straße.de", 3);
  const InvitationNo second = invite(nina, "nina@acme.io", 5);
  EXPECT_EQ(invitations.find(vera), first);
  EXPECT_EQ(invitations.find(nina), second);
  EXPECT_FALSE(invitations.find(olga));
  EXPECT_EQ(invitations.id(second), nina);
  EXPECT_EQ(invitations.key(first), KeyNo{7});
  EXPECT_EQ(invitations.created(second), Position{5});
  EXPECT_EQ(invitations.addressee(first).copy(), profile_of("", "Vera@Straße.de"));
}

TEST_F(InvitationsTest, AreCountedAtAPosition) {
  invite(vera, "vera@acme.io", 3);
  invite(nina, "nina@acme.io", 5);
  EXPECT_EQ(invitations.count_at(Position{2}), 0u);
  EXPECT_EQ(invitations.count_at(Position{3}), 1u);
  EXPECT_EQ(invitations.count_at(Position{4}), 1u);
  EXPECT_EQ(invitations.count_at(Position{5}), 2u);
}

TEST_F(InvitationsTest, AreAtAPositionWhatTheyWereThere) {
  const InvitationNo no = invite(vera, "vera@acme.io", 3);
  invitations.change(no, version(5, InvitationStatus::open, later));
  invitations.change(no, version(8, InvitationStatus::accepted, later));
  EXPECT_FALSE(invitations.at(no, Position{2}));
  EXPECT_EQ(invitations.at(no, Position{4})->expires_at, soon);
  EXPECT_EQ(invitations.at(no, Position{5})->expires_at, later);
  EXPECT_EQ(invitations.at(no, Position{7})->status, InvitationStatus::open);
  EXPECT_EQ(invitations.at(no, Position{8})->status, InvitationStatus::accepted);
}

TEST_F(InvitationsTest, ExpireAtTheirEndUnlessTheyHaveEndedBefore) {
  const Timestamp before{soon.us - 1};
  const InvitationVersion open = version(3, InvitationStatus::open, soon);
  EXPECT_EQ(open.status_at(before), InvitationStatus::open);
  EXPECT_EQ(open.status_at(soon), InvitationStatus::expired);
  for (const auto ended : {InvitationStatus::accepted, InvitationStatus::revoked}) {
    EXPECT_EQ(version(3, ended, soon).status_at(before), ended);
    EXPECT_EQ(version(3, ended, soon).status_at(later), ended);
  }
}

TEST_F(InvitationsTest, AreFoundByAddressWhileTheyAreOpen) {
  const InvitationNo no = invite(vera, "Vera@Straße.de", 3);
  invitations.change(no, version(6, InvitationStatus::revoked, soon));
  const Timestamp before{soon.us - 1};
  EXPECT_FALSE(open("vera@strasse.de", 2, before));
  EXPECT_EQ(open("vera@strasse.de", 5, before), no);
  EXPECT_FALSE(open("vera@strasse.de", 5, soon));
  EXPECT_FALSE(open("vera@strasse.de", 6, before));
  EXPECT_FALSE(open("Vera@Straße.de", 5, before));  // not a canonical key
  EXPECT_FALSE(open("nina@strasse.de", 5, before));
}

TEST_F(InvitationsTest, AreFoundByAddressEvenIfEarlierOnesHaveExpired) {
  const InvitationNo first = invite(vera, "vera@acme.io", 3);
  const InvitationNo second = invite(nina, "VERA@acme.io", 5, later);
  EXPECT_EQ(open("vera@acme.io", 4, Timestamp{0}), first);
  EXPECT_EQ(open("vera@acme.io", 5, soon), second);
  invitations.change(second, version(7, InvitationStatus::revoked, later));
  EXPECT_FALSE(open("vera@acme.io", 7, soon));
  invitations.change(first, version(8, InvitationStatus::open, later));
  EXPECT_EQ(open("vera@acme.io", 8, soon), first);
  EXPECT_EQ(open("vera@acme.io", 6, soon), second);
}

}  // namespace
}  // namespace rolecall::test
