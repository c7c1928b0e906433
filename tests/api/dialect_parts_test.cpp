// What the dialects derive, before it goes over the wire.
#include <gtest/gtest.h>

#include "api/dialects/paradime/uid.hpp"
#include "api/dialects/wallaroo/user_wire.hpp"
#include "api/http/body.hpp"
#include "api/shown_user.hpp"

namespace rolecall {
namespace {

// ---- names ------------------------------------------------------------------------------------

ShownUser shown(const Profile& profile) {
  Profiles profiles;
  const ProfileView stored = profiles.view(profiles.add(UserNo{}, profile));
  ShownUser user;
  user.profile = shown_profile(stored);
  user.first_last_are_derived = stored.first_name.empty() && stored.last_name.empty();
  return user;
}

Profile named(std::string display, std::string first = {}, std::string last = {}) {
  Profile profile;
  profile.username = "jo";
  profile.display_name = std::move(display);
  profile.first_name = std::move(first);
  profile.last_name = std::move(last);
  return profile;
}

TEST(ShownNames, ComeFromTheOtherOnesWhereTheyAreAbsent) {
  EXPECT_EQ(shown(named("", "Jo", "Doe")).profile.display_name, "Jo Doe");
  EXPECT_EQ(shown(named("", "", "Doe")).profile.display_name, "Doe");
  EXPECT_EQ(shown(named("")).profile.display_name, "jo");
  const Profile divided = shown(named("Jo van Doe")).profile;
  EXPECT_EQ(divided.first_name, "Jo");
  EXPECT_EQ(divided.last_name, "van Doe");
  EXPECT_EQ(shown(named("Jo Doe", "Joseph")).profile.last_name, "");
}

TEST(ChangeOf, IsNothingWhereWhatIsAskedIsShown) {
  ProfilePatch asked;
  asked.display_name = "Jo Doe";
  asked.first_name = "Jo";
  asked.username = "jo";
  EXPECT_EQ(change_of(shown(named("", "Jo", "Doe")), asked), ProfilePatch{});
}

TEST(ChangeOf, OneOfTwoDerivedNamesSettlesTheOtherToo) {
  ProfilePatch asked, change;
  asked.first_name = "Joseph";
  change.first_name = "Joseph";
  change.last_name = "Doe";
  EXPECT_EQ(change_of(shown(named("Jo Doe")), asked), change);
  change.last_name.reset();
  EXPECT_EQ(change_of(shown(named("", "Jo", "Doe")), asked), change);
}

// ---- Paradime's ids ---------------------------------------------------------------------------

TEST(Uid, IsSixtyFourDigitsAndReadsBack) {
  const Uuid id = *parse_uuid("6f300623-1e0c-48e6-a473-ddf630c0c0c3");
  const std::string uid = paradime::uid_of(id);
  EXPECT_EQ(uid, paradime::uid_of(id));
  EXPECT_EQ(uid.size(), 64u);
  EXPECT_EQ(uid.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(paradime::parse_uid(uid), id);
}

TEST(Uid, ThatIsNotOursIsNobodys) {
  std::string uid = paradime::uid_of(Uuid{});
  uid.back() = uid.back() == '0' ? '1' : '0';
  for (const std::string& text : {uid, std::string(64, '0'), std::string(64, 'x'), std::string()}) {
    EXPECT_FALSE(paradime::parse_uid(text)) << text;
  }
}

// ---- Keycloak's attributes --------------------------------------------------------------------

const std::string stored = R"({"team":"red","tags":["a","b"],"floor":0.3,"deep":{"x":[1]}})";
const std::string as_shown =
    R"({"team":["red"],"tags":["a","b"],"floor":["0.3"],"deep":["{\"x\":[1]}"]})";

std::optional<std::string> changed(const std::string& asked) {
  const auto object = parse_json(asked).value().get_object();
  return wallaroo::changed_attributes(stored, object, asked);
}

TEST(Attributes, AreListsOfTextsInKeycloak) {
  EXPECT_EQ(wallaroo::shown_attributes(stored), as_shown);
  EXPECT_EQ(wallaroo::shown_attributes(""), "");
  EXPECT_EQ(wallaroo::shown_attributes("{}"), "");
}

TEST(Attributes, ThatComeBackAsTheyWereShownAreNoChange) { EXPECT_FALSE(changed(as_shown)); }

TEST(Attributes, ThatComeBackAsTheyWereShownKeepTheirForm) {
  EXPECT_EQ(changed(R"({"floor": ["0.3"], "team": ["blue"], "new": ["x"]})"),
            R"({"floor":0.3,"team":["blue"],"new":["x"]})");
  EXPECT_EQ(changed("{}"), "");
}

}  // namespace
}  // namespace rolecall
