// What is made of the pairs of a comparison.
#include <numeric>

#include <gtest/gtest.h>

#include "bench/peers/paired_ratios.hpp"
#include "bench/peers/report.hpp"

namespace rolecall::test {
namespace {

TEST(PairedRatios, TheIntervalIsOfTheBinomialDistribution) {
  const std::pair<std::size_t, std::size_t> begins[] = {{1, 1},  {5, 1},   {6, 1},   {8, 1},
                                                        {9, 2},  {12, 3},  {15, 4},  {20, 6},
                                                        {25, 8}, {50, 18}, {100, 40}};
  for (const auto& [count, begin] : begins) EXPECT_EQ(peers::interval_begin(count), begin) << count;
}

TEST(PairedRatios, OfFifteenItIsFromTheFourthToTheTwelfth) {
  std::vector<double> ratios(15);
  std::iota(ratios.rbegin(), ratios.rend(), 1);
  const peers::Ratio ratio = peers::median_ratio(ratios);
  EXPECT_EQ(ratio.median, 8);
  EXPECT_EQ(ratio.low, 4);
  EXPECT_EQ(ratio.high, 12);
  EXPECT_EQ(peers::median_of({1, 4, 2, 3}), 2.5);
}

// Ratios are those of neighbours in time: here each is 2, though both became slower.
TEST(PairedRatios, ATableHasTheRatiosOfPairs) {
  peers::Comparison one{{"batch", peers::Kind::batch, 32, 1}, "other", {}, {}};
  for (const double factor : {1.0, 3.0, 2.0}) {
    one.ours.push_back({1000 / factor, 200 * factor, 500, 1500});
    one.theirs.push_back({500 / factor, 100 * factor, 700, 2500});
  }
  const peers::Report report{100, {3, 0.5}, {one}, {{"rolecall", {2}}, {"other", {8}}}};
  const std::string table = peers::as_markdown(report);
  for (const char* line :
       {"| batch | 32 | rolecall | 50.0k | 4.00 | 0.50 / 1.50 | | |\n",
        "| | | other | 25.0k | 2.00 | 0.70 / 2.50 | **2.00** (2.00–2.00) | "
        "**2.00** (2.00–2.00) |\n",
        "with their range", "| other | 8.00 | 12.5 | **0.25** (0.25–0.25) |\n"}) {
    EXPECT_NE(table.find(line), std::string::npos) << line << table;
  }
  EXPECT_NE(peers::as_json(report).find(R"("users":100,"pairs":3,)"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::test
