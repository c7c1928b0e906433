#include "tools/flags/settings.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "tools/flags/settings_file.hpp"
#include "tools/flags/usage_error.hpp"
#include "tools/plain_text.hpp"

namespace rolecall {
namespace {

constexpr const char* config_flag = "--config";

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }
bool takes_several(const CLI::Option& option) { return option.get_items_expected_max() > 1; }

std::string key_of(const CLI::Option& option) { return option.get_lnames().front(); }

std::string variable_of(const std::string& flag) {
  std::string name = "ROLECALL_" + flag.substr(2);
  for (char& c : name) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

// Of a verb, those that are settings.
std::vector<CLI::Option*> settable_options(CLI::App& verb) {
  return verb.get_options([](const CLI::Option* option) {
    return option->get_configurable() && !option->get_lnames().empty();
  });
}

std::vector<std::string> split_at_commas(const std::string& text) {
  return CLI::detail::split(text, ',');
}

// Whether the flag takes the values, by the checks that its words would meet.
Result<Setting> checked(CLI::Option& option, Setting setting) {
  setting.flag = option.get_name();
  const auto wrong = [&](const std::string& what) { return invalid(setting.origin, what); };
  for (const std::string& value : setting.values) {
    if (value.empty()) return wrong("is empty; give it a value, or leave it out");
    if (is_flag(option) && value != "true" && value != "false")
      return wrong("must be true or false");
  }
  if (!takes_several(option) && setting.values.size() != 1)
    return wrong("takes one value, no list");
  try {
    for (const std::string& value : setting.values) option.add_result(value);
    if (!setting.values.empty()) option.run_callback();
  } catch (const CLI::ParseError& error) {
    std::string what = error.what();
    if (what.starts_with(setting.flag + ": ")) what.erase(0, setting.flag.size() + 2);
    return wrong(what);
  }
  return setting;
}

// Those that the command line leaves to other sources are filled in one after the other.
class Sources {
 public:
  explicit Sources(CLI::App& verb) : options_(settable_options(verb)) {
    std::erase_if(options_, [](const CLI::Option* option) { return option->count() != 0; });
  }

  Result<void> add(CLI::Option& option, Setting setting) {
    const auto open = std::ranges::find(options_, &option);
    if (open == options_.end()) return {};  // a source before this one has it
    options_.erase(open);
    auto taken = checked(option, std::move(setting));
    if (!taken) return taken.error();
    found.push_back(*std::move(taken));
    return {};
  }

  std::vector<Setting> found;

 private:
  std::vector<CLI::Option*> options_;
};

Result<void> add_environment(CLI::App& verb, Sources& sources) {
  for (CLI::Option* const option : settable_options(verb)) {
    const std::string variable = variable_of(option->get_name());
    const char* const text = std::getenv(variable.c_str());
    if (text == nullptr) continue;
    Setting setting{{}, {text}, Setting::Source::environment, variable};
    if (takes_several(*option)) setting.values = split_at_commas(text);
    if (auto added = sources.add(*option, std::move(setting)); !added) return added.error();
  }
  return {};
}

// Not refused: the variables of other programs may begin so, e.g. those that Kubernetes sets.
void tell_of_misspelt_variables(CLI::App& verb) {
  std::vector<std::string> known{variable_of(config_flag)};
  for (const CLI::Option* option : settable_options(verb)) {
    known.push_back(variable_of(option->get_name()));
  }
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::string name(text.substr(0, text.find('=')));
    if (!name.starts_with("ROLECALL_") || std::ranges::find(known, name) != known.end()) continue;
    const std::string hint = did_you_mean(nearest(name, known));
    if (hint.empty()) continue;
    std::fprintf(stderr, "rolecall: %s is no setting%s\n", in_one_line(name).c_str(), hint.c_str());
  }
}

Result<void> add_file(CLI::App& verb, const std::string& path, Sources& sources) {
  const auto settings = read_settings_file(path);
  if (!settings) return settings.error();
  std::vector<std::string> known;
  for (const CLI::Option* option : settable_options(verb)) known.push_back(key_of(*option));
  for (const FileSetting& setting : *settings) {
    if (std::ranges::find(known, setting.key) == known.end()) {
      return invalid(path, "line " + std::to_string(setting.line) + ": there is no setting " +
                               setting.key + did_you_mean(nearest(setting.key, known)));
    }
    CLI::Option& option = *verb.get_option("--" + setting.key);
    const std::string origin = path + ": " + setting.key;
    auto added = sources.add(option, {{}, setting.values, Setting::Source::file, origin});
    if (!added) return added.error();
  }
  return {};
}

// The file's name, by the flag or the environment; empty: there is none.
std::string file_named(const CLI::App& verb) {
  const CLI::Option& option = *verb.get_option(config_flag);
  if (option.count() != 0) return option.results().front();
  const char* const text = std::getenv(variable_of(config_flag).c_str());
  return text == nullptr ? "" : text;
}

// False: the words cannot be understood, whatever the other sources say.
bool are_understood(CLI::App& app, const std::vector<std::string>& words) {
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::RequiredError&) {  // of these, other sources may bring what is missing
  } catch (const CLI::RequiresError&) {
  } catch (const CLI::ParseError&) {
    return false;
  }
  return true;
}

}  // namespace

Result<std::vector<Setting>> read_settings(CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* const asked = words.empty() ? nullptr : find_verb(app, words.front());
  if (asked == nullptr || asked->get_option_no_throw(config_flag) == nullptr) {
    return std::vector<Setting>{};
  }
  if (!are_understood(app, words)) return std::vector<Setting>{};
  CLI::App& verb = *app.get_subcommand(asked->get_name());
  tell_of_misspelt_variables(verb);
  Sources sources(verb);
  if (const auto added = add_environment(verb, sources); !added) return added.error();
  if (const std::string path = file_named(verb); !path.empty()) {
    if (const auto added = add_file(verb, path, sources); !added) return added.error();
  }
  return std::move(sources.found);
}

std::vector<std::string> words_of(const std::vector<Setting>& settings) {
  std::vector<std::string> words;
  for (const Setting& setting : settings) {
    for (const std::string& value : setting.values) words.push_back(setting.flag + "=" + value);
  }
  return words;
}

std::map<std::string, std::string> origins_of(const std::vector<Setting>& settings) {
  std::map<std::string, std::string> origins;
  for (const Setting& setting : settings) origins.emplace(setting.flag, setting.origin);
  return origins;
}

}  // namespace rolecall
