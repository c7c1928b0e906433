// The whole tree keeps the rules of style.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/tidy/rules.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = ROLECALL_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<File> all_files() {
  std::vector<File> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
    const std::string path = it->path().lexically_relative(root).generic_string();
    if (it.depth() == 0 && (path == "build" || path == ".git")) it.disable_recursion_pending();
    if (!it->is_regular_file() || !(is_source(path) || is_markdown(path))) continue;
    files.push_back({path, read(it->path())});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

class Tree : public testing::Test {
 protected:
  static void SetUpTestSuite() { files_ = all_files(); }

  // No finding in any file that `applies` takes; there must be some such file.
  template <class Applies, class Check>
  void expect_clean(Applies applies, Check check) {
    std::size_t checked = 0;
    for (const File& file : files_) {
      if (!applies(file.path)) continue;
      ++checked;
      for (const std::string& finding : check(file)) ADD_FAILURE() << finding;
    }
    EXPECT_GT(checked, 0U);
  }

  static inline std::vector<File> files_;
};

TEST_F(Tree, IncludesPointOneWay) { expect_clean(is_cpp, check_includes); }
TEST_F(Tree, HeadersHavePragmaOnce) { expect_clean(is_cpp, check_pragma_once); }
TEST_F(Tree, LinesAndFilesAreCleanAndShort) { expect_clean(is_source, check_layout); }
TEST_F(Tree, FunctionsAreShort) { expect_clean(is_cpp, check_function_lengths); }
TEST_F(Tree, NamesSaySomething) { expect_clean(is_cpp, check_names); }
TEST_F(Tree, TestsHaveOneNamespace) { expect_clean(is_cpp, check_test_namespace); }
TEST_F(Tree, TestsShareNoFile) { expect_clean(is_cpp, check_test_files); }
TEST_F(Tree, NothingIsLeftOpen) { expect_clean(is_source, check_open_ends); }
TEST_F(Tree, FileNamesAreInSnakeCase) { expect_clean(is_source, check_file_name); }

TEST_F(Tree, LinksLeadToFiles) {
  const auto exists = [](const std::string& path) { return fs::exists(root / path); };
  expect_clean(is_markdown, [&](const File& file) { return check_links(file, exists); });
}

TEST_F(Tree, TestsHaveFileNamesOfTheirOwn) {
  std::vector<std::string> paths;
  for (const File& file : files_) {
    if (is_cpp(file.path)) paths.push_back(file.path);
  }
  for (const std::string& finding : check_shared_names(paths)) ADD_FAILURE() << finding;
}

TEST_F(Tree, HasTheTopLevelThatItShould) {
  std::vector<std::string> entries;
  for (const auto& entry : fs::directory_iterator(root)) {
    entries.push_back(entry.path().filename().string());
  }
  EXPECT_EQ(check_top_level(entries), Findings{});
}

}  // namespace
}  // namespace rolecall::test
