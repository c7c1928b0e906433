#include "tests/tools/people_import.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class ImportScim : public PeopleImport {
 protected:
  ImportScim() : PeopleImport("scim") {}
};

std::string page(int total, const std::string& users) {
  return "{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"], "
         "\"totalResults\": " +
         std::to_string(total) + ", \"Resources\": [" + users + "]}\n";
}
std::string named(const std::string& username, const std::string& more = {}) {
  return R"({"id": "id-)" + username + R"(", "userName": ")" + username + "\"" + more + "}";
}

TEST_F(ImportScim, AUserOfAListingIsAUser) {
  EXPECT_EQ(
      created(
          page(1, R"({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "s1",)"
                  R"( "externalId": "0417", "userName": "tova.lind", "displayName": "Tova L.",)"
                  R"( "name": {"formatted": "T. Lind", "givenName": "Tova", "familyName": "Lind"},)"
                  R"( "emails": [{"value": "home@example.org", "type": "home"},)"
                  R"( {"value": "tova@example.org", "type": "work"}], "active": false,)"
                  R"( "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":)"
                  R"( {"costCenter": 0.30, "manager": {"value": "s2"}}, "x": 1})")),
      1U);
  const value tova = user("tova.lind");
  EXPECT_EQ(tova.at("external_id"), "0417");
  EXPECT_EQ(tova.at("display_name"), "Tova L.");
  EXPECT_EQ(tova.at("first_name"), "Tova");
  EXPECT_EQ(tova.at("last_name"), "Lind");
  EXPECT_EQ(tova.at("email"), "tova@example.org");
  EXPECT_EQ(tova.at("status"), "deactivated");
  EXPECT_NE(run({"export", "--people"})
                .out.find(R"("attributes":{"costCenter":0.30,"manager":{"value":"s2"}})"),
            std::string::npos);
}

TEST_F(ImportScim, WhatIsAbsentOrSaidInOtherWays) {
  const std::string two = R"({"value": "a@example.org"}, {"value": "b@example.org")";
  EXPECT_EQ(created(page(5, named("one", R"(, "emails": [{"value": "one@example.org"}])") + ',' +
                                named("two", R"(, "emails": [)" + two + R"(, "primary": true}])") +
                                ',' + named("three", R"(, "emails": [)" + two + "}]") + ',' +
                                named("four", R"(, "active": "False")") + ',' +
                                named("five", R"(, "name": {"formatted": "Five"})"))),
            5U);
  EXPECT_EQ(user("one").at("external_id"), "id-one");
  EXPECT_EQ(user("one").at("email"), "one@example.org");
  EXPECT_EQ(user("two").at("email"), "b@example.org");
  EXPECT_EQ(user("three").at("email"), nullptr);
  EXPECT_EQ(user("four").at("status"), "deactivated");
  EXPECT_EQ(user("five").at("display_name"), "Five");
}

TEST_F(ImportScim, PagesStandOneBehindTheOtherOrInAnArray) {
  const std::string first = page(3, named("a") + ',' + named("b"));
  const std::string second = page(3, named("c"));
  EXPECT_EQ(created(first + second), 3U);
  std::filesystem::remove_all(data);
  const auto told = results("[" + first + "," + second + "]");
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[2].at("line"), 2);
  EXPECT_EQ(told[2].at("entry"), 3);
}

TEST_F(ImportScim, AListingThatIsNotWholeIsRefused) {
  const std::string ends = "; nothing was imported. Ask for all pages again\n";
  EXPECT_EQ(refusal(page(3, named("a") + ',' + named("b"))),
            "rolecall: the listing has 3 people (totalResults), and the file 2" + ends);
  EXPECT_EQ(refusal(page(2, named("a")) + page(3, named("b"))),
            "rolecall: line 2: has another totalResults than the page before it" + ends);
  EXPECT_EQ(refusal(page(2, named("a")) + page(2, named("a"))),
            "rolecall: two people have the same id" + ends);
  const std::string no_page = "is no page of a SCIM listing (a ListResponse with totalResults)\n";
  EXPECT_EQ(refusal(named("a")), "rolecall: line 1: " + no_page);
  EXPECT_EQ(refusal(page(1, named("a")) + "[]"), "rolecall: line 2: " + no_page);
  EXPECT_EQ(refusal("[" + page(1, named("a")) + "]\n7"),
            "rolecall: has something behind the array of its pages\n");
  EXPECT_EQ(refusal(""), "rolecall: the file is empty: a SCIM listing has at least one page\n");
  EXPECT_EQ(
      refusal(page(1, named("a")).substr(0, 90)),
      "rolecall: line 1: is no JSON (incomplete JSON); nothing was imported. Export it again, or "
      "check the copy\n");
}

TEST_F(ImportScim, EachRefusalNamesItsEntryAndTheRestIsImported) {
  EXPECT_EQ(
      refusals(page(6, named("a") + ",\n" + R"({"id": "2", "userName": 5},)" +
                           R"({"id": "3", "displayName": "Group",)"
                           R"( "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"]},)" +
                           "\n" + named("b", R"(, "active": 1)") + ',' +
                           named("c", R"(, "groups": [{"display": "x"}])") + ',' +
                           named("d", R"(, "emails": [{"value": "nowhere"}])"))),
      (Texts{"line 2, entry 2: userName: must be a string",
             "line 2, entry 3: schemas: are not those of a user",
             "line 3, entry 4: active: must be true or false",
             "line 3, entry 5: groups: has one without a value",
             "line 3, entry 6: email: is not of the form local@domain"}));
}

TEST_F(ImportScim, RolesGroupsAndWhatIsNotTaken) {
  const std::string text =
      page(3, named("a", R"(, "roles": [{"value": "lead"}, "guest"], "password": "x")") + ',' +
                  named("b", R"(, "entitlements": [{"value": "guest"}],)"
                             R"( "groups": [{"value": "g1", "display": "Blue"}])") +
                  ',' + named("c"));
  EXPECT_EQ(created(text, {"--role-from", "lead=ops,guest=viewer", "--groups"}), 3U);
  EXPECT_EQ(user("a").at("role"), "ops");
  EXPECT_EQ(user("b").at("role"), "viewer");
  EXPECT_EQ(user("c").at("role"), "analyst");
  EXPECT_EQ(members("blue"), Texts{"b"});
  EXPECT_EQ(notes(text),
            (Texts{"rolecall: people in groups, not taken (--groups takes them): 1",
                   "rolecall: words for roles that --role-from does not have, and the "
                   "people who have them: guest (2), lead (1); who has no other word "
                   "has the role analyst",
                   "rolecall: passwords of 1 people are not taken; they need a new one"}));
}

TEST_F(ImportScim, TwoGroupsOfOneNameAreRefused) {
  EXPECT_EQ(
      refusal(page(1, named("a", R"(, "groups": [{"value": "g1", "display": "Blue"},)"
                                 R"( {"value": "g2", "display": "BLUE"}])")),
              {"--groups"}),
      "rolecall: line 1, entry 1: is in a group that has the name of another group of the file; "
      "rename one of the two\n");
}

TEST_F(ImportScim, TheSameFileAgainMakesNothingTwice) {
  const std::string text = page(2, named("a") + ',' + named("b"));
  EXPECT_EQ(created(text), 2U);
  for (const auto& row : results(text)) EXPECT_EQ(row.at("result"), "already_imported");
  EXPECT_EQ(ask({"count"}).at("count"), 2);
}

}  // namespace
}  // namespace rolecall::test
