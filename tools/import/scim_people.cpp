#include "tools/import/scim_people.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <boost/json/value.hpp>
#include <sodium.h>

#include "api/http/body.hpp"
#include "engine/limits.hpp"
#include "tools/import/file_groups.hpp"
#include "tools/import/json_cursor.hpp"
#include "tools/import/scim_user.hpp"

namespace rolecall {
namespace {

using Digest = std::array<std::uint8_t, 16>;

Error nothing_imported(std::string detail) {
  return invalid("", std::move(detail) + "; nothing was imported. Ask for all pages again");
}

std::string at(std::uint64_t line_no, std::uint64_t entry_no) {
  return "line " + std::to_string(line_no) + ", entry " + std::to_string(entry_no) + ": ";
}

// Whose ids have been seen, in 16 bytes each.
class SeenIds {
 public:
  void add(std::string_view json) {
    const auto user = parse_json(json);
    const auto* const object = user ? user->if_object() : nullptr;
    const auto* const id = object == nullptr ? nullptr : object->if_contains("id");
    if (id == nullptr || !id->is_string()) return;  // the row tells what is wrong
    const auto& text = id->get_string();
    Digest& digest = ids_.emplace_back();
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, 0);
  }
  bool has_one_twice() {
    std::ranges::sort(ids_);
    return std::ranges::adjacent_find(ids_) != ids_.end();
  }

 private:
  std::vector<Digest> ids_;
};

class ScimPeople final : public PeopleReader {
 public:
  ScimPeople(std::FILE* file, PeopleMapping mapping)
      : file_(file), json_(file), takes_groups_(mapping.groups), roles_(std::move(mapping.roles)) {}

  // Reads to the end, then goes back to the beginning.
  Result<void> check() {
    if (auto checked = check_json(file_); !checked) return checked;
    JsonCursor json(file_);
    is_array_ = json.peek() == '[';
    if (is_array_) json.enter();
    SeenIds ids;
    while (is_array_ ? json.has_element() : json.peek() != '\0') {
      if (auto checked = check_page(json, ids); !checked) return checked;
    }
    if (json.has_failed()) return Error{Errc::unavailable, "", "cannot be read"};
    if (json.peek() != '\0') return invalid("", "has something behind the array of its pages");
    if (!total_) return invalid("", "the file is empty: a SCIM listing has at least one page");
    if (*total_ != people_) {
      return nothing_imported("the listing has " + std::to_string(*total_) +
                              " people (totalResults), and the file " + std::to_string(people_));
    }
    if (ids.has_one_twice()) return nothing_imported("two people have the same id");
    json_ = JsonCursor(file_);
    if (is_array_) json_.enter();
    return {};
  }

  Result<std::optional<PersonRow>> next() override {
    while (!is_in_people_ || !json_.has_element()) {
      is_in_people_ = false;
      if (json_.has_failed()) return Error{Errc::unavailable, "", "cannot be read"};
      if (!is_in_page_ && !go_to_page()) return std::optional<PersonRow>{};
      go_to_people();
    }
    json_.peek();
    const std::uint64_t line_no = json_.line_no();
    const auto text = json_.value(limits::import_line_max_bytes);
    ++entry_no_;
    if (!text) {
      return PersonRow{
          line_no,
          {},
          invalid("", "is longer than " + std::to_string(limits::import_line_max_bytes) + " bytes"),
          false,
          entry_no_};
    }
    auto user = parse_scim_user(*text);
    if (!user) return PersonRow{line_no, *text, user.error(), false, entry_no_};
    return PersonRow{line_no, *text, person(*std::move(user)), false, entry_no_};
  }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes;
    if (in_groups_ != 0 && !takes_groups_) {
      notes.push_back("people in groups, not taken (--groups takes them): " +
                      std::to_string(in_groups_));
    }
    if (const auto note = roles_.note()) notes.push_back(*note);
    if (passwords_ != 0) {
      notes.push_back("passwords of " + std::to_string(passwords_) +
                      " people are not taken; they need a new one");
    }
    return notes;
  }

 private:
  Result<void> check_page(JsonCursor& json, SeenIds& ids) {
    json.peek();
    const std::string where = "line " + std::to_string(json.line_no()) + ": ";
    const Error no_page = invalid("", where +
                                          "is no page of a SCIM listing (a ListResponse with "
                                          "totalResults)");
    if (json.peek() != '{') return no_page;
    json.enter();
    std::optional<std::uint64_t> total;
    while (const auto name = json.member()) {
      if (*name == "totalResults") {
        total = number_of(json);
        if (!total) return no_page;
      } else if (*name == "Resources" && json.peek() == '[') {
        if (auto checked = check_people(json, ids); !checked) return checked;
      } else {
        json.skip();
      }
    }
    if (!total) return no_page;
    if (total_.value_or(*total) != *total) {
      return nothing_imported(where + "has another totalResults than the page before it");
    }
    total_ = total;
    return {};
  }

  static std::optional<std::uint64_t> number_of(JsonCursor& json) {
    const auto text = json.value(20);
    std::uint64_t number = 0;
    if (!text) return std::nullopt;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool is_number = read.ec == std::errc{} && read.ptr == text->data() + text->size();
    return is_number ? std::optional(number) : std::nullopt;
  }

  Result<void> check_people(JsonCursor& json, SeenIds& ids) {
    json.enter();
    while (json.has_element()) {
      const std::uint64_t line_no = json.line_no();
      const auto text = json.value(limits::import_line_max_bytes);
      ++people_;
      if (!text) continue;
      ids.add(*text);
      if (!takes_groups_) continue;
      const auto user = parse_scim_user(*text);
      if (!user) continue;
      for (const ScimGroup& group : user->groups) {
        if (const auto added = groups_.add(group.name, group.id); !added) {
          return invalid("", at(line_no, people_) + "is in a group that " + added.error().detail);
        }
      }
    }
    return {};
  }

  // False: there is none.
  bool go_to_page() {
    if (is_array_ ? !json_.has_element() : json_.peek() == '\0') return false;
    json_.enter();
    return is_in_page_ = true;
  }

  // Into the people of the page, or behind it.
  void go_to_people() {
    while (const auto name = json_.member()) {
      if (*name == "Resources" && json_.peek() == '[') {
        json_.enter();
        is_in_people_ = true;
        return;
      }
      json_.skip();
    }
    is_in_page_ = false;
  }

  CreateUser person(ScimUser user) {
    const std::vector<std::string_view> words(user.role_words.begin(), user.role_words.end());
    user.person.role.role = roles_.role_for(words);
    passwords_ += user.has_password ? 1 : 0;
    in_groups_ += user.groups.empty() ? 0 : 1;
    if (takes_groups_) {
      for (const ScimGroup& group : user.groups) {
        user.person.groups.emplace_back(GroupName{group.name});
      }
    }
    return std::move(user.person);
  }

  std::FILE* file_;
  JsonCursor json_;
  const bool takes_groups_;
  RoleWords roles_;
  FileGroups groups_;
  std::optional<std::uint64_t> total_;
  std::uint64_t people_ = 0;
  bool is_array_ = false;  // of pages
  bool is_in_page_ = false;
  bool is_in_people_ = false;
  std::uint64_t entry_no_ = 0;
  std::uint64_t passwords_ = 0;
  std::uint64_t in_groups_ = 0;  // people who are in one
};

}  // namespace

Result<std::unique_ptr<PeopleReader>> open_scim_people(std::FILE* file, PeopleMapping mapping) {
  auto people = std::make_unique<ScimPeople>(file, std::move(mapping));
  if (const auto checked = people->check(); !checked) return checked.error();
  return people;
}

}  // namespace rolecall
