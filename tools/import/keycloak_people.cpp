#include "tools/import/keycloak_people.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/limits.hpp"
#include "tools/import/json_cursor.hpp"
#include "tools/import/keycloak_groups.hpp"
#include "tools/import/keycloak_user.hpp"

namespace rolecall {
namespace {

// A realm's name that a shell takes as it is.
constexpr std::string_view plain_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

// Roles that every user of a realm has, and that say nothing.
bool is_of_everybody(std::string_view role) {
  return role == "offline_access" || role == "uma_authorization" ||
         role.starts_with("default-roles-");
}

class KeycloakPeople final : public PeopleReader {
 public:
  KeycloakPeople(std::FILE* file, PeopleMapping mapping)
      : file_(file),
        json_(file),
        takes_groups_(mapping.groups),
        knows_groups_(mapping.groups || !mapping.roles.is_empty()),
        roles_(std::move(mapping.roles)),
        groups_(takes_groups_) {}

  // Reads to the end, then goes back to the beginning.
  Result<void> check() {
    if (auto checked = check_json(file_); !checked) return checked;
    JsonCursor json(file_);
    std::uint64_t users = 0;
    while (json.peek() == '{') {
      if (auto checked = check_realm(json, users); !checked) return checked;
    }
    if (json.has_failed()) return Error{Errc::unavailable, "", "cannot be read"};
    if (json.peek() != '\0') {
      return invalid("",
                     "holds something else than one realm; export one (kc.sh export --realm "
                     "NAME)");
    }
    if (users == 0) return no_users();
    json_ = JsonCursor(file_);
    return {};
  }

  Result<std::optional<PersonRow>> next() override {
    while (!is_in_users_ || !json_.has_element()) {
      is_in_users_ = false;
      if (json_.has_failed()) return Error{Errc::unavailable, "", "cannot be read"};
      if (json_.peek() == '\0') return std::optional<PersonRow>{};
      go_to_users();
    }
    json_.peek();
    const std::uint64_t line_no = json_.line_no();
    const auto text = json_.value(limits::import_line_max_bytes);
    ++entry_no_;
    if (!text) {
      return PersonRow{line_no, {}, too_long(), false, entry_no_};
    }
    auto user = parse_keycloak_user(*text);
    if (!user) return PersonRow{line_no, *text, user.error(), false, entry_no_};
    if (user->is_service_account) {
      ++service_accounts_;
      return PersonRow{line_no, *text, CreateUser{}, true, entry_no_};
    }
    return PersonRow{line_no, *text, person(*std::move(user)), false, entry_no_};
  }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes;
    const auto add = [&](const char* what, std::uint64_t count) {
      if (count != 0) notes.push_back(what + (": " + std::to_string(count)));
    };
    add("service accounts of clients, passed over", service_accounts_);
    if (!takes_groups_) add("people in groups, not taken (--groups takes them)", in_groups_);
    if (const auto note = roles_.note()) notes.push_back(*note);
    add("people who sign in by another system, which is not taken", federated_);
    if (passwords_ != 0) {
      notes.push_back("passwords of " + std::to_string(passwords_) +
                      " people are not taken; they need a new one");
    }
    return notes;
  }

 private:
  static Error too_long() {
    return invalid("",
                   "is longer than " + std::to_string(limits::import_line_max_bytes) + " bytes");
  }

  Error no_users() const {
    const bool is_plain = realm_.find_first_not_of(plain_characters) == realm_.npos;
    const std::string name = realm_.empty() || !is_plain ? "NAME" : realm_;
    return invalid("",
                   "has no users: it is no export of a realm, or the half of a split one whose "
                   "users are in " +
                       name +
                       "-users-0.json and the files that follow it. "
                       "Import them together: cat " +
                       name + "-realm.json " + name +
                       "-users-*.json | rolecall import --people --format keycloak -");
  }

  Result<void> check_realm(JsonCursor& json, std::uint64_t& users) {
    json.enter();
    while (const auto name = json.member()) {
      if (*name == "realm") {
        if (auto checked = check_name_of_realm(json); !checked) return checked;
      } else if (*name == "users" && json.peek() == '[') {
        if (auto checked = check_users(json, users); !checked) return checked;
      } else if (*name == "groups" && knows_groups_) {
        if (auto read = groups_.read(json); !read) return read;
      } else {
        json.skip();
      }
    }
    return {};
  }

  Result<void> check_name_of_realm(JsonCursor& json) {
    const std::uint64_t line_no = json.line_no();
    const auto text = json.value(limits::name_max_bytes);
    if (!text || text->size() < 2) return {};
    const std::string realm(text->substr(1, text->size() - 2));
    if (realm_.empty()) realm_ = realm;
    if (realm_ == realm) return {};
    return invalid("", "line " + std::to_string(line_no) +
                           ": begins another realm; import one after the other");
  }

  Result<void> check_users(JsonCursor& json, std::uint64_t& users) {
    json.enter();
    while (json.has_element()) {
      const std::uint64_t line_no = json.line_no();
      const auto text = json.value(limits::import_line_max_bytes);
      ++users;
      if (!takes_groups_ || !text) continue;
      const auto user = parse_keycloak_user(*text);
      if (!user || user->is_service_account) continue;
      for (const std::string& path : user->groups) {
        if (const auto added = groups_.add(path); !added) {
          return invalid("", "line " + std::to_string(line_no) + ": entry " +
                                 std::to_string(users) + " is in a group that " +
                                 added.error().detail);
        }
      }
    }
    return {};
  }

  // Into the next array of users, or to the end.
  void go_to_users() {
    if (!is_in_realm_) {
      json_.enter();
      is_in_realm_ = true;
    }
    while (const auto name = json_.member()) {
      if (*name == "users" && json_.peek() == '[') {
        json_.enter();
        is_in_users_ = true;
        return;
      }
      json_.skip();
    }
    is_in_realm_ = false;
  }

  CreateUser person(KeycloakUser user) {
    std::vector<std::string_view> words(user.realm_roles.begin(), user.realm_roles.end());
    if (knows_groups_) {
      for (const std::string& path : user.groups) groups_.append_roles(path, words);
    }
    std::erase_if(
        words, [&](std::string_view role) { return is_of_everybody(role) && !roles_.knows(role); });
    std::ranges::sort(words);
    const auto rest = std::ranges::unique(words);
    words.erase(rest.begin(), rest.end());
    user.person.role.role = roles_.role_for(words);
    passwords_ += user.has_password ? 1 : 0;
    federated_ += user.is_federated ? 1 : 0;
    in_groups_ += user.groups.empty() ? 0 : 1;
    if (takes_groups_) {
      for (const std::string& path : user.groups) {
        user.person.groups.emplace_back(GroupName{group_name_of(path)});
      }
    }
    return std::move(user.person);
  }

  std::FILE* file_;
  JsonCursor json_;
  const bool takes_groups_;
  const bool knows_groups_;  // they may also tell roles
  RoleWords roles_;
  KeycloakGroups groups_;
  std::string realm_;
  bool is_in_realm_ = false;
  bool is_in_users_ = false;
  std::uint64_t entry_no_ = 0;
  std::uint64_t service_accounts_ = 0;
  std::uint64_t passwords_ = 0;
  std::uint64_t federated_ = 0;
  std::uint64_t in_groups_ = 0;  // people who are in one
};

}  // namespace

Result<std::unique_ptr<PeopleReader>> open_keycloak_people(std::FILE* file, PeopleMapping mapping) {
  auto people = std::make_unique<KeycloakPeople>(file, std::move(mapping));
  if (const auto checked = people->check(); !checked) return checked.error();
  return people;
}

}  // namespace rolecall
