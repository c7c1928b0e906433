#include "tools/import/ldif_people.hpp"

#include <array>
#include <string>
#include <utility>

#include "tools/import/ldif_check.hpp"
#include "tools/import/ldif_entries.hpp"
#include "tools/import/ldif_groups.hpp"
#include "tools/import/ldif_person.hpp"

namespace rolecall {
namespace {

class LdifPeople final : public PeopleReader {
 public:
  LdifPeople(std::FILE* file, PeopleMapping mapping)
      : file_(file),
        entries_(file),
        map_(std::move(mapping.map)),
        takes_groups_(mapping.groups),
        knows_groups_(mapping.groups || !mapping.roles.is_empty()),
        roles_(std::move(mapping.roles)),
        groups_([this](std::string_view name) { return takes_groups_ || roles_.knows(name); }) {}

  // Reads to the end, then goes back to the beginning.
  Result<void> check() {
    for (;;) {
      const auto entry = entries_.next();
      if (!entry) return entry.error();
      if (!*entry) break;
      if (auto checked = check_.add(**entry); !checked) return checked;
      if (!knows_groups_ || !(*entry)->values) continue;
      if (auto added = add_to_groups(LdifAttributes(*(*entry)->values)); !added) {
        return invalid("",
                       "line " + std::to_string((*entry)->line_no) + ": " + added.error().detail);
      }
    }
    if (auto checked = check_.finish(file_); !checked) return checked;
    groups_.sort();
    entries_ = LdifEntries(file_);
    return {};
  }

  Result<std::optional<PersonRow>> next() override {
    const auto read = entries_.next();
    if (!read) return read.error();
    if (!*read) return std::optional<PersonRow>{};
    const auto& [line_no, bytes, values, told] = **read;
    if (!values) return PersonRow{line_no, bytes, values.error()};
    const LdifAttributes entry(*values);
    if (entry.all().empty() || is_of_answer(entry)) return nobody(**read);
    if (entry.all().front().name != "dn") {
      return PersonRow{line_no, bytes, invalid("", "does not begin with dn:")};
    }
    const LdifKind kind = kind_of(entry);
    if (kind == LdifKind::unknown) {
      return PersonRow{line_no, bytes,
                       invalid("",
                               "has no objectClass, so that it is not known whether it is a "
                               "person: export that attribute too")};
    }
    if (kind == LdifKind::person) return PersonRow{line_no, bytes, person(entry)};
    ++passed_over_[static_cast<std::size_t>(kind)];
    return nobody(**read);
  }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes = check_.notes();
    const auto add = [&](const char* what, std::uint64_t count) {
      if (count != 0) notes.push_back(what + (": " + std::to_string(count)));
    };
    const auto of = [&](LdifKind kind) { return passed_over_[static_cast<std::size_t>(kind)]; };
    add("entries of computers, passed over", of(LdifKind::computer));
    add("deleted entries, passed over", of(LdifKind::deleted));
    add("entries that are neither people nor groups, passed over", of(LdifKind::other));
    if (takes_groups_) {
      add("memberships of nobody in the file, not taken", groups_.of_others());
      add("people with a primary group, which lists no members, not taken", primary_groups_);
    } else {
      add("groups, not taken (--groups takes them)", of(LdifKind::group));
      add("people in groups (memberOf), not taken (--groups takes them)", in_groups_);
    }
    if (const auto note = roles_.note()) notes.push_back(*note);
    add("accounts that end at a time to come, which is not taken", remarks_.ends_later);
    add("accounts that end beyond the year 9999, taken for never", remarks_.ends_too_far);
    if (remarks_.passwords != 0) {
      notes.push_back("passwords of " + std::to_string(remarks_.passwords) +
                      " people are not taken; they need a new one");
    }
    return notes;
  }

 private:
  static PersonRow nobody(const LdifEntry& entry) {
    return {entry.line_no, entry.bytes, CreateUser{}, true};
  }

  Result<void> add_to_groups(const LdifAttributes& entry) {
    const LdifKind kind = kind_of(entry);
    if (kind == LdifKind::group) return groups_.add_group(entry);
    return kind == LdifKind::person ? groups_.add_person(entry) : Result<void>();
  }

  Result<CreateUser> person(const LdifAttributes& entry) {
    auto person = person_of(entry, map_, wall_clock(), remarks_);
    if (!person) return person;
    std::vector<std::string_view> words;
    append_role_words(entry, words);
    if (knows_groups_) {
      for (const FileGroups::Number group : groups_.groups_of(entry)) {
        const std::string& name = groups_.names()[group];
        if (roles_.knows(name)) words.push_back(name);
        if (takes_groups_) person->groups.emplace_back(GroupName{name});
      }
      if (entry.has("primarygroupid")) ++primary_groups_;
    }
    if (entry.has("memberof")) ++in_groups_;
    person->role.role = roles_.role_for(words);
    return person;
  }

  std::FILE* file_;
  LdifEntries entries_;
  LdifCheck check_;
  const std::vector<MappedAttribute> map_;
  const bool takes_groups_;
  const bool knows_groups_;  // they may also tell roles
  RoleWords roles_;
  LdifGroups groups_;
  LdifRemarks remarks_;
  std::uint64_t primary_groups_ = 0;
  std::uint64_t in_groups_ = 0;                 // people who say so themselves
  std::array<std::uint64_t, 6> passed_over_{};  // of each kind
};

}  // namespace

Result<std::unique_ptr<PeopleReader>> open_ldif_people(std::FILE* file, PeopleMapping mapping) {
  auto people = std::make_unique<LdifPeople>(file, std::move(mapping));
  if (const auto checked = people->check(); !checked) return checked.error();
  return people;
}

}  // namespace rolecall
