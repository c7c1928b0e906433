// The command line as data: what its documents, man pages and shell completions, are made from.
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace rolecall {

// What the directory itself can tell the values of.
enum class NamesOf { nothing, users, groups };

struct DescribedOption {
  std::string flag;        // --listen; empty: it is told by its place
  std::string short_flag;  // -h; empty: none
  std::string value;       // what stands behind it, e.g. TEXT, or the name of what has a place
  std::vector<std::string> values;  // if only these are taken, or are meant mostly
  NamesOf names = NamesOf::nothing;
  std::string help;
  std::string standard;  // what holds without it; empty: the help tells
  bool is_needed = false;

  bool has_place() const { return flag.empty(); }
};

struct DescribedVerb {
  std::vector<std::string> path;  // {"keys", "issue"}; of the program itself: none
  std::string help;
  std::vector<DescribedOption> options;
  std::vector<DescribedVerb> verbs;
};

DescribedVerb describe(const CLI::App& app);

// The verb itself and all below it, each behind the one it is of.
std::vector<const DescribedVerb*> all_verbs(const DescribedVerb& verb);

// The words with `between` between them.
std::string joined(const std::vector<std::string>& words, const std::string& between);

}  // namespace rolecall
