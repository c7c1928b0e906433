// Every file of exchanges passes against a real server.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/dialects/exchange_run.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(ROLECALL_SOURCE_DIR) / "tests/dialects/exchanges";

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path().stem());
  std::ranges::sort(found);
  return found;
}

class Exchanges : public testing::TestWithParam<std::string> {};

TEST_P(Exchanges, Pass) {
  const fs::path path = folder / (GetParam() + ".txt");
  std::ifstream in(path);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto file = parse_exchanges(path.lexically_relative(ROLECALL_SOURCE_DIR), text);
  EXPECT_FALSE(file.exchanges.empty());
  for (const std::string& failure : run_exchanges(file)) ADD_FAILURE() << failure;
}

INSTANTIATE_TEST_SUITE_P(Of, Exchanges, testing::ValuesIn(names()),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace rolecall::test
