// LDIF of OpenLDAP and the like; that of Active Directory has a file of its own.
#include "tests/tools/people_import.hpp"

namespace rolecall::test {
namespace {

using boost::json::value;

class ImportLdif : public PeopleImport {
 protected:
  ImportLdif() : PeopleImport("ldif") {}
};

// An entry of someone whose names are the username.
std::string entry(const std::string& uid, const std::string& more = {}) {
  return "dn: uid=" + uid +
         ",ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: " + uid + "\ncn: " + uid +
         "\nsn: " + uid + "\n" + more + "\n";
}
std::string group(const std::string& name, const std::string& members) {
  return "dn: cn=" + name + ",ou=groups,dc=example,dc=org\nobjectClass: groupOfNames\n" + members +
         "\n";
}

TEST_F(ImportLdif, AnInetOrgPersonIsAUser) {
  EXPECT_EQ(created("dn: uid=mira.holt,dc=example,dc=org\n"
                    "objectClass: top\n"
                    "objectClass: inetOrgPerson\n"
                    "uid: mira.holt\n"
                    "cn: Mira Holt\n"
                    "displayName: Mira H.\n"
                    "givenName: Mira\n"
                    "sn: Holt\n"
                    "mail: mira@example.org\n"
                    "mail: holt@example.org\n"
                    "employeeNumber: 7103\n"
                    "entryUUID: 0198c9a2-7b3c-7def-8000-0123456789ab\n"),
            1U);
  const value mira = user("mira.holt");
  EXPECT_EQ(mira.at("display_name"), "Mira H.");
  EXPECT_EQ(mira.at("first_name"), "Mira");
  EXPECT_EQ(mira.at("last_name"), "Holt");
  EXPECT_EQ(mira.at("email"), "mira@example.org");
  EXPECT_EQ(mira.at("external_id"), "0198c9a2-7b3c-7def-8000-0123456789ab");
  EXPECT_EQ(mira.at("role"), "analyst");
  EXPECT_EQ(mira.at("status"), "active");
}

TEST_F(ImportLdif, TheExtensionOfAFileTellsItsFormat) {
  const Ended ended = run({"import", "--people", write_file("people.LDIF", entry("mira"))});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(user("mira").at("username"), "mira");
}

TEST_F(ImportLdif, LinesAreFoldedAnywhereAndNothingElsewhereIsOpened) {
  EXPECT_EQ(created("version: 1\r\n"
                    "# a comment, folded\r\n"
                    " over three lines\r\n"
                    " dn: uid=nobody,dc=example,dc=org\r\n"
                    "dn:: dWlkPWrDvHJuLG91PXBlb3BsZSxkYz1leGFt\r\n"
                    " cGxlLGRjPW9yZw==\r\n"
                    "ObjectClass: inetOrg\r\n"
                    " Person\r\n"
                    "UID: juern\r\n"
                    "cn:: SsO8cm4gS8O2aGw=\r\n"
                    "giv\r\n"
                    " enName:: SsO8cm4=\r\n"
                    "sn:: S8O2\r\n"
                    " aGw=\r\n"
                    "sn;lang-fr:: S8O2aGwtZnI=\r\n"
                    "description:\r\n"
                    "jpegPhoto:< file:///etc/hostname\r\n"
                    "\r\n"
                    "\r\n"),
            1U);
  EXPECT_EQ(user("juern").at("first_name"), "Jürn");
  EXPECT_EQ(user("juern").at("last_name"), "Köhl");
  EXPECT_EQ(user("juern").at("display_name"), nullptr);  // the two joined, which is not another one
}

TEST_F(ImportLdif, WhatLdapsearchPrintsAroundEntriesIsNobody) {
  EXPECT_EQ(created("# extended LDIF\n#\n# LDAPv3\n# filter: (uid=*)\n#\n\n"
                    "# mira, people, example.org\n" +
                    entry("mira") + entry("ravi") +
                    "# search result\nsearch: 2\nresult: 0 Success\n\n"
                    "# numResponses: 3\n# numEntries: 2\n"),
            2U);
}

TEST_F(ImportLdif, EntriesThatAreNoPeopleArePassedOverAndCounted) {
  const std::string text =
      "dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\n\n" +
      group("blue", "member: uid=mira,ou=people,dc=example,dc=org\n") +
      entry("mira", "userPassword:: e1NTSEF9eHg=\nmemberOf: cn=blue,dc=example\n");
  EXPECT_EQ(notes(text),
            (Texts{"rolecall: entries that are neither people nor groups, passed over: 1",
                   "rolecall: groups, not taken (--groups takes them): 1",
                   "rolecall: people in groups (memberOf), not taken (--groups takes them): 1",
                   "rolecall: passwords of 1 people are not taken; they need a new one"}));
  EXPECT_EQ(ask({"count"}).at("count"), 1);
  EXPECT_EQ(ask({"groups"}).at("groups").as_array().size(), 0U);
}

TEST_F(ImportLdif, LockedAndExpiredAccountsAreDeactivated) {
  EXPECT_EQ(
      created(entry("locked", "pwdAccountLockedTime: 000001010000Z\n") +
              entry("guessed", "pwdAccountLockedTime: 20260501101010Z\n") +
              entry("ns", "nsAccountLock: TRUE\n") + entry("ended", "shadowExpire: 18000\n") +
              entry("never", "shadowExpire: -1\n") + entry("later", "shadowExpire: 100000\n")),
      6U);
  for (const char* const name : {"locked", "ns", "ended"}) {
    EXPECT_EQ(user(name).at("status"), "deactivated") << name;
  }
  for (const char* const name : {"guessed", "never", "later"}) {
    EXPECT_EQ(user(name).at("status"), "active") << name;
  }
  EXPECT_EQ(notes(entry("later", "shadowExpire: 100000\n")),
            Texts{"rolecall: accounts that end at a time to come, which is not taken: 1"});
}

TEST_F(ImportLdif, RolesComeFromWordsAndGroupsThatAreNamed) {
  const std::string text = entry("mira", "employeeType: lead\nemployeeType: staff\n") +
                           entry("ravi", "employeeType: staff\n") + entry("tova") +
                           entry("pia", "employeeType: guest\n") +
                           group("operators", "member: uid=tova,ou=people,dc=example,dc=org\n");
  EXPECT_EQ(created(text, {"--role-from", "lead=admin,staff=viewer,operators=ops"}), 4U);
  EXPECT_EQ(user("mira").at("role"), "admin");
  EXPECT_EQ(user("ravi").at("role"), "viewer");
  EXPECT_EQ(user("tova").at("role"), "ops");
  EXPECT_EQ(user("pia").at("role"), "analyst");
  EXPECT_EQ(notes(text), (Texts{"rolecall: groups, not taken (--groups takes them): 1",
                                "rolecall: words for roles that --role-from does not have, and the "
                                "people who have them: staff (2), guest (1), lead (1); who has no "
                                "other word has the role analyst"}));
}

TEST_F(ImportLdif, AttributesAreTakenWhereTheyAreNamed) {
  EXPECT_EQ(created(entry("mira", "mobile: 1\nmobile: 2\nou: red\nlabel;lang-fr: Holt\nuid: m\n"),
                    {"--map", "CN=username", "--map", "mobile=attributes.phone numbers", "--map",
                     "OU=attributes.unit", "--map", "label;lang-fr=last_name", "--map",
                     "absent=attributes.x"}),
            1U);
  const value mira = user("mira");
  EXPECT_EQ(mira.at("attributes"),
            boost::json::parse(R"({"phone numbers": ["1", "2"], "unit": "red"})"));
  EXPECT_EQ(mira.at("last_name"), "Holt");
}

TEST_F(ImportLdif, EachRefusalNamesItsLineAndTheRestIsImported) {
  const Texts told =
      refusals(entry("mira") +                                                                // 1
               entry("two", "uid: names\n") +                                                 // 7
               "dn: cn=x,dc=example,dc=org\nobjectClass: person\ncn: x\n\n"                   // 14
               "dn: uid=y,dc=example,dc=org\nuid: y\n\n"                                      // 18
               "objectClass: person\nuid: z\n\n" +                                            // 21
               entry("day", "shadowExpire: soon\n") +                                         // 24
               "dn:: dWlk*\nuid: a\n\n" +                                                     // 31
               "dn: uid=b,dc=example,dc=org\nno colon\n\n" +                                  // 34
               " continues nothing\n\n" +                                                     // 37
               entry("file", "mail:< file:///etc/hostname\n") +                               // 39
               entry("mira ") +                                                               // 46
               "dn: uid=MIRA,dc=example,dc=org\nobjectClass: posixAccount\nuid: MIRA\n\n" +   // 52
               "dn: uid=q,dc=example,dc=org\nobjectClass: person\nuid: q\nmail: nowhere\n");  // 56
  EXPECT_EQ(
      told,
      (Texts{"line 7: uid: has several values, and can be only one username",
             "line 14: uid: is not there, and is the username",
             "line 18: has no objectClass, so that it is not known whether it is a person: "
             "export that attribute too",
             "line 21: does not begin with dn:", "line 24: shadowexpire: is not a whole number",
             "line 31: line 31 is not base64 behind its two colons",
             "line 34: line 35 is not of the form attribute: value",
             "line 37: line 37 continues a line, and there is none before it",
             "line 39: mail: stands in another file, which is not opened",
             "line 46: username: ends with a space",
             "line 52: username: another user has this username",
             "line 56: email: is not of the form local@domain"}));
  EXPECT_EQ(ask({"count"}).at("count"), 1);
}

TEST_F(ImportLdif, AFileThatIsNotWholeIsRefused) {
  EXPECT_EQ(
      refusal(entry("mira") + "search: 2\nresult: 4 Size limit exceeded\n"),
      "rolecall: the server cut its answer (result 4, size limit) after 1 entries; nothing was "
      "imported. Ask for pages (ldapsearch -E pr=500)\n");
  EXPECT_EQ(
      refusal(entry("mira") + "# numEntries: 2\n"),
      "rolecall: the server answered with 2 entries (numEntries), and there are 1; nothing was "
      "imported. Export it again, or check the copy\n");
  EXPECT_EQ(
      refusal(entry("mira") + "search: 2\nresult: 0 Success\ncontrol: 1.2 false \n"
                              "pagedresults: cookie=AQ==\n"),
      "rolecall: the last page is missing (pagedresults); nothing was imported. Export all of "
      "them\n");
  EXPECT_EQ(
      refusal(entry("mira") + group("blue", "member;range=0-1499: uid=mira,dc=example\n")),
      "rolecall: line 7: is incomplete: of an attribute with ;range= there are more values than "
      "these. Ask for all of them, or leave the attribute out\n");
  EXPECT_EQ(
      refusal(entry("mira") + "dn: uid=ravi,dc=example,dc=org\nobjectClass: inetOrgPers"),
      "rolecall: line 7: the file ends in the middle of this entry, without the end of a line; "
      "nothing was imported. Export it again, or check the copy\n");
  EXPECT_EQ(refusal(entry("mira") + "dn: uid=mira,dc=example,dc=org\nchangetype: delete\n"),
            "rolecall: line 7: these are changes, not a listing: only changetype: add is taken\n");
}

TEST_F(ImportLdif, PagesOfOneAnswerAreOneListing) {
  EXPECT_EQ(created(entry("mira") +
                    "search: 2\nresult: 0 Success\npagedresults: cookie=AQ==\n\n"
                    "# numEntries: 1\n\n" +
                    entry("ravi") +
                    "search: 3\nresult: 0 Success\npagedresults: cookie=\n\n"
                    "# numEntries: 1\n"),
            2U);
}

TEST_F(ImportLdif, EntriesToBeAddedAreEntries) {
  EXPECT_EQ(created("dn: uid=mira,dc=example,dc=org\ncontrol: 1.2.3 false\nchangetype: add\n"
                    "objectClass: person\nuid: mira\n"),
            1U);
}

TEST_F(ImportLdif, ALargePictureIsNoHindrance) {
  std::string picture = "jpegPhoto:: ";
  for (int i = 0; i < 20000; ++i) picture += "AAAA\n AAAA";
  EXPECT_EQ(created(entry("mira", picture + '\n') +
                    entry("ravi", "jpegPhoto:: " + std::string(400000, 'A') + '\n')),
            2U);
}

TEST_F(ImportLdif, GroupsAreTakenWhereTheyAreAskedFor) {
  const std::string text =
      group("Blue\\, Team",
            "member: UID=mira , ou=People,  DC=example,dc=org\n"
            "member: uid=ravi,ou=people,dc=example,dc=org\n"
            "member: uid=gone,ou=people,dc=example,dc=org\n") +
      entry("mira") +
      entry("ravi",
            "memberOf: cn=Blue\\2c Team,ou=groups,dc=example,dc=org\n"
            "memberOf: cn=elsewhere,ou=groups,dc=example,dc=org\n") +
      "dn: cn=posix,ou=groups,dc=example,dc=org\nobjectClass: posixGroup\nmemberUid: mira\n";
  EXPECT_EQ(created(text, {"--groups"}), 2U);
  EXPECT_EQ(members("Blue, Team"), (Texts{"mira", "ravi"}));
  EXPECT_EQ(members("elsewhere"), Texts{"ravi"});
  EXPECT_EQ(members("posix"), Texts{"mira"});
  EXPECT_EQ(notes(text, {"--groups"}),
            Texts{"rolecall: memberships of nobody in the file, not taken: 1"});
}

TEST_F(ImportLdif, TheSameFileAgainMakesNothingTwice) {
  const std::string text =
      entry("mira") + group("blue", "member: uid=mira,ou=people,dc=example,dc=org\n");
  const auto first = results(text, {"--groups"});
  const auto again = results(text, {"--groups"});
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].at("result"), "already_imported");
  EXPECT_EQ(again[0].at("id"), first[0].at("id"));
  EXPECT_EQ(again[0].at("position"), first[0].at("position"));
  EXPECT_EQ(ask({"replay"}).at("position"), 3);  // a group, a user, a member
}

TEST_F(ImportLdif, AGroupThatIsThereIsTaken) {
  const std::string in_blue = "memberOf: cn=blue,dc=example,dc=org\n";
  EXPECT_EQ(created(entry("mira", in_blue), {"--groups"}), 1U);
  EXPECT_EQ(created("\n" + entry("ravi", in_blue), {"--groups"}), 1U);
  EXPECT_EQ(members("blue"), (Texts{"mira", "ravi"}));
}

TEST_F(ImportLdif, TheSameFileAgainDoesNotRemakeAGroupThatWasDeleted) {
  const std::string text = entry("mira", "memberOf: cn=blue,dc=example,dc=org\n");
  EXPECT_EQ(created(text, {"--groups"}), 1U);
  ASSERT_EQ(run({"group", "delete", "blue"}).code, 0);
  EXPECT_EQ(results(text, {"--groups"})[0].at("result"), "already_imported");
  EXPECT_EQ(ask({"groups"}).at("groups").as_array().size(), 0U);
}

TEST_F(ImportLdif, TwoGroupsOfOneNameAreRefused) {
  EXPECT_EQ(refusal(group("blue", "") + "dn: cn=Blue,dc=example,dc=org\nobjectClass: group\n",
                    {"--groups"}),
            "rolecall: line 4: has the name of another group of the file; rename one of the two\n");
  EXPECT_EQ(created(group("blue", "") + group("blue", "") + entry("mira")), 1U);
}

TEST_F(ImportLdif, ADryRunTellsTheSameAndMakesNothing) {
  const std::string text =
      entry("mira", "memberOf: cn=blue,dc=example,dc=org\n") + entry("MIRA") + entry("ravi");
  const auto told = results(text, {"--groups", "--dry-run"});
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].at("result"), "would_create");
  EXPECT_EQ(told[1].at("code"), "already_exists");
  EXPECT_EQ(told[2].at("result"), "would_create");
  EXPECT_FALSE(std::filesystem::exists(data));
}

TEST_F(ImportLdif, AnExportComesBackAsItWas) {
  std::string people;
  for (const char* const members :
       {R"("username": "mira", "email": "mira@example.org", "display_name": "Mira H.",)"
        R"( "first_name": "Mira", "last_name": "Holt", "external_id": "0417", "role": "admin")",
        R"("username": "ravi", "role": "viewer", "active": false)",
        R"("username": "tova", "first_name": "Tova", "role": "ops")",
        R"("username": "pia", "last_name": "Moor")",
        R"("username": "jürn, köhl", "first_name": "Jürn", "last_name": "Köhl")",
        R"("username": "#5", "display_name": "Fünf", "first_name": "F.")",
        R"("username": "eve", "display_name": "Eve R", "first_name": "Eve", "last_name": "R")"}) {
    people += "{" + std::string(members) + "}\n";
  }
  ASSERT_EQ(run({"import", "--people", write_file("people.ndjson", people)}).code, 0);
  const std::string before = run({"export", "--people"}).out;
  const std::string ldif = run({"export", "--people", "--format", "ldif"}).out;
  std::filesystem::remove_all(data);
  EXPECT_EQ(created(ldif, {"--role-from", "viewer,analyst,admin,ops"}), 7U);
  EXPECT_EQ(run({"export", "--people"}).out, before);
}

TEST_F(ImportLdif, WhatAFlagSaysMustBeUnderstood) {
  const auto refused = [&](const Texts& flags) {
    const Ended ended = import(entry("mira"), flags);
    EXPECT_EQ(ended.code, 2) << ended.out;
    return ended.err;
  };
  EXPECT_EQ(
      refused({"--role-from", "lead=king"}),
      "rolecall: --role-from: must be WORD=ROLE with commas between; roles are viewer, analyst, "
      "admin and ops\n");
  EXPECT_EQ(refused({"--role-from", "a=ops,a=admin"}), "rolecall: --role-from: has a word twice\n");
  EXPECT_EQ(refused({"--map", "userPassword=attributes.p"}),
            "rolecall: --map: must not map a password: passwords are never taken\n");
  EXPECT_EQ(refused({"--map", "a=external_id", "--map", "b=external_id"}),
            "rolecall: --map: maps two to the same member\n");
  EXPECT_EQ(refused({"--map", "a=role"}),
            "rolecall: --map: must map to username, email, display_name, first_name, last_name, "
            "external_id or attributes.NAME\n");
  const std::string csv = write_file("people.csv", "username\nmira\n");
  EXPECT_EQ(run({"import", "--people", csv, "--groups"}).code, 2);
  EXPECT_EQ(run({"import", "--people", csv, "--role-from", "ops"}).code, 2);
  EXPECT_EQ(run({"import", "--people", csv, "--map", "a=email"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(data));
}

}  // namespace
}  // namespace rolecall::test
