#include "api/http/lines_file.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "tests/support/child_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

class LinesFileTest : public testing::Test {
 protected:
  std::string text() const {
    std::stringstream read;
    read << std::ifstream(path).rdbuf();
    return read.str();
  }

  TemporaryDirectory parent;
  const std::string path = parent.path() / "logs" / "lines";
};

TEST_F(LinesFileTest, GrowsByWholeLinesAndMakesItsFolder) {
  auto file = LinesFile::open(path);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->write("a\nb\n").lost, 0U);
  EXPECT_EQ(text(), "a\nb\n");
  auto again = LinesFile::open(path);
  again->write("c\n");
  EXPECT_EQ(text(), "a\nb\nc\n");
}

TEST_F(LinesFileTest, GoesOnBehindHalfALineOnALineOfItsOwn) {
  std::filesystem::create_directory(parent.path() / "logs");
  std::ofstream(path) << "a\nhalf";
  LinesFile::open(path)->write("b\n");
  EXPECT_EQ(text(), "a\nhalf\nb\n");
}

// In a process that may write no more than so many bytes, as a full disk has it.
TEST_F(LinesFileTest, TakesBackTheLineThatDoesNotFit) {
  const int code = run_in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit few_bytes{10, 10};
    ::setrlimit(RLIMIT_FSIZE, &few_bytes);
    auto file = LinesFile::open(path);
    if (!file) return 1;
    const auto [lost, reason] = file->write("first\nsecond\nthird\n");
    if (lost != 2 || reason != EFBIG) return 2;
    if (file->write("abc\n").lost != 0) return 3;
    return file->write("more\n").lost == 1 ? 0 : 4;
  });
  EXPECT_EQ(code, 0);
  EXPECT_EQ(text(), "first\nabc\n");
}

TEST_F(LinesFileTest, SaysWhyItCannotBeOpened) {
  const auto file = LinesFile::open(parent.path());
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().detail.find("Is a directory"), std::string::npos) << file.error().detail;
}

}  // namespace
}  // namespace rolecall::test
