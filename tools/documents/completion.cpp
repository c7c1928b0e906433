#include "tools/documents/completion.hpp"

#include <functional>

namespace rolecall {
namespace {

using Words = std::vector<std::string>;

// A word of bash or zsh, or of fish, that is just the text.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += "\\''";
  }
  return out + "'";
}
std::string quoted_for_fish(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

Words all_quoted(const Words& words) {
  Words all;
  for (const std::string& word : words) all.push_back(quoted(word));
  return all;
}

// How the scripts call a verb: "/keys/issue"; the program itself: "/".
std::string place_of(const DescribedVerb& verb) { return "/" + joined(verb.path, "/"); }

std::string word_of(NamesOf names) { return names == NamesOf::users ? "users" : "groups"; }

// The end of a branch of a `case`, for bash and zsh: with the names of what has a place of its own.
std::string names_offered(const DescribedVerb& verb) {
  for (const DescribedOption& option : verb.options) {
    const bool has_names = option.has_place() && option.names != NamesOf::nothing;
    if (has_names) return "; _rolecall_names " + word_of(option.names) + " ;;\n";
  }
  return " ;;\n";
}

// For bash and zsh, branches of a `case` over place and word: from a verb to one below it.
std::string steps(const DescribedVerb& program) {
  std::string text;
  for (const DescribedVerb* verb : all_verbs(program)) {
    for (const DescribedVerb& below : verb->verbs) {
      text += "      " + quoted(place_of(*verb) + " " + below.path.back()) +
              ") place=" + quoted(place_of(below)) + " ;;\n";
    }
  }
  return text;
}

// Likewise, of a `case` over place and the word before: what comes behind a flag. `offer`: the
// command that offers some words.
std::string values(const DescribedVerb& program,
                   const std::function<std::string(const Words& of)>& offer,
                   const std::string& offer_files) {
  std::string text;
  for (const DescribedVerb* verb : all_verbs(program)) {
    for (const DescribedOption& option : verb->options) {
      if (option.has_place() || option.value.empty()) continue;
      const std::string offered = option.names != NamesOf::nothing
                                      ? "_rolecall_names " + word_of(option.names)
                                  : option.values.empty() ? offer_files
                                                          : offer(option.values);
      text +=
          "    " + quoted(place_of(*verb) + " " + option.flag) + ") " + offered + "; return ;;\n";
    }
  }
  return text;
}

// What may be typed next, behind a verb: what is below it, its flags, what has a place.
struct Choice {
  std::string word;
  std::string help;
};

std::vector<Choice> choices(const DescribedVerb& verb) {
  std::vector<Choice> all;
  for (const DescribedVerb& below : verb.verbs) all.push_back({below.path.back(), below.help});
  for (const DescribedOption& option : verb.options) {
    if (!option.has_place()) all.push_back({option.flag, option.help});
    for (const std::string& value : option.has_place() ? option.values : Words()) {
      all.push_back({value, option.help});
    }
  }
  return all;
}

}  // namespace

std::string bash_completion(const DescribedVerb& program) {
  const auto offer = [](const Words& words) {
    return "COMPREPLY=($(compgen -W " + quoted(joined(words, " ")) + " -- \"$current\"))";
  };
  std::string text = R"sh(# Completes rolecall in bash; names are asked for where one is logged in.
_rolecall_names() {
  local name
  while IFS= read -r name; do
    COMPREPLY+=("$(printf %q "$name")")
  done < <(rolecall names "$1" "$current" 2> /dev/null)
}
_rolecall() {
  local place=/ i current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$place ${COMP_WORDS[i]}" in
)sh" + steps(program) +
                     R"sh(    esac
  done
  case "$place $before" in
)sh" + values(program, offer, ":") +
                     R"sh(  esac
  case $place in
)sh";
  for (const DescribedVerb* verb : all_verbs(program)) {
    Words words;
    for (const Choice& choice : choices(*verb)) words.push_back(choice.word);
    text += "    " + quoted(place_of(*verb)) + ") " + offer(words) + names_offered(*verb);
  }
  return text + R"sh(  esac
}
complete -o default -F _rolecall rolecall
)sh";
}

std::string zsh_completion(const DescribedVerb& program) {
  const auto offer = [](const Words& words) {
    return "compadd -- " + joined(all_quoted(words), " ");
  };
  std::string text = R"sh(#compdef rolecall
# Completes rolecall in zsh; names are asked for where one is logged in.
_rolecall_names() {
  local -a names=("${(@f)$(rolecall names "$1" "$PREFIX" 2> /dev/null)}")
  [[ -z ${names[1]} ]] || compadd -- "${names[@]}"
}
_rolecall() {
  local place=/ i before=${words[CURRENT - 1]}
  local -a found
  for ((i = 2; i < CURRENT; ++i)); do
    case "$place ${words[i]}" in
)sh" + steps(program) +
                     R"sh(    esac
  done
  case "$place $before" in
)sh" + values(program, offer, "_files") +
                     R"sh(  esac
  case $place in
)sh";
  for (const DescribedVerb* verb : all_verbs(program)) {
    Words words;
    for (const auto& [word, help] : choices(*verb)) words.push_back(quoted(word + ":" + help));
    text += "    " + quoted(place_of(*verb)) + ") found=(" + joined(words, " ") + ")" +
            names_offered(*verb);
  }
  return text + R"sh(  esac
  _describe rolecall found || _files
}
if [[ ${funcstack[1]} == _rolecall ]]; then _rolecall "$@"; else compdef _rolecall rolecall; fi
)sh";
}

std::string fish_completion(const DescribedVerb& program) {
  std::string text = R"(# Completes rolecall in fish; names are asked for where one is logged in.
function __rolecall_place
  set -l place /
  for word in (commandline -opc)[2..]
    switch "$place $word"
)";
  for (const DescribedVerb* verb : all_verbs(program)) {
    for (const DescribedVerb& below : verb->verbs) {
      text += "      case " + quoted_for_fish(place_of(*verb) + " " + below.path.back()) +
              "\n        set place " + quoted_for_fish(place_of(below)) + "\n";
    }
  }
  text += "    end\n  end\n  echo $place\nend\n";
  for (const DescribedVerb* verb : all_verbs(program)) {
    const std::string at = "complete -c rolecall -n " +
                           quoted_for_fish("test (__rolecall_place) = " + place_of(*verb)) + " ";
    for (const DescribedVerb& below : verb->verbs) {
      text += at + "-f -a " + quoted_for_fish(below.path.back()) + " -d " +
              quoted_for_fish(below.help) + "\n";
    }
    for (const DescribedOption& option : verb->options) {
      const std::string words =
          option.names != NamesOf::nothing
              ? "(rolecall names " + word_of(option.names) + " (commandline -ct) 2> /dev/null)"
              : joined(option.values, " ");
      const std::string some = words.empty() ? "" : "-f -a " + quoted_for_fish(words) + " ";
      if (option.has_place() && some.empty()) continue;
      const std::string flag = option.has_place() ? "" : "-l " + option.flag.substr(2) + " ";
      const std::string behind = option.has_place() || option.value.empty() ? "" : "-r ";
      text += at + flag + behind + some + "-d " + quoted_for_fish(option.help) + "\n";
    }
  }
  return text;
}

}  // namespace rolecall
