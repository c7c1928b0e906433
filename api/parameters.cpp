#include "api/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace rolecall {
namespace {

Problem bad_parameter(std::string_view name, std::string_view detail) {
  Problem problem(400, std::string(detail));
  problem.code = name_of(Errc::invalid_argument);
  problem.field = name;
  return problem;
}

}  // namespace

std::optional<std::string_view> Parameters::text(std::string_view name) {
  taken_.push_back(name);
  std::optional<std::string_view> value;
  for (const NamedText& parameter : given_) {
    if (parameter.name != name) continue;
    if (value) fail(name, "is given twice");
    value = parameter.value;
  }
  return value;
}

std::vector<std::string_view> Parameters::texts(std::string_view name) {
  taken_.push_back(name);
  std::vector<std::string_view> values;
  for (const NamedText& parameter : given_) {
    if (parameter.name == name) values.push_back(parameter.value);
  }
  return values;
}

std::size_t Parameters::integer(std::string_view name, std::size_t least, std::size_t most,
                                std::size_t otherwise) {
  const auto value = text(name);
  if (!value) return otherwise;
  std::size_t number = 0;
  const char* const end = value->data() + value->size();
  const auto [stop, failed] = std::from_chars(value->data(), end, number);
  if (failed != std::errc{} || stop != end || number < least || number > most) {
    const std::string wanted =
        "must be a number from " + std::to_string(least) + " to " + std::to_string(most);
    fail(name, value->empty() ? "is empty: it " + wanted + ", or left out" : wanted);
  }
  return number;
}

std::size_t Parameters::integer_unless_empty(std::string_view name, std::size_t least,
                                             std::size_t most, std::size_t otherwise) {
  const auto value = text(name);
  return value && value->empty() ? otherwise : integer(name, least, most, otherwise);
}

std::optional<bool> Parameters::optional_flag(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const bool is_true = equal_without_case(*value, "true") || *value == "1";
  const bool is_false = equal_without_case(*value, "false") || *value == "0";
  if (!is_true && !is_false) fail(name, "must be true or false");
  return is_true;
}

bool Parameters::flag(std::string_view name) { return optional_flag(name).value_or(false); }

std::vector<std::string_view> Parameters::words(std::string_view name) {
  std::vector<std::string_view> words;
  const auto value = text(name);
  if (!value) return words;
  for (std::string_view rest = *value;;) {
    const auto comma = rest.find(',');
    words.push_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) return words;
    rest.remove_prefix(comma + 1);
  }
}

void Parameters::fail(std::string_view name, std::string_view detail) {
  fail(bad_parameter(name, detail));
}

void Parameters::fail(Problem problem) {
  if (!error_) error_ = std::move(problem);
}

void Parameters::miss(std::string_view name, std::string_view detail) {
  if (!awaited_) fail(name, detail);
}

std::optional<Problem> Parameters::done() const {
  if (error_) return error_;
  for (const NamedText& parameter : given_) {
    if (std::find(taken_.begin(), taken_.end(), parameter.name) == taken_.end()) {
      return bad_parameter(parameter.name, "is not a parameter of this call");
    }
  }
  return awaited_;
}

}  // namespace rolecall
