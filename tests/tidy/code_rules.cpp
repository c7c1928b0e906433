// The rules that look at code: how long functions are, and what things are called.
#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

#include "tests/tidy/rules.hpp"

namespace rolecall::test {
namespace {

constexpr std::size_t function_max_lines = 70;

bool contains_word(const std::string& text, const char* words) {
  return std::regex_search(text, std::regex(std::string("\\b(") + words + ")\\b"));
}

// Finds functions by their braces. A brace that opens in a namespace or a type, behind something
// with parentheses, opens a function; what opens inside belongs to it.
class FunctionFinder {
 public:
  explicit FunctionFinder(const File& file) : file_(file), code_(code_only(file.text)) {}

  Findings run() {
    for (const char c : code_) take(c);
    return std::move(findings_);
  }

 private:
  enum class Block { scope, function, initializer, argument };

  void take(char c) {
    if (c == '\n') {
      ++line_;
      if (head_.starts_with('#')) head_.clear();  // a directive
    } else if (c == '{') {
      open();
    } else if (c == '}') {
      close();
    } else if (c == ';' && !inside()) {
      head_.clear();
    } else if (!inside() && (!head_.empty() || !std::isspace(static_cast<unsigned char>(c)))) {
      if (head_.empty()) head_line_ = line_;
      head_ += c;
    }
    if (c == '\n' && !head_.empty()) head_ += ' ';
  }
  bool inside() const { return !blocks_.empty() && blocks_.back() != Block::scope; }
  Block block_of_head() const {
    if (inside()) return Block::initializer;
    if (std::ranges::count(head_, '(') > std::ranges::count(head_, ')')) return Block::argument;
    const std::string plain = std::regex_replace(head_, std::regex(R"(alignas\([^)]*\))"), "");
    if (plain.find('(') != std::string::npos) return Block::function;
    const bool is_scope = contains_word(plain, "namespace|class|struct|union|extern");
    return is_scope ? Block::scope : Block::initializer;
  }
  void open() {
    const Block block = block_of_head();
    if (block == Block::function) begin_ = head_line_;
    blocks_.push_back(block);
    if (block != Block::argument) head_.clear();
  }
  void close() {
    if (blocks_.empty()) return;
    if (blocks_.back() == Block::function && line_ - begin_ + 1 > function_max_lines) {
      findings_.push_back(file_.path + ':' + std::to_string(begin_) + ": a function of " +
                          std::to_string(line_ - begin_ + 1) + " lines; split it at 70");
    }
    if (blocks_.back() != Block::argument) head_.clear();
    blocks_.pop_back();
  }

  const File& file_;
  std::string code_;
  Findings findings_;
  std::vector<Block> blocks_;
  std::string head_;  // since the last brace or semicolon
  std::size_t head_line_ = 1;
  std::size_t begin_ = 1;
  std::size_t line_ = 1;
};

// The words of an identifier or a file name, in lower case: user_rows, UserRows and LMDBRows have
// two each.
std::vector<std::string> words_of(std::string_view name) {
  static const std::regex word("[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+");
  std::vector<std::string> words;
  const std::cregex_iterator end;
  for (std::cregex_iterator it(name.begin(), name.end(), word); it != end; ++it) {
    words.push_back(it->str());
    for (char& c : words.back()) c = static_cast<char>(std::tolower(c));
  }
  return words;
}

bool says_nothing(std::string_view name) {
  constexpr std::array<std::string_view, 6> banned{"base", "manager", "helper",
                                                   "util", "utils",   "impl"};
  // A variable may be a base, e.g. of a sum; a type or a file is none.
  const bool is_variable = std::islower(static_cast<unsigned char>(name[0])) != 0 &&
                           name.find_first_of("/.") == std::string_view::npos;
  return std::ranges::any_of(words_of(name), [&](const std::string& word) {
    return std::find(banned.begin() + is_variable, banned.end(), word) != banned.end();
  });
}

}  // namespace

Findings check_function_lengths(const File& file) { return FunctionFinder(file).run(); }

Findings check_names(const File& file) {
  // What stands behind :: is another's name, or was declared, and found, elsewhere. Beast's parser
  // calls on_header_impl and the like.
  static const std::regex identifier(R"((::\s*)?\b([A-Za-z_]\w*))");
  static const std::regex of_beast("on_[a-z_]+_impl");
  Findings findings;
  if (says_nothing(file.path))
    findings.push_back(file.path + ":1: a name that says nothing; rename");
  std::size_t line = 1;
  std::string rest = code_only(file.text);
  for (std::size_t begin = 0; begin < rest.size(); ++line) {
    const std::size_t end = std::min(rest.find('\n', begin), rest.size());
    const std::string text = rest.substr(begin, end - begin);
    begin = end + 1;
    if (text.starts_with('#')) continue;  // names of headers
    const std::sregex_iterator none;
    for (std::sregex_iterator it(text.begin(), text.end(), identifier); it != none; ++it) {
      const std::string name = (*it)[2];
      if ((*it)[1].matched || !says_nothing(name) || std::regex_match(name, of_beast)) continue;
      findings.push_back(file.path + ':' + std::to_string(line) + ": " + name +
                         " says nothing; name it by what it is or does");
    }
  }
  return findings;
}

}  // namespace rolecall::test
