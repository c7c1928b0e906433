#include "tests/tools/people_import.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class ImportKeycloak : public PeopleImport {
 protected:
  ImportKeycloak() : PeopleImport("keycloak") {}
};

std::string realm(const std::string& users, const std::string& more = {}) {
  return "{\"id\": \"r1\", \"realm\": \"demo\", " + more + "\"users\": [\n" + users +
         "\n], \"clients\": [{\"users\": [{\"username\": \"nobody\"}]}]}\n";
}

TEST_F(ImportKeycloak, AUserOfARealmIsAUser) {
  EXPECT_EQ(created(realm(
                R"({"id": "0198c9a2-7b3c-7def-8000-0123456789ab", "username": "mira.holt",)"
                R"( "enabled": true, "emailVerified": true, "email": "mira@example.org",)"
                R"( "firstName": "Mira", "lastName": "Holt", "createdTimestamp": 1700000000000,)"
                R"( "attributes": {"team": ["x", "y"], "phone": ["1\u00e9"], "none": []},)"
                R"( "requiredActions": ["UPDATE_PASSWORD"], "notBefore": 0, "totp": false},)"
                "\n"
                R"({"username": "ravi.sen", "enabled": false})")),
            2U);
  const value mira = user("mira.holt");
  EXPECT_EQ(mira.at("external_id"), "0198c9a2-7b3c-7def-8000-0123456789ab");
  EXPECT_EQ(mira.at("email"), "mira@example.org");
  EXPECT_EQ(mira.at("first_name"), "Mira");
  EXPECT_EQ(mira.at("last_name"), "Holt");
  EXPECT_EQ(mira.at("attributes"),
            boost::json::parse(
                R"({"team": ["x", "y"], "phone": "1é", "none": [], "emailVerified": true})"));
  EXPECT_EQ(mira.at("role"), "analyst");
  EXPECT_EQ(user("ravi.sen").at("status"), "deactivated");
}

TEST_F(ImportKeycloak, ServiceAccountsAndSecretsAreNotTakenAndTold) {
  const std::string text =
      realm(R"({"username": "service-account-shop", "serviceAccountClientId": "shop",)"
            R"( "credentials": [{"type": "password"}]},)"
            R"({"username": "mira", "credentials": [{"type": "password", "secretData": "{}"}]},)"
            R"({"username": "ravi", "federationLink": "ldap-1"},)"
            R"({"username": "tova", "federatedIdentities": [{"identityProvider": "x"}]})");
  EXPECT_EQ(notes(text),
            (Texts{"rolecall: service accounts of clients, passed over: 1",
                   "rolecall: people who sign in by another system, which is not taken: 2",
                   "rolecall: passwords of 1 people are not taken; they need a new one"}));
  EXPECT_EQ(ask({"count"}).at("count"), 3);
}

TEST_F(ImportKeycloak, RolesOfTheRealmAndOfGroupsByATable) {
  const std::string groups =
      R"("groups": [{"id": "g1", "name": "staff", "path": "/staff", "realmRoles": ["lead"],)"
      R"( "subGroups": [{"id": "g2", "name": "a/b", "path": "/staff/a~/b",)"
      R"( "realmRoles": ["chief"], "subGroups": []}]}], )";
  const std::string text =
      realm(R"({"username": "mira", "realmRoles": ["default-roles-demo", "guest", "lead"]},)"
            R"({"username": "ravi", "realmRoles": ["offline_access", "uma_authorization"]},)"
            R"({"username": "tova", "realmRoles": ["guest"], "groups": ["/staff/a~/b"]},)"
            R"({"username": "pia", "groups": ["/staff"], "clientRoles": {"shop": ["chief"]}},)"
            R"({"username": "carl", "realmRoles": ["baker"]})",
            groups);
  EXPECT_EQ(created(text, {"--role-from", "guest=viewer,lead=admin,chief=ops"}), 5U);
  EXPECT_EQ(user("mira").at("role"), "admin");
  EXPECT_EQ(user("ravi").at("role"), "analyst");
  EXPECT_EQ(user("tova").at("role"), "ops");
  EXPECT_EQ(user("pia").at("role"), "admin");
  EXPECT_EQ(notes(text, {"--role-from", "guest=viewer,lead=admin,chief=ops"}),
            (Texts{"rolecall: people in groups, not taken (--groups takes them): 2",
                   "rolecall: words for roles that --role-from does not have, and the people who "
                   "have them: baker (1); who has no other word has the role analyst"}));
}

TEST_F(ImportKeycloak, GroupsAreCalledByTheirPaths) {
  const std::string groups = R"("groups": [{"id": "g1", "name": "a", "path": "/a", "subGroups":)"
                             R"( [{"id": "g2", "name": "b", "path": "/a/b", "subGroups": []}]}], )";
  EXPECT_EQ(created(realm(R"({"username": "mira", "groups": ["/a/b", "/x~/y"]},)"
                          R"({"username": "ravi", "groups": ["/a/b"]})",
                          groups),
                    {"--groups"}),
            2U);
  EXPECT_EQ(members("a/b"), (Texts{"mira", "ravi"}));
  EXPECT_EQ(members("x/y"), Texts{"mira"});
  EXPECT_EQ(ask({"groups"}).at("groups").as_array().size(), 2U);  // none without people
}

TEST_F(ImportKeycloak, GroupsOfOnePathAreRefusedByTheirIds) {
  const std::string groups =
      "\"groups\": [{\"id\": \"g1\", \"name\": \"a\", \"path\": \"/a\", \"subGroups\":\n"
      "[{\"id\": \"g2\", \"name\": \"b\", \"path\": \"/a/b\"}]},\n"
      "{\"id\": \"g3\", \"name\": \"a/b\", \"path\": \"/a/b\"}], ";
  const std::string text = realm(R"({"username": "mira", "groups": ["/a/b"]})", groups);
  EXPECT_EQ(
      refusal(text, {"--groups"}),
      "rolecall: line 3: the groups g2 and g3 have the same path, so that it is not known who "
      "is in which; rename one of the two and export again\n");
  // Written apart, they would still be called the same here.
  EXPECT_EQ(
      refusal(realm("{\"username\": \"mira\", \"groups\": [\"/a/b\", \"/a~/b\"]}"), {"--groups"}),
      "rolecall: line 2: entry 1 is in a group that has the name of another group of the file; "
      "rename one of the two\n");
  EXPECT_EQ(created(text), 1U);
}

TEST_F(ImportKeycloak, EachRefusalNamesItsEntryAndTheRestIsImported) {
  EXPECT_EQ(refusals(realm("{\"username\": \"mira\"}, {\"username\": 7},\n"
                           "{\"username\": \"ravi\", \"enabled\": \"yes\"}, 5,\n"
                           "{\"id\": \"x\"}, {\"username\": \"MIRA\"},\n"
                           "{\"username\": \"a\", \"realmRoles\": \"lead\"},"
                           "{\"username\": \"b\", \"x\": \"" +
                           std::string(70000, 'x') + "\"},\n{\"username\": \"tova\"}")),
            (Texts{"line 2, entry 2: username: must be a string",
                   "line 3, entry 3: enabled: must be true or false, a boolean without quotes",
                   "line 3, entry 4: is not a JSON object",
                   "line 4, entry 5: username: must not be empty",
                   "line 4, entry 6: username: another user has this username",
                   "line 5, entry 7: realmRoles: must be an array",
                   "line 5, entry 8: is longer than 65536 bytes"}));
  EXPECT_EQ(ask({"count"}).at("count"), 2);
}

TEST_F(ImportKeycloak, TheHalfOfASplitExportNamesTheOther) {
  const std::string half = "{\"id\": \"r1\", \"realm\": \"demo\", \"groups\": []}\n";
  EXPECT_EQ(
      refusal(half),
      "rolecall: has no users: it is no export of a realm, or the half of a split one whose "
      "users are in demo-users-0.json and the files that follow it. Import them together: cat "
      "demo-realm.json demo-users-*.json | rolecall import --people --format keycloak -\n");
  const std::string users = R"({"realm": "demo", "users": [{"username": ")";
  const auto told = results(half + users + "mira\"}]}\n" + users + "ravi\"}]}");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].at("line"), 3);
  EXPECT_EQ(told[1].at("entry"), 2);
  EXPECT_EQ(ask({"count"}).at("count"), 2);
}

TEST_F(ImportKeycloak, WhatIsNotOneWholeRealmIsRefused) {
  EXPECT_EQ(
      refusal("{\"realm\": \"demo\",\n\"users\": [{\"username\": \"mira\"}"),
      "rolecall: line 2: is no JSON (incomplete JSON); nothing was imported. Export it again, or "
      "check the copy\n");
  EXPECT_EQ(
      refusal("[" + realm(R"({"username": "mira"})") + "]"),
      "rolecall: holds something else than one realm; export one (kc.sh export --realm NAME)\n");
  EXPECT_EQ(refusal(realm(R"({"username": "mira"})") + R"({"realm": "other", "users": []})"),
            "rolecall: line 4: begins another realm; import one after the other\n");
}

TEST_F(ImportKeycloak, TheSameFileAgainMakesNothingTwice) {
  const std::string text = "\xef\xbb\xbf" + realm(R"({"username": "mira", "groups": ["/a"]},)"
                                                  R"({"username": "ravi"})");
  const auto first = results(text, {"--groups"});
  const auto again = results(text, {"--groups"});
  ASSERT_EQ(again.size(), 2U);
  for (const std::size_t row : {0U, 1U}) {
    EXPECT_EQ(again[row].at("result"), "already_imported");
    EXPECT_EQ(again[row].at("id"), first[row].at("id"));
    EXPECT_EQ(again[row].at("position"), first[row].at("position"));
  }
  EXPECT_EQ(ask({"replay"}).at("position"), 4);
}

TEST_F(ImportKeycloak, AFileLargerThanAnyBufferIsReadInPieces) {
  constexpr int people = 3000;
  std::string users;
  for (int i = 0; i < people; ++i) {
    users += i == 0 ? "" : ",";
    users += "\n  {\"username\": \"user-" + std::to_string(i) + "\", \"attributes\": {\"a\": [\"" +
             std::string(i % 97, '\\') + std::string(i % 97, '\\') + "}]\\\"{[\"]}}";
  }
  EXPECT_EQ(created(realm(users)), std::size_t{people});
  EXPECT_EQ(user("user-96").at("attributes").at("a").as_string(), std::string(96, '\\') + "}]\"{[");
}

}  // namespace
}  // namespace rolecall::test
