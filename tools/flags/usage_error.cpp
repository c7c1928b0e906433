#include "tools/flags/usage_error.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <numeric>

#include "tools/exit_code.hpp"

namespace rolecall {
namespace {

constexpr std::size_t mistakes_most = 2;
constexpr std::size_t suggestions_most = 3;

// Levenshtein's.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// The verb that was asked for as far as it was understood, e.g. `keys` of `keys lst`.
const CLI::App& verb_asked(const CLI::App& app) {
  const auto asked = app.get_subcommands();
  return asked.empty() ? app : verb_asked(*asked.front());
}

std::string command_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name()
                                     : command_of(*app.get_parent()) + " " + app.get_name();
}

int refuse(const CLI::App& verb, const std::string& detail) {
  fail(invalid("", detail));
  std::fprintf(stderr, "'%s --help' tells what there is.\n", command_of(verb).c_str());
  return exit_usage;
}

int refuse_unexpected(const CLI::App& verb, const std::vector<std::string>& arguments) {
  std::string detail =
      arguments.size() == 1 ? "this was not expected:" : "these were not expected:";
  for (const std::string& argument : arguments) detail += " " + argument;
  const std::string& first = arguments.front();
  if (first.starts_with("--")) {
    detail += did_you_mean(nearest(first.substr(0, first.find('=')), options_of(verb)));
  }
  return refuse(verb, detail);
}

}  // namespace

std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known) {
  std::vector<std::string> found;
  std::size_t least = std::min(mistakes_most + 1, name.size());
  for (const std::string& other : known) {
    const bool is_beginning = name.size() > 2 && other.starts_with(name);
    const std::size_t mistakes = is_beginning ? 1 : distance(name, other);
    if (mistakes < least) found.clear();
    if (mistakes > least || mistakes > mistakes_most || mistakes >= name.size()) continue;
    least = mistakes;
    if (found.size() < suggestions_most) found.push_back(other);
  }
  return found;
}

std::string did_you_mean(const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string text = "; did you mean ";
  for (const std::string& name : names) {
    if (&name != &names.front()) text += &name == &names.back() ? " or " : ", ";
    text += name;
  }
  return text + "?";
}

const CLI::App* find_verb(const CLI::App& app, const std::string& name) {
  for (const CLI::App* verb : app.get_subcommands({})) {
    if (verb->get_name() == name) return verb;
  }
  return nullptr;
}

int refuse_verb(const CLI::App& app, const std::string& name) {
  return refuse(app, "there is no verb " + name + did_you_mean(nearest(name, verbs_of(app))));
}

int refuse_usage(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& verb = verb_asked(app);
  const auto unexpected = app.remaining(true);
  const bool lacks_verb = !verb.get_subcommands({}).empty();
  if (lacks_verb && unexpected.empty()) return refuse(verb, "a verb is needed");
  if (lacks_verb && !unexpected.front().starts_with('-')) {
    return refuse_verb(verb, unexpected.front());
  }
  if (!unexpected.empty()) return refuse_unexpected(verb, unexpected);
  return refuse(verb, error.what());
}

}  // namespace rolecall
