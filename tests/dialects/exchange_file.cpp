#include "tests/dialects/exchange_file.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rolecall::test {
namespace {

bool equal_names(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

// Puts a text between """ and """ into one line, as a JSON string.
std::string join_long_texts(std::string body) {
  static constexpr std::string_view mark = "\"\"\"";
  for (auto begin = body.find(mark); begin != std::string::npos; begin = body.find(mark, begin)) {
    const auto end = body.find(mark, begin + mark.size());
    if (end == std::string::npos) throw std::runtime_error("\"\"\" without its end");
    const std::string text = body.substr(begin + mark.size(), end - begin - mark.size());
    const std::string json = boost::json::serialize(boost::json::string(text));
    body.replace(begin, end + mark.size() - begin, json);
    begin += json.size();
  }
  return body;
}

class Parser {
 public:
  explicit Parser(const std::string& name) { file_.name = name; }

  ExchangeFile parse(std::string_view text) {
    std::istringstream lines{std::string(text)};
    try {
      for (std::string line; std::getline(lines, line);) {
        ++line_;
        take(line);
      }
      finish();
    } catch (const std::exception& error) {
      throw std::runtime_error(file_.name + ':' + std::to_string(line_) + ": " + error.what());
    }
    return std::move(file_);
  }

 private:
  // Where the next line of an exchange belongs.
  enum class Part { none, request, request_body, answer, answer_body };

  void take(const std::string& line) {
    if (line.empty()) {
      finish();
      title_.clear();
    } else if (line[0] == '#') {
      if (part_ != Part::none) finish();
      if (!title_.empty()) title_ += '\n';
      title_ += line.substr(std::min<std::size_t>(2, line.size()));
    } else if (line[0] == '@') {
      finish();
      take_setting(line);
    } else if (line[0] == '>' || line[0] == '<') {
      if (line.size() > 1 && line[1] != ' ') throw std::runtime_error("a blank must follow > or <");
      const std::string text = line.substr(std::min<std::size_t>(2, line.size()));
      line[0] == '>' ? take_request(text) : take_answer(text);
    } else {
      throw std::runtime_error("a line begins with #, @, > or <");
    }
  }

  void take_setting(const std::string& line) {
    const auto words = words_of(line);
    const std::string rest = text_after(line, words[0].size());
    if (words[0] == "@empty") {
      file_.is_empty = true;
    } else if (words[0] == "@serve") {
      file_.arguments.insert(file_.arguments.end(), words.begin() + 1, words.end());
    } else if (words[0] == "@file" && words.size() > 2) {
      file_.files.emplace_back(words[1], text_after(rest, words[1].size()));
    } else if (words[0] == "@header") {
      set(always_, field_of(rest));
    } else {
      throw std::runtime_error("no such setting");
    }
  }

  void take_request(const std::string& text) {
    if (part_ == Part::none) {
      const auto words = words_of(text);
      if (words.size() != 2) throw std::runtime_error("a request begins with METHOD and target");
      exchange_.line = line_;
      exchange_.title = title_;
      exchange_.method = words[0];
      exchange_.target = words[1];
      exchange_.fields = always_;
      part_ = Part::request;
    } else if (part_ == Part::request && text.empty()) {
      part_ = Part::request_body;
    } else if (part_ == Part::request) {
      set(exchange_.fields, field_of(text));
    } else if (part_ == Part::request_body) {
      add_line(exchange_.body, text);
    } else {
      throw std::runtime_error("a request behind an answer; a line must be free between them");
    }
  }

  void take_answer(const std::string& text) {
    if (part_ == Part::none) throw std::runtime_error("an answer without a request");
    if (part_ == Part::request || part_ == Part::request_body) {
      const auto words = words_of(text);
      const bool is_kept = words.size() == 3 && words[1] == "as";
      if (words.size() != 1 && !is_kept) throw std::runtime_error("STATUS or STATUS as NAME");
      exchange_.status = std::stoi(words[0]);
      if (is_kept) exchange_.kept_as = words[2];
      part_ = Part::answer;
    } else if (part_ == Part::answer && text.empty()) {
      part_ = Part::answer_body;
    } else if (part_ == Part::answer) {
      exchange_.expected_fields.push_back(field_of(text));
    } else {
      add_line(exchange_.expected_body, text);
    }
  }

  void finish() {
    if (part_ == Part::none) return;
    if (exchange_.status == 0) throw std::runtime_error("a request without an answer");
    std::erase_if(exchange_.fields, [](const Field& field) { return field.value.empty(); });
    exchange_.body = join_long_texts(std::move(exchange_.body));
    if (!exchange_.expected_body.empty()) boost::json::parse(exchange_.expected_body);
    file_.exchanges.push_back(std::exchange(exchange_, {}));
    part_ = Part::none;
  }

  static void add_line(std::string& body, const std::string& text) {
    if (!body.empty()) body += '\n';
    body += text;
  }
  static std::string text_after(const std::string& line, std::size_t at) {
    const auto begin = line.find_first_not_of(' ', at);
    return begin == std::string::npos ? std::string() : line.substr(begin);
  }
  static Field field_of(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) throw std::runtime_error("a field has a colon");
    return {text.substr(0, colon), text_after(text, colon + 1)};
  }
  static void set(std::vector<Field>& fields, Field field) {
    std::erase_if(fields, [&](const Field& one) { return equal_names(one.name, field.name); });
    fields.push_back(std::move(field));
  }

  ExchangeFile file_;
  Exchange exchange_;
  Part part_ = Part::none;
  std::size_t line_ = 0;
  std::string title_;
  std::vector<Field> always_;
};

}  // namespace

ExchangeFile parse_exchanges(const std::string& name, std::string_view text) {
  return Parser(name).parse(text);
}

}  // namespace rolecall::test
