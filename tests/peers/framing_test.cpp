// The protocols of the peers, byte by byte: what is sent, and where an answer ends.
#include <array>

#include <gtest/gtest.h>

#include "bench/peers/ldap.hpp"
#include "bench/peers/postgres_wire.hpp"
#include "bench/peers/resp.hpp"
#include "tools/load/protocol.hpp"

namespace rolecall::test {
namespace {

using namespace std::literals;

// All the same however many bytes of it have come: nothing until it is whole, then its length and
// status, whatever is behind it.
void expect_answer(load::AnswerLength answer_length, const std::string& answer, int status) {
  int said = 0;
  for (std::size_t i = 0; i < answer.size(); ++i) {
    EXPECT_EQ(answer_length(answer.substr(0, i), said).value(), 0U) << i << " bytes of it";
  }
  EXPECT_EQ(answer_length(answer + answer.substr(0, 1), said).value(), answer.size());
  EXPECT_EQ(said, status);
}

TEST(RespFraming, ACommandIsAnArrayOfBulkStrings) {
  std::string out;
  peers::append_command(out, std::array{"GET"sv, "ann"sv});
  EXPECT_EQ(out, "*2\r\n$3\r\nGET\r\n$3\r\nann\r\n");
}

TEST(RespFraming, AnAnswerEndsWithItsLastElement) {
  for (const char* answer : {"+OK\r\n", ":12\r\n", "$3\r\na\r\n\r\n", "$0\r\n\r\n", "$-1\r\n",
                             "*0\r\n", "*3\r\n$1\r\nx\r\n*1\r\n:1\r\n$-1\r\n"}) {
    expect_answer(&peers::resp_answer_length, answer, 200);
  }
  expect_answer(&peers::resp_answer_length, "-ERR no\r\n", 500);
  int status = 0;
  EXPECT_FALSE(peers::resp_answer_length("HTTP/1.1 400\r\n", status));
}

TEST(PostgresFraming, AConnectionBeginsWithItsVersion) {
  std::string out;
  peers::append_startup(out, "u", "d");
  EXPECT_EQ(out, "\0\0\0\x1b\0\x03\0\0user\0u\0database\0d\0\0"s);
}

TEST(PostgresFraming, AStatementIsPreparedAndThenRun) {
  std::string out;
  peers::append_parse(out, "s", "SELECT $1");
  EXPECT_EQ(out, "P\0\0\0\x12s\0SELECT $1\0\0\0"s);
  out.clear();
  peers::append_execute(out, "s", std::array{"ann"sv});
  EXPECT_EQ(out,
            "B\0\0\0\x14\0s\0\0\0\0\x01\0\0\0\x03"
            "ann\0\0"
            "E\0\0\0\x09\0\0\0\0\0"
            "S\0\0\0\x04"s);
}

TEST(PostgresFraming, AnAnswerEndsWhereTheServerIsReady) {
  const std::string row = "D\0\0\0\x0b\0\x01\0\0\0\x01x"s;
  const std::string ready = "Z\0\0\0\x05I"s;
  expect_answer(&peers::postgres_answer_length, row + row + "C\0\0\0\x05\0"s + ready, 200);
  expect_answer(&peers::postgres_answer_length, "E\0\0\0\x05\0"s + ready, 500);
  EXPECT_EQ(peers::postgres_rows(row + row + ready), 2U);
  int status = 0;
  EXPECT_FALSE(peers::postgres_answer_length("D\0\0\0\x03\0\0"s, status));
}

TEST(LdapFraming, ABindAndASearchAreBer) {
  std::string out;
  peers::append_bind(out, 1, "cn=a", "b");
  EXPECT_EQ(out,
            "\x30\x11\x02\x01\x01\x60\x0c\x02\x01\x03\x04\x04"
            "cn=a\x80\x01"
            "b"s);
  out.clear();
  peers::append_search(out, 300, {"o=x", "uid", peers::LdapMatch::prefix, "an", 20});
  EXPECT_EQ(out,
            "\x30\x29\x02\x02\x01\x2c\x63\x23\x04\x03"
            "o=x\x0a\x01\x01\x0a\x01\x00\x02\x01\x14\x02\x01\x00\x01\x01\x00\xa4\x0b\x04\x03"
            "uid\x30\x04\x80\x02"
            "an\x30\x00"s);
  out.clear();
  peers::append_search(out, 128, {"o=x", "uid", peers::LdapMatch::whole, "an", 0});
  EXPECT_EQ(out,
            "\x30\x27\x02\x02\x00\x80\x63\x21\x04\x03"
            "o=x\x0a\x01\x01\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\xa3\x09\x04\x03"
            "uid\x04\x02"
            "an\x30\x00"s);
}

TEST(LdapFraming, ALongTextHasALongLength) {
  std::string out;
  peers::append_bind(out, 1, std::string(300, 'n'), "b");
  EXPECT_EQ(out.substr(0, 16), "\x30\x82\x01\x3d\x02\x01\x01\x60\x82\x01\x36\x02\x01\x03\x04\x82"s);
  EXPECT_EQ(out.size(), 4U + 0x13d);
}

TEST(LdapFraming, AnAnswerEndsWithItsResult) {
  const std::string entry = "\x30\x0c\x02\x01\x02\x64\x07\x04\x03o=x\x30\x00"s;
  const auto end = [](char operation, char result) {
    return "\x30\x0c\x02\x01\x02"s + operation + "\x07\x0a\x01"s + result + "\x04\0\x04\0"s;
  };
  expect_answer(&peers::ldap_answer_length, entry + entry + end(0x65, 0), 200);
  expect_answer(&peers::ldap_answer_length, entry + end(0x65, 4), 200);  // there are more
  expect_answer(&peers::ldap_answer_length, end(0x65, 32), 500);         // no such entry
  expect_answer(&peers::ldap_answer_length, end(0x61, 49), 500);         // wrong password
  EXPECT_EQ(peers::ldap_entries(entry + entry + end(0x65, 0)), 2U);
  int status = 0;
  EXPECT_FALSE(peers::ldap_answer_length("HTTP/1.1 400", status));
}

}  // namespace
}  // namespace rolecall::test
