#include "tools/documents/man_page.hpp"

#include <algorithm>

namespace rolecall {
namespace {

// Text as groff shows it; it may stand at the beginning of a line.
std::string roff_text(const std::string& text) {
  std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '`':
        out += "\\(ga";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff_text(text) + "\\fR"; }
std::string slanted(const std::string& text) { return "\\fI" + roff_text(text) + "\\fR"; }

std::string synopsis(const DescribedVerb& verb) {
  std::string text =
      bold(joined(verb.path, " ").insert(0, verb.path.empty() ? "rolecall" : "rolecall "));
  if (!verb.verbs.empty()) return text + " " + slanted("verb") + " ...\n";
  for (const DescribedOption& option : verb.options) {
    if (option.has_place()) continue;
    if (option.is_needed) text += " " + bold(option.flag) + " " + slanted(option.value);
  }
  text += " [" + slanted("option") + " ...]";
  for (const DescribedOption& option : verb.options) {
    if (option.has_place()) {
      text += option.is_needed ? " " + slanted(option.value) : " [" + slanted(option.value) + "]";
    }
  }
  return text + "\n";
}

std::string option_entry(const DescribedOption& option) {
  std::string text = ".TP\n";
  if (option.has_place()) {
    text += slanted(option.value);
  } else {
    if (!option.short_flag.empty()) text += bold(option.short_flag) + ", ";
    text += bold(option.flag);
    if (!option.value.empty()) text += " " + slanted(option.value);
  }
  text += "\n" + roff_text(option.help) + ".\n";
  if (!option.values.empty()) text += "One of: " + roff_text(joined(option.values, ", ")) + ".\n";
  if (!option.standard.empty()) text += "Without it: " + roff_text(option.standard) + ".\n";
  return text;
}

bool takes_settings(const DescribedVerb& verb) {
  return std::ranges::find(verb.options, "--config", &DescribedOption::flag) != verb.options.end();
}

constexpr const char* settings_text = R"(.SH SETTINGS
Each option may come from elsewhere: as a variable of the environment,
\fBROLECALL_\fR and the option's name in upper case with _ for \-;
or in the file that \fB\-\-config\fR or \fBROLECALL_CONFIG\fR names (TOML),
by its name: \fBidle\-timeout = 60\fR.
What may be given several times is a list in the file, and separated by commas in the environment.
The option counts before the variable, and that before the file.
.BR rolecall\-config (1)
tells which one does.
)";

constexpr const char* exit_text = R"(.SH EXIT STATUS
.TP
.B 0
It is done.
.TP
.B 1
It failed, for another reason than those below.
.TP
.B 2
The command line, a setting or an input is wrong.
.TP
.B 3
What was named is not there.
.TP
.B 4
It contradicts what is there.
.TP
.B 5
The log, or what belongs to it, is damaged.
.TP
.B 6
Not now: another process has it open, or the system lacks what it needs.
.TP
.B 7
Done in part: what was not is told.
)";

}  // namespace

std::string page_name(const DescribedVerb& verb) {
  return verb.path.empty() ? "rolecall" : "rolecall-" + joined(verb.path, "-");
}

std::string man_page(const DescribedVerb& verb) {
  const std::string name = page_name(verb);
  std::string text = ".TH \"" + roff_text(name) + "\" 1 \"\" \"rolecall " ROLECALL_VERSION "\"\n";
  text += ".SH NAME\n" + roff_text(name) + " \\- " + roff_text(verb.help) + "\n";
  text += ".SH SYNOPSIS\n" + synopsis(verb);
  if (!verb.verbs.empty()) text += ".SH VERBS\n";
  for (const DescribedVerb& below : verb.verbs) {
    text += ".TP\n.BR " + roff_text(page_name(below)) + " (1)\n" + roff_text(below.help) + ".\n";
  }
  text += ".SH OPTIONS\n";
  for (const DescribedOption& option : verb.options) text += option_entry(option);
  if (takes_settings(verb)) text += settings_text;
  text += exit_text;
  if (!verb.path.empty()) text += ".SH SEE ALSO\n.BR rolecall (1)\n";
  return text;
}

}  // namespace rolecall
