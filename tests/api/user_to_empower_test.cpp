// Whom a text means that gives power: an id or a name, and never one of two.
#include <gtest/gtest.h>

#include "api/dialects/native/named.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using namespace native;

class UserToEmpower : public WrittenDirectory {
 protected:
  Result<UserRef> asked(std::string_view text) { return user_to_empower(model(), text); }
};

TEST_F(UserToEmpower, IsMeantByIdOrName) {
  const UserId ann = written.add_user("ann");
  EXPECT_EQ(std::get<UserId>(*asked(ann.text())), ann);
  EXPECT_EQ(std::get<Username>(*asked("ann")).text, "ann");
  EXPECT_EQ(std::get<Username>(*asked("nobody yet")).text, "nobody yet");
}

TEST_F(UserToEmpower, IsNotDecidedWhereAnotherOneHasTheIdAsAName) {
  const UserId root = written.add_user("root");
  const UserId guest = written.add_user(root.text());
  for (const UserId& user : {root, guest}) {
    const auto refused = asked(root.text());
    ASSERT_FALSE(refused) << user.text();
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_EQ(refused.error().field, "user");
  }
  EXPECT_EQ(std::get<UserId>(*asked(guest.text())), guest);
}

TEST_F(UserToEmpower, IsTheOneWhoseOwnIdIsTheName) {
  const UserId self(written.id(1, 1));
  written.add_user(self.text());
  EXPECT_EQ(std::get<UserId>(*asked(self.text())), self);
}

TEST_F(UserToEmpower, IsTheBearerOfANameThatIsNobodysId) {
  const std::string name = to_text(written.id(1, 77));
  written.add_user(name);
  EXPECT_EQ(std::get<Username>(*asked(name)).text, name);
}

TEST_F(UserToEmpower, HasNoNameLongerThanNamesAre) {
  const auto refused = asked(std::string(1'000'000, 'a'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "user");
}

}  // namespace
}  // namespace rolecall::test
