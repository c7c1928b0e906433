// Keycloak's rules for finding users.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/parameters.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::wallaroo {

// How a text must be found in a name: as all of it, anywhere, or as a pattern of it (wildcard.hpp).
enum class Match : std::uint8_t { whole, anywhere, pattern };

// The parameters of a search. `search` looks in username, email, first and last name, each of its
// words in any of them, or names users by their ids; without it, each field that is given must have
// its text.
class UserSearch {
 public:
  // Wrong ones fail the parameters.
  static UserSearch read(Parameters& parameters);

  StatusSet statuses() const { return statuses_; }
  // Whether every user of these statuses is meant.
  bool takes_everyone() const;
  bool accepts(const State& state, UserNo user, const UserVersion& version) const;
  // An address that goes before all that only contain it: Wallaroo's client takes the first hit.
  // Canonical; nothing: none is asked.
  std::optional<std::string> whole_email() const;

 private:
  enum class Field : std::uint8_t { username, email, first_name, last_name };
  struct Term {
    std::vector<Field> fields;  // in any of these
    std::string text;           // canonical
    Match match = Match::anywhere;
  };
  void read_search(std::string_view text);
  void read_ids(std::string_view text);

  std::vector<Term> terms_;
  std::optional<std::vector<UserId>> ids_;  // sorted; nothing: anybody's
  std::vector<std::pair<std::string, std::string>> attributes_;
  StatusSet statuses_ = present_statuses;
  bool nobody_ = false;
};

}  // namespace rolecall::wallaroo
