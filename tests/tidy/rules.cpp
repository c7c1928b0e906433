#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <map>
#include <optional>
#include <regex>

namespace rolecall::test {
namespace {

constexpr std::size_t line_max_chars = 100;
constexpr std::size_t file_max_lines = 500;

// The rooms of each floor, in the order of the data. A room may include what stands before it, and
// its own; a dialect no other dialect.
constexpr std::array rooms = std::to_array<std::string_view>({
    "engine",
    "engine/types",
    "engine/storage",
    "engine/audit",
    "engine/log",
    "engine/secrets",
    "engine/snapshot",
    "engine/events",
    "engine/folder",
    "engine/backup",
    "engine/state",
    "engine/commands",
    "engine/writer",
    "projections/indexes",
    "projections/model",
    "projections/directory",
    "projections/groups",
    "projections/users",
    "projections/invitations",
    "projections/history",
    "api/json",
    "api/http",
    "api/graphql",
    "api",
    "api/dialects/native",
    "api/dialects/graph_olap",
    "api/dialects/paradime",
    "api/dialects/posit_connect",
    "api/dialects/wallaroo",
    "api/dialects",
    "tools",
});
constexpr std::array<std::string_view, 4> floors{"engine", "projections", "api", "tools"};

std::string at(const File& file, std::size_t line, const std::string& what) {
  return file.path + ':' + std::to_string(line) + ": " + what;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines{""};
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::string_view first_folder(std::string_view path) { return path.substr(0, path.find('/')); }

bool is_on_a_floor(std::string_view path) {
  return std::ranges::find(floors, first_folder(path)) != floors.end();
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/')); }

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Of the room that a file lies in; rooms of tools have no order among each other.
std::optional<std::size_t> rank_of(std::string_view path) {
  const std::string_view room = first_folder(path) == "tools" ? "tools" : folder_of(path);
  const auto found = std::ranges::find(rooms, room);
  return found == rooms.end() ? std::nullopt : std::optional<std::size_t>(found - rooms.begin());
}

std::size_t count_chars(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::optional<std::string> wrong_include(const File& file, const std::string& included) {
  if (included == "lmdb.h" && !file.path.starts_with("engine/storage/lmdb_env.")) {
    return "lmdb.h is for engine/storage/lmdb_env.* alone; go through it";
  }
  if (included.starts_with("boost/beast") && !file.path.starts_with("api/http/") &&
      !file.path.starts_with("tools/calls/https_client.")) {
    return "Beast is for api/http and tools/calls/https_client.* alone; go through them";
  }
  if (!is_on_a_floor(file.path)) return std::nullopt;
  const std::string_view folder = first_folder(included);
  if (folder == "tests" || folder == "bench") {
    return "includes " + included + "; nothing but tests and bench may see tests and bench";
  }
  if (!is_on_a_floor(included)) return std::nullopt;
  const auto own = rank_of(file.path);
  const auto other = rank_of(included);
  if (!own)
    return "lies in a room without a place; give it one in the order of tests/tidy/rules.cpp";
  if (other && *other <= *own) return std::nullopt;
  return "includes " + included + "; includes point one way, see the order of rooms in rules.cpp";
}

}  // namespace

bool is_cpp(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".hpp"); }

bool is_source(std::string_view path) {
  return is_cpp(path) || path.ends_with(".sh") || path.ends_with(".cmake") ||
         path.ends_with(".proto") || path.ends_with(".in") || path.ends_with("CMakeLists.txt");
}

bool is_markdown(std::string_view path) { return path.ends_with(".md"); }

Findings check_includes(const File& file) {
  static const std::regex include(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
  Findings findings;
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(lines[i], match, include)) continue;
    if (const auto wrong = wrong_include(file, match[1]))
      findings.push_back(at(file, i + 1, *wrong));
  }
  return findings;
}

Findings check_pragma_once(const File& file) {
  if (!file.path.ends_with(".hpp")) return {};
  const auto lines = lines_of(file.text);
  if (std::ranges::find(lines, "#pragma once") != lines.end()) return {};
  return {at(file, 1, "a header without #pragma once; add it below the first comment")};
}

Findings check_layout(const File& file) {
  Findings findings;
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line.find('\t') != std::string::npos)
      findings.push_back(at(file, i + 1, "a tab; use spaces"));
    if (!line.empty() && (line.back() == ' ' || line.back() == '\r')) {
      findings.push_back(at(file, i + 1, "blanks at the end of the line; take them off"));
    }
    if (const std::size_t chars = count_chars(line); chars > line_max_chars) {
      findings.push_back(
          at(file, i + 1, std::to_string(chars) + " characters in a line; break it"));
    }
  }
  if (lines.size() > file_max_lines) {
    findings.push_back(at(file, lines.size(), "more than 500 lines; split the file by concept"));
  }
  if (!file.text.empty() && file.text.back() != '\n') {
    findings.push_back(at(file, lines.size(), "no newline at the end; add one"));
  }
  return findings;
}

Findings check_test_namespace(const File& file) {
  static const std::regex other(R"(^namespace rolecall\b(?!::test\b).*)");
  Findings findings;
  if (first_folder(file.path) != "tests") return findings;
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!std::regex_match(lines[i], other)) continue;
    findings.push_back(at(file, i + 1, "what is of the tests is in rolecall::test; move it there"));
  }
  return findings;
}

Findings check_test_files(const File& file) {
  Findings findings;
  if (first_folder(file.path) != "tests") return findings;
  const auto lines = lines_of(code_only(file.text));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find("TempDir(") == std::string::npos) continue;
    findings.push_back(at(file, i + 1, "a folder for all tests; use a TemporaryDirectory"));
  }
  return findings;
}

Findings check_open_ends(const File& file) {
  // In halves, so that this file has none of them.
  static const std::regex words(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X|HA"
      "CK)\\b");
  Findings findings;
  const auto lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(lines[i], match, words)) continue;
    findings.push_back(at(file, i + 1, match.str() + " is left open; do it or drop it"));
  }
  return findings;
}

Findings check_file_name(const File& file) {
  static const std::regex snake_case(
      R"(([a-z0-9_.]+/)*([a-z0-9_]+(\.[a-z0-9_]+)*|CMakeLists\.txt))");
  if (std::regex_match(file.path, snake_case)) return {};
  return {at(file, 1, "a file name that is not snake_case; rename it")};
}

Findings check_links(const File& file, const std::function<bool(const std::string&)>& exists) {
  static const std::regex link(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  Findings findings;
  const auto lines = lines_of(file.text);
  bool in_code = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("```")) in_code = !in_code;
    if (in_code) continue;
    const std::sregex_iterator end;
    for (std::sregex_iterator it(lines[i].begin(), lines[i].end(), link); it != end; ++it) {
      const std::string target = (*it)[1];
      if (target.find(':') != std::string::npos) continue;
      const auto path = std::filesystem::path(file.path).parent_path() / target;
      if (exists(path.lexically_normal().generic_string())) continue;
      findings.push_back(at(file, i + 1, "a link to " + target + ", which is not there; mend it"));
    }
  }
  return findings;
}

Findings check_shared_names(const std::vector<std::string>& paths) {
  std::map<std::string, std::string> of_product;
  for (const std::string& path : paths) {
    if (is_on_a_floor(path) && is_cpp(path)) of_product.emplace(name_of(path), path);
  }
  Findings findings;
  for (const std::string& path : paths) {
    if (first_folder(path) != "tests") continue;
    const auto found = of_product.find(name_of(path));
    if (found == of_product.end()) continue;
    findings.push_back(path + ":1: is called like " + found->second +
                       "; name it by what it is for the tests");
  }
  return findings;
}

Findings check_top_level(const std::vector<std::string>& entries) {
  static const std::regex allowed(
      "CMakeLists\\.txt|CMakePresets\\.json|README\\.md|CHANGELOG\\.md|LICENSE|engine|projections|"
      "api|tools|bench|"
      "tests|\\..*");
  // What .gitignore names.
  static const std::regex ignored("build|rolecall-data.*|.*\\.master-key|compile_commands\\.json");
  Findings findings;
  for (const std::string& entry : entries) {
    if (std::regex_match(entry, allowed) || std::regex_match(entry, ignored)) continue;
    findings.push_back(entry + ":1: does not belong at the top; put it into one of the folders");
  }
  return findings;
}

}  // namespace rolecall::test
