#include "tests/tools/people_import.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class ImportActiveDirectory : public PeopleImport {
 protected:
  ImportActiveDirectory() : PeopleImport("ldif") {}
};

std::string entry(const std::string& name, const std::string& more = {}) {
  return "dn: CN=" + name +
         ",CN=Users,DC=corp,DC=example\nchangetype: add\n"
         "objectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\n"
         "objectClass: user\ncn: " +
         name + "\nsAMAccountName: " + name + "\n" + more + "\n";
}

TEST_F(ImportActiveDirectory, AUserIsKnownByAccountNameAndGuid) {
  EXPECT_EQ(
      created(entry("mholt",
                    "objectGUID:: BAMCAQYFCAcJCgsMDQ4PEA==\n"
                    "givenName: Mira\nsn: Holt\ndisplayName: Holt, Mira\n"
                    "uid: other\nmail: mira@corp.example\nproxyAddresses: smtp:m@corp.example\n"
                    "userPrincipalName: mira.holt@corp.example\nuserAccountControl: 512\n")),
      1U);
  const value mira = user("mholt");
  EXPECT_EQ(mira.at("external_id"), "01020304-0506-0708-090a-0b0c0d0e0f10");
  EXPECT_EQ(mira.at("display_name"), "Holt, Mira");
  EXPECT_EQ(mira.at("first_name"), "Mira");
  EXPECT_EQ(mira.at("email"), "mira@corp.example");
}

TEST_F(ImportActiveDirectory, AnotherAttributeCanBeTheUsername) {
  EXPECT_EQ(created(entry("mholt", "userPrincipalName: mira.holt@corp.example\n"),
                    {"--map", "userPrincipalName=username"}),
            1U);
  EXPECT_EQ(user("mira.holt@corp.example").at("external_id"), nullptr);
}

TEST_F(ImportActiveDirectory, ABitAndAnEndTellWhoIsActive) {
  const std::string text =
      entry("a", "userAccountControl: 66050\n") + entry("b", "userAccountControl: 546\n") +
      entry("c", "userAccountControl: 512\naccountExpires: 0\n") +
      entry("d", "userAccountControl: 512\naccountExpires: 132223104000000000\n") +  // 2020
      entry("e", "userAccountControl: 512\naccountExpires: 9223372036854775807\n") +
      entry("f", "userAccountControl: 512\naccountExpires: 188711424000000000\n") +  // 2199
      entry("g", "userAccountControl: 512\naccountExpires: 9000000000000000000\n") +
      entry("h", "userAccountControl: 512\npwdLastSet: 0\n");
  EXPECT_EQ(created(text), 8U);
  for (const char* const name : {"a", "b", "d"}) {
    EXPECT_EQ(user(name).at("status"), "deactivated") << name;
  }
  for (const char* const name : {"c", "e", "f", "g", "h"}) {
    EXPECT_EQ(user(name).at("status"), "active") << name;
  }
  EXPECT_EQ(notes(text),
            (Texts{"rolecall: accounts that end at a time to come, which is not taken: 1",
                   "rolecall: accounts that end beyond the year 9999, taken for never: 1"}));
}

TEST_F(ImportActiveDirectory, ComputersContactsAndTheDeletedAreNobody) {
  const std::string text =
      entry("PC17$", "objectClass: computer\nuserAccountControl: 4096\n") + entry("TRUST$") +
      entry("gone", "isDeleted: TRUE\n") +
      "dn: CN=Con Tact,DC=corp,DC=example\nobjectClass: person\nobjectClass: contact\n\n" +
      entry("odd", "objectCategory: CN=Contact,CN=Schema,DC=corp,DC=example\n") + entry("mira");
  EXPECT_EQ(notes(text),
            (Texts{"rolecall: entries of computers, passed over: 2",
                   "rolecall: deleted entries, passed over: 1",
                   "rolecall: entries that are neither people nor groups, passed over: 2"}));
  EXPECT_EQ(ask({"count"}).at("count"), 1);
}

TEST_F(ImportActiveDirectory, WhatIsNotUnderstoodIsRefused) {
  EXPECT_EQ(refusals(entry("a", "objectGUID: short\n") + entry("b", "userAccountControl: 0x202\n") +
                     entry("c", "accountExpires: -5\n")),
            (Texts{"line 1: objectguid: is not 16 bytes",
                   "line 11: useraccountcontrol: is not a whole number",
                   "line 21: accountexpires: is before 1601"}));
}

TEST_F(ImportActiveDirectory, GroupsAndTheirMembersByBothWays) {
  const std::string text = entry("mira", "primaryGroupID: 513\n") +
                           entry("ravi", "memberOf: CN=Leads,DC=corp,DC=example\n") +
                           "dn: CN=Leads,DC=corp,DC=example\nobjectClass: top\nobjectClass: group\n"
                           "member;range=0-*: CN=mira,CN=Users,DC=corp,DC=example\n";
  EXPECT_EQ(created(text, {"--groups", "--role-from", "Leads=admin"}), 2U);
  EXPECT_EQ(members("leads"), (Texts{"mira", "ravi"}));
  EXPECT_EQ(user("mira").at("role"), "admin");
  EXPECT_EQ(notes(text, {"--groups"}),
            Texts{"rolecall: people with a primary group, which lists no members, not taken: 1"});
}

TEST_F(ImportActiveDirectory, AsManyAsAServerAnswersAtMostAreDoubted) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += entry("user" + std::to_string(i));
  EXPECT_EQ(notes(text),
            Texts{"rolecall: the file has exactly 1000 people of Active Directory, which "
                  "is a limit of its answers: check whether these are all"});
}

}  // namespace
}  // namespace rolecall::test
