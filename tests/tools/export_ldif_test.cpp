// The entries are read back here by a reader of LDIF that shares nothing with the writer.
#include <map>

#include <boost/json/serialize.hpp>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using Entry = std::multimap<std::string, std::string>;

std::string from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto digit = digits.find(c);
    EXPECT_NE(digit, std::string::npos) << text;
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8));
  }
  return bytes;
}

// The lines of RFC 2849, put together where they were folded.
std::vector<std::string> unfolded(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    EXPECT_LE(line.size(), 76U) << line;
    for (const char c : line) EXPECT_GE(c, ' ') << "neither ASCII nor in base64: " << line;
    if (line.starts_with(' ')) {
      lines.back() += line.substr(1);
    } else {
      lines.push_back(line);
    }
  }
  return lines;
}

std::vector<Entry> read_ldif(const std::string& text) {
  std::vector<std::string> lines = unfolded(text);
  EXPECT_EQ(lines.at(0), "version: 1");
  std::vector<Entry> entries;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) {
      entries.emplace_back();
      continue;
    }
    const auto colon = lines[i].find(':');
    const std::string name = lines[i].substr(0, colon);
    const bool is_base64 = lines[i].at(colon + 1) == ':';
    const auto begin = lines[i].find_first_not_of(' ', colon + (is_base64 ? 2 : 1));
    const std::string value = lines[i].substr(begin);
    if (!is_base64) {
      EXPECT_EQ(std::string(":< ").find(value[0]), std::string::npos) << lines[i];
    }
    entries.back().emplace(name, is_base64 ? from_base64(value) : value);
  }
  return entries;
}

// The value of the first attribute in a distinguished name, and what follows it (RFC 4514).
std::pair<std::string, std::string> first_of_name(const std::string& name) {
  std::string value;
  std::size_t at = name.find('=') + 1;
  for (; name.at(at) != ','; ++at) {
    EXPECT_EQ(std::string("\"+;<>").find(name[at]), std::string::npos) << name;
    if (name[at] == '\\') ++at;
    value += name.at(at);
  }
  return {value, name.substr(at + 1)};
}

std::string one(const Entry& entry, const std::string& name) {
  EXPECT_EQ(entry.count(name), 1U) << name;
  return entry.find(name)->second;
}

class ExportLdif : public RolecallProgram {
 protected:
  std::vector<Entry> exported(const std::string& people,
                              const std::vector<std::string>& more = {}) const {
    const Ended imported = run({"import", "--people", write_file("people.ndjson", people)});
    EXPECT_EQ(imported.code, 0) << imported.out << imported.err;
    std::vector<std::string> arguments{"export", "--people", "--format", "ldif"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return read_ldif(ended.out);
  }
};

TEST_F(ExportLdif, APersonIsAnInetOrgPerson) {
  const auto entries = exported(
      R"({"username": "ann", "email": "ann@example.org", "display_name": "Ann L.",)"
      R"( "first_name": "Ann", "last_name": "Lee", "external_id": "e-1", "role": "admin"})");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0], (Entry{{"dn", "uid=ann,dc=example,dc=org"},
                               {"objectClass", "top"},
                               {"objectClass", "person"},
                               {"objectClass", "organizationalPerson"},
                               {"objectClass", "inetOrgPerson"},
                               {"uid", "ann"},
                               {"cn", "Ann L."},
                               {"sn", "Lee"},
                               {"givenName", "Ann"},
                               {"displayName", "Ann L."},
                               {"mail", "ann@example.org"},
                               {"employeeNumber", "e-1"},
                               {"employeeType", "admin"}}));
}

TEST_F(ExportLdif, EntriesAreThoseOfTheMomentAskedFor) {
  const auto entries = exported(R"({"username": "ann"})"
                                "\n"
                                R"({"username": "bob"})",
                                {"--as-of", "1"});
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(one(entries[0], "uid"), "ann");
}

TEST_F(ExportLdif, EveryEntryHasACommonNameAndASurname) {
  const auto entries = exported(R"({"username": "ann"})"
                                "\n"
                                R"({"username": "bob", "first_name": "Bob", "last_name": "Roe"})"
                                "\n"
                                R"({"username": "eve", "first_name": "Eve"})");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(one(entries[0], "cn"), "ann");
  EXPECT_EQ(one(entries[0], "sn"), "ann");
  EXPECT_EQ(one(entries[1], "cn"), "Bob Roe");
  EXPECT_EQ(one(entries[1], "sn"), "Roe");
  EXPECT_EQ(one(entries[2], "cn"), "Eve");
  EXPECT_EQ(one(entries[2], "sn"), "Eve");
}

TEST_F(ExportLdif, WhoIsDeactivatedIsAlsoOfThatType) {
  const auto entries = exported(R"({"username": "ann", "active": false, "role": "viewer"})");
  EXPECT_EQ(entries[0].count("employeeType"), 2U);
  const auto [first, end] = entries[0].equal_range("employeeType");
  EXPECT_EQ(first->second, "viewer");
  EXPECT_EQ(std::next(first)->second, "deactivated");
}

TEST_F(ExportLdif, AnyNameIsReadBackAsItWas) {
  const std::vector<std::string> names{"#hash",
                                       "a#b",
                                       "a,b+c;d",
                                       "<x>",
                                       ":colon",
                                       "back\\slash",
                                       "\"q\"",
                                       "a=b",
                                       "céline",
                                       "名前 テスト",
                                       "😀",
                                       "two  spaces",
                                       "\\2c",
                                       "=,+\\,,",
                                       std::string(255, 'x'),
                                       std::string(60, ',')};
  std::string people;
  for (const std::string& name : names) {
    const std::string text = boost::json::serialize(boost::json::value(name));
    people += "{\"username\": " + text + ", \"last_name\": " + text + "}\n";
  }
  const std::string base = "ou=Büro\\, Nord,dc=example,dc=org";
  const auto entries = exported(people, {"--base", base});
  ASSERT_EQ(entries.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(one(entries[i], "uid"), names[i]);
    EXPECT_EQ(one(entries[i], "sn"), names[i]);
    EXPECT_EQ(first_of_name(one(entries[i], "dn")), std::pair(names[i], base));
  }
}

}  // namespace
}  // namespace rolecall::test
