// What the dialects derive, before it goes over the wire.
#include <gtest/gtest.h>

#include "api/dialects/paradime/uid.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/http/body.hpp"

namespace rolecall::test {
namespace {

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
}  // namespace rolecall::test
