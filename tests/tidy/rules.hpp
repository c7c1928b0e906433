// The rules of style that a machine can check, each over plain values, so that each has a test of
// its own that it still finds what it is for.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::test {

struct File {
  std::string path;  // from the root of the repository, with '/'
  std::string text;
};

// "path:line: what is wrong; what to do"
using Findings = std::vector<std::string>;

// C++ without comments, and with empty strings and characters; every line stays where it was.
std::string code_only(std::string_view text);

Findings check_includes(const File& file);
Findings check_pragma_once(const File& file);
Findings check_layout(const File& file);  // tabs, ends of lines, lengths
Findings check_function_lengths(const File& file);
Findings check_names(const File& file);  // words that say nothing, in identifiers and file names
Findings check_test_namespace(const File& file);  // tests are in rolecall::test
Findings check_test_files(const File& file);      // no two tests at once write to one file
Findings check_open_ends(const File& file);
Findings check_file_name(const File& file);
// `exists` answers for a path from the root of the repository.
Findings check_links(const File& file, const std::function<bool(const std::string&)>& exists);
// Of files of tests that are called like one of the product.
Findings check_shared_names(const std::vector<std::string>& paths);
Findings check_top_level(const std::vector<std::string>& entries);

// Which of the above apply to a file, by its name.
bool is_cpp(std::string_view path);
bool is_source(std::string_view path);
bool is_markdown(std::string_view path);

}  // namespace rolecall::test
