// Whom or what a text names that may be an id or a name, also where a name looks like an id.
#include "api/dialects/native/named.hpp"

#include <gtest/gtest.h>

#include "api/dialects/native/event_filter.hpp"
#include "tests/support/written_log.hpp"

namespace rolecall::test {
namespace {

using namespace native;

class Named : public WrittenDirectory {
 protected:
  View now() { return View(model()); }
  std::optional<UserId> anyone(const std::string& text) { return find_anyone(now(), text); }
  std::optional<UserNo> user(const std::string& text) {
    return model().state().find_user(user_ref(now(), text), head());
  }
  UserNo no(const UserId& id) { return model().state().find_user(id, head()).value(); }
  // What is said of a filter's parameter.
  std::string refusal(const std::string& name, const std::string& value) {
    const std::vector<NamedText> given{{name, value}};
    Parameters parameters(given, Access::of_operator());
    event_filter(parameters, now());
    const auto problem = parameters.done();
    return problem ? problem->field + " " + problem->detail : "";
  }

  const std::string nobodys_id = "0190f5e0-0000-7000-8000-0000000000aa";
};

TEST_F(Named, IsByIdOrName) {
  const UserId ann = written.add_user("ann");
  EXPECT_EQ(anyone(ann.text()), ann);
  EXPECT_EQ(anyone("ANN"), ann);
  EXPECT_EQ(user(ann.text()), no(ann));
  EXPECT_EQ(user("Ann"), no(ann));
}

TEST_F(Named, IsTheBearerOfANameThatIsNobodysId) {
  const UserId odd = written.add_user(nobodys_id);
  EXPECT_EQ(anyone(nobodys_id), odd);
  EXPECT_EQ(user(nobodys_id), no(odd));
  EXPECT_EQ(refusal("user", nobodys_id), "");
}

TEST_F(Named, IsTheOneOfThatIdBeforeItsNamesake) {
  const UserId ann = written.add_user("ann");
  written.add_user(ann.text());
  EXPECT_EQ(anyone(ann.text()), ann);
  EXPECT_EQ(user(ann.text()), no(ann));
}

TEST_F(Named, OfAnIdThatNobodyHasIsNobody) {
  written.add_user("ann");
  EXPECT_EQ(anyone(nobodys_id), std::nullopt);
  EXPECT_EQ(user(nobodys_id), std::nullopt);
  EXPECT_EQ(refusal("user", nobodys_id), "user is nobody this directory knows");
  EXPECT_EQ(refusal("actor", nobodys_id), "actor is nobody this directory knows");
  EXPECT_EQ(refusal("group", nobodys_id), "group is no group this directory has");
}

TEST_F(Named, MayHaveBeenRemovedOrOnlyInvited) {
  const UserId ann = written.add_user("ann");
  written.add(UserRemoved{ann});
  const UserId eve(written.id(1, 50));
  written.add(UserInvited{eve, "eve@example.org", {}, {first_time.us + 9'000'000'000}});
  EXPECT_EQ(anyone("ann"), ann);
  EXPECT_EQ(anyone(ann.text()), ann);
  EXPECT_EQ(anyone(eve.text()), eve);
  EXPECT_EQ(user(ann.text()), std::nullopt);
  EXPECT_EQ(find_anyone(View(model(), Position{1}), eve.text()), std::nullopt);
}

TEST_F(Named, OfGroupsIsTheSame) {
  const GroupId blue = written.add_group("blue");
  const GroupId odd = written.add_group(nobodys_id);
  EXPECT_EQ(find_group(now(), blue.text()), blue);
  EXPECT_EQ(find_group(now(), "BLUE"), blue);
  EXPECT_EQ(find_group(now(), nobodys_id), odd);
  EXPECT_EQ(std::get<GroupId>(group_ref(now(), blue.text())), blue);
  EXPECT_EQ(std::get<GroupName>(group_ref(now(), nobodys_id)).text, nobodys_id);
}

}  // namespace
}  // namespace rolecall::test
