#include "tools/flags/help_formatter.hpp"

#include <sstream>

#include <CLI/CLI.hpp>

namespace rolecall {
namespace {

constexpr std::size_t line_columns = 80;

}  // namespace

// Broken between words; what stands behind a line break is indented by who prints it.
std::string HelpFormatter::wrapped(const std::string& text) const {
  const std::size_t room = line_columns - column_width_;
  std::istringstream words(text);
  std::string out;
  std::size_t used = 0;
  for (std::string word; words >> word;) {
    if (used != 0) {
      const bool fits = used + 1 + word.size() <= room;
      out += fits ? ' ' : '\n';
      used = fits ? used + 1 : 0;
    }
    out += word;
    used += word.size();
  }
  return out;
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  return wrapped(CLI::Formatter::make_option_desc(option));
}

std::string HelpFormatter::make_subcommand(const CLI::App* verb) const {
  std::ostringstream out;
  CLI::detail::format_help(out, verb->get_display_name(true), wrapped(verb->get_description()),
                           column_width_);
  return out.str();
}

}  // namespace rolecall
