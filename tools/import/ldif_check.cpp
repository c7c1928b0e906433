#include "tools/import/ldif_check.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace rolecall {
namespace {

constexpr auto answer_names = std::to_array<std::string_view>(
    {"search", "result", "ref", "control", "pagedresults", "matcheddn", "text"});
// What Active Directory answers with at most, where nobody asks for pages.
constexpr auto usual_limits = std::to_array<std::uint64_t>({1000, 1500});

Error at_line(std::uint64_t line_no, std::string detail) {
  return invalid("", "line " + std::to_string(line_no) + ": " + std::move(detail));
}

// `member;range=0-1499`: the values up to that one; up to `*` are all of them.
bool is_cut(std::string_view name) {
  const auto option = name.find(";range=");
  return option != std::string_view::npos && name.substr(option) != ";range=0-*";
}

std::string meaning_of(std::string_view code) {
  if (code == "3") return ", time limit";
  if (code == "4") return ", size limit";
  if (code == "11") return ", administrative limit";
  return "";
}

}  // namespace

bool is_of_answer(const LdifAttributes& entry) {
  return !entry.all().empty() &&
         std::ranges::find(answer_names, entry.all().front().name) != answer_names.end();
}

Result<void> LdifCheck::add(const LdifEntry& entry) {
  if (entry.line_no != 0) last_line_ = entry.line_no;
  if (entry.entries_told) {
    if (auto checked = check_count(*entry.entries_told); !checked) return checked;
  }
  if (entry.values) {
    const LdifAttributes attributes(*entry.values);
    if (is_of_answer(attributes)) {
      if (auto checked = check_answer(attributes); !checked) return checked;
    } else if (!attributes.all().empty()) {
      ++entries_;
      const std::string_view change = attributes.first("changetype");
      if (!change.empty() && change != "add") {
        return at_line(entry.line_no,
                       "these are changes, not a listing: only changetype: add is taken");
      }
      const auto cut = [](const LdifValue& value) { return is_cut(value.name); };
      if (std::ranges::any_of(attributes.all(), cut)) {
        return at_line(entry.line_no,
                       "is incomplete: of an attribute with ;range= there are more values than "
                       "these. Ask for all of them, or leave the attribute out");
      }
      const bool is_person = kind_of(attributes) == LdifKind::person;
      if (is_person && is_of_active_directory(attributes)) ++people_of_active_directory_;
    }
  } else {
    ++entries_;
  }
  return {};
}

Result<void> LdifCheck::check_answer(const LdifAttributes& answer) {
  if (answer.has("ref")) ++references_;
  if (answer.has("pagedresults")) {
    const std::string_view cookie = answer.first("pagedresults");
    has_next_page_ = cookie.starts_with("cookie=") && cookie != "cookie=";
  }
  const std::string_view result = answer.first("result");
  const std::string_view code = result.substr(0, result.find(' '));
  if (code.empty() || code == "0") return {};
  return invalid("", "the server cut its answer (result " + std::string(code.substr(0, 3)) +
                         meaning_of(code) + ") after " + std::to_string(entries_) +
                         " entries; nothing was imported. Ask for pages (ldapsearch -E pr=500)");
}

Result<void> LdifCheck::check_count(std::uint64_t told) {
  const std::uint64_t found = std::exchange(entries_, 0);
  if (found == told) return {};
  return invalid("", "the server answered with " + std::to_string(told) +
                         " entries (numEntries), " + "and there are " + std::to_string(found) +
                         "; nothing was imported. Export it again, or check the copy");
}

Result<void> LdifCheck::finish(std::FILE* file) const {
  if (has_next_page_) {
    return invalid("",
                   "the last page is missing (pagedresults); nothing was imported. Export all "
                   "of them");
  }
  const bool ends =
      last_line_ == 0 || (std::fseek(file, -1, SEEK_END) == 0 && std::fgetc(file) == '\n');
  if (ends) return {};
  return at_line(last_line_,
                 "the file ends in the middle of this entry, without the end of a "
                 "line; nothing was imported. Export it again, or check the copy");
}

std::vector<std::string> LdifCheck::notes() const {
  std::vector<std::string> notes;
  if (references_ != 0) {
    notes.push_back("the server named " + std::to_string(references_) +
                    " other places to ask (ref); their people are not in the file");
  }
  if (std::ranges::find(usual_limits, people_of_active_directory_) != usual_limits.end()) {
    notes.push_back("the file has exactly " + std::to_string(people_of_active_directory_) +
                    " people of Active Directory, which is a limit of its answers: check whether "
                    "these are all");
  }
  return notes;
}

}  // namespace rolecall
