#include "engine/events/shown_profile.hpp"

#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

Profile named(std::string display, std::string first = {}, std::string last = {}) {
  Profile profile;
  profile.username = "jo";
  profile.display_name = std::move(display);
  profile.first_name = std::move(first);
  profile.last_name = std::move(last);
  return profile;
}

TEST(ShownProfile, DerivesAbsentNamesFromTheOthers) {
  EXPECT_EQ(shown_profile(named("", "Jo", "Doe")).display_name, "Jo Doe");
  EXPECT_EQ(shown_profile(named("", "", "Doe")).display_name, "Doe");
  EXPECT_EQ(shown_profile(named("")).display_name, "jo");
  const Profile divided = shown_profile(named("Jo van Doe"));
  EXPECT_EQ(divided.first_name, "Jo");
  EXPECT_EQ(divided.last_name, "van Doe");
  EXPECT_EQ(shown_profile(named("Jo Doe", "Joseph")).last_name, "");
}

TEST(ChangeAsShown, IsNothingWhereWhatIsAskedIsShown) {
  ProfilePatch asked;
  asked.display_name = "Jo Doe";
  asked.first_name = "Jo";
  asked.username = "jo";
  EXPECT_EQ(change_as_shown(named("", "Jo", "Doe"), asked), ProfilePatch{});
}

TEST(ChangeAsShown, OfOneOfTwoDerivedNamesSettlesTheOtherToo) {
  ProfilePatch asked, change;
  asked.first_name = "Joseph";
  change.first_name = "Joseph";
  change.last_name = "Doe";
  EXPECT_EQ(change_as_shown(named("Jo Doe"), asked), change);
  change.last_name.reset();
  EXPECT_EQ(change_as_shown(named("", "Jo", "Doe"), asked), change);
}

}  // namespace
}  // namespace rolecall::test
