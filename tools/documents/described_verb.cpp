#include "tools/documents/described_verb.hpp"

#include <CLI/CLI.hpp>

namespace rolecall {
namespace {

// Of CLI11's "TEXT:{csv,ndjson}" what is in the braces.
std::vector<std::string> values_in(const std::string& type) {
  const auto begin = type.find(":{");
  if (begin == type.npos || !type.ends_with('}')) return {};
  return CLI::detail::split(type.substr(begin + 2, type.size() - begin - 3), ',');
}

// Of "USER... viewer|analyst" what is between the strokes.
std::vector<std::string> words_in(const std::string& text) {
  const auto stroke = text.find('|');
  if (stroke == text.npos) return {};
  const auto begin = text.rfind(' ', stroke) + 1;
  return CLI::detail::split(text.substr(begin, text.find(' ', stroke) - begin), '|');
}

// Flags and places that mean the same are called the same.
NamesOf names_of(const std::string& name) {
  if (name == "user" || name == "users" || name == "actor") return NamesOf::users;
  return name == "group" ? NamesOf::groups : NamesOf::nothing;
}

DescribedOption describe_option(const CLI::Option& option) {
  DescribedOption described;
  if (!option.get_lnames().empty()) described.flag = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) described.short_flag = "-" + option.get_snames().front();
  const std::string type = option.get_type_name();
  if (described.has_place()) {
    described.value = option.get_name(true);
  } else if (option.get_items_expected_max() != 0) {
    described.value = type.substr(0, type.find_first_of(": "));
  }
  described.values = described.has_place() && values_in(type).empty()
                         ? words_in(option.get_option_text())
                         : values_in(type);
  described.names = names_of(option.get_single_name());
  described.help = option.get_description();
  described.standard = option.get_default_str();
  described.is_needed = option.get_required();
  return described;
}

}  // namespace

DescribedVerb describe(const CLI::App& app) {
  DescribedVerb verb;
  for (const CLI::App* at = &app; at->get_parent() != nullptr; at = at->get_parent()) {
    verb.path.insert(verb.path.begin(), at->get_name());
  }
  verb.help = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    verb.options.push_back(describe_option(*option));
  }
  for (const CLI::App* below : app.get_subcommands({})) {
    const bool is_for_scripts = below->get_group().empty();
    if (!is_for_scripts) verb.verbs.push_back(describe(*below));
  }
  return verb;
}

std::vector<const DescribedVerb*> all_verbs(const DescribedVerb& verb) {
  std::vector<const DescribedVerb*> all{&verb};
  for (const DescribedVerb& below : verb.verbs) {
    for (const DescribedVerb* found : all_verbs(below)) all.push_back(found);
  }
  return all;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (&word == &words.front() ? "" : between) + word;
  return text;
}

}  // namespace rolecall
