// What a traceparent header says, and when it says nothing.
#include <string>

#include <gtest/gtest.h>

#include "api/http/trace_context.hpp"

namespace rolecall::test {
namespace {

const std::string trace = "0af7651916cd43dd8448eb211c80319c";
const std::string parent = "b7ad6b7169203331";

TEST(Traceparent, TellsTheTrace) {
  EXPECT_EQ(trace_id_of("00-" + trace + "-" + parent + "-01"), trace);
  EXPECT_EQ(trace_id_of("00-" + trace + "-" + parent + "-00"), trace) << "though it is not sampled";
}

TEST(Traceparent, OfALaterVersionTellsWhatIsAsInThisOne) {
  EXPECT_EQ(trace_id_of("01-" + trace + "-" + parent + "-01"), trace);
  EXPECT_EQ(trace_id_of("01-" + trace + "-" + parent + "-01-and more"), trace);
  EXPECT_EQ(trace_id_of("01-" + trace + "-" + parent + "-01and more"), "");
}

TEST(Traceparent, ThatIsNotValidTellsNothing) {
  const std::string zeros(32, '0');
  const std::string capitals = "0AF7651916CD43DD8448EB211C80319C";
  for (const std::string& wrong :
       {std::string(), "00-" + trace, "00-" + trace + "-" + parent + "-1",
        "00-" + trace + "-" + parent + "-01-", "00-" + trace + "-" + parent + "-01 ",
        "ff-" + trace + "-" + parent + "-01", "00-" + zeros + "-" + parent + "-01",
        "00-" + trace + "-" + zeros.substr(16) + "-01", "00-" + capitals + "-" + parent + "-01",
        "00_" + trace + "-" + parent + "-01", "00-" + trace + "g" + parent + "-01",
        "0g-" + trace + "-" + parent + "-01"}) {
    EXPECT_EQ(trace_id_of(wrong), "") << wrong;
  }
}

}  // namespace
}  // namespace rolecall::test
