#include "api/dialects/wallaroo/user_search.hpp"

#include <algorithm>
#include <array>

#include "api/dialects/wallaroo/user_json.hpp"
#include "api/dialects/wallaroo/wildcard.hpp"
#include "api/http/body.hpp"
#include "engine/events/shown_profile.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::wallaroo {
namespace {

bool is_found(const std::string& name, const std::string& text, Match match) {
  switch (match) {
    case Match::whole:
      return name == text;
    case Match::anywhere:
      return name.find(text) != std::string::npos;
    case Match::pattern:
      return matches(name, text);
  }
  return false;
}

// Whether the attribute, as it is shown, has the text among its values.
bool has_attribute(const std::string& attributes, const std::string& name,
                   const std::string& text) {
  const std::string shown = shown_attributes(attributes);
  if (shown.empty()) return false;
  const auto object = parse_json(shown).value().get_object();
  const auto* const values = object.if_contains(name);
  if (!values) return false;
  const auto& array = values->get_array();
  return std::any_of(array.begin(), array.end(), [&](const auto& value) {
    return std::string_view(value.get_string()) == text;
  });
}

// Takes a text off the beginning of `rest`: up to a character of `ends`, or in quotes, where a
// backslash stands before a quote or backslash. Nothing: the quotes do not end.
std::optional<std::string> take_text(std::string_view& rest, std::string_view ends) {
  if (!rest.starts_with('"')) {
    const std::string_view text = rest.substr(0, rest.find_first_of(ends));
    rest.remove_prefix(text.size());
    return std::string(text);
  }
  std::string text;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return text;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    text.push_back(rest[i]);
  }
  return std::nullopt;
}

using Attribute = std::pair<std::string, std::string>;

// name:value pairs with spaces between them. False: it is something else.
bool read_attributes(std::string_view text, std::vector<Attribute>& attributes) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return true;
    auto name = take_text(text, ": ");
    if (!name || name->empty() || !text.starts_with(':')) return false;
    text.remove_prefix(1);
    auto value = take_text(text, " ");
    if (!value || !(text.empty() || text.starts_with(' '))) return false;
    attributes.emplace_back(*std::move(name), *std::move(value));
  }
}

constexpr std::string_view ids_sign = "id:";

}  // namespace

UserSearch UserSearch::read(Parameters& parameters) {
  UserSearch search;
  const std::string_view text = parameters.text("search").value_or("");
  const bool exact = parameters.flag("exact");
  const auto field = [&](std::string_view name, Field which) {
    const auto part = parameters.text(name);
    if (!part || part->empty() || !text.empty()) return;
    search.terms_.push_back(
        {{which}, canonical_key(*part), exact ? Match::whole : Match::anywhere});
  };
  field("username", Field::username);
  field("email", Field::email);
  field("firstName", Field::first_name);
  field("lastName", Field::last_name);
  if (text.starts_with(ids_sign)) {
    search.read_ids(text.substr(ids_sign.size()));
  } else {
    search.read_search(text);
  }
  if (!read_attributes(parameters.text("q").value_or(""), search.attributes_)) {
    parameters.fail("q", "must be name:value pairs");
  }
  if (const auto enabled = parameters.optional_flag("enabled")) {
    search.statuses_ = set_of(*enabled ? Status::active : Status::deactivated);
  }
  // No address is known to be verified.
  search.nobody_ = parameters.flag("emailVerified");
  return search;
}

// Words, each at the beginning of a name, where stars stand for any text; "word" is all of it.
void UserSearch::read_search(std::string_view text) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (word.find_first_not_of('*') == word.npos) continue;
    const std::vector all{Field::username, Field::email, Field::first_name, Field::last_name};
    if (word.size() > 1 && word.starts_with('"') && word.ends_with('"')) {
      terms_.push_back({all, canonical_key(word.substr(1, word.size() - 2)), Match::whole});
    } else {
      terms_.push_back({all, canonical_key(word) + '*', Match::pattern});
    }
  }
}

// What is no id is nobody's.
void UserSearch::read_ids(std::string_view text) {
  ids_.emplace();
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (const auto id = UserId::parse(word)) ids_->push_back(*id);
  }
  std::sort(ids_->begin(), ids_->end());
}

bool UserSearch::takes_everyone() const {
  return terms_.empty() && attributes_.empty() && !ids_ && !nobody_;
}

bool UserSearch::accepts(const State& state, UserNo user, const UserVersion& version) const {
  if (nobody_) return false;
  if (ids_ && !std::binary_search(ids_->begin(), ids_->end(), state.users().id(user))) return false;
  const Profile profile = shown_profile(state.profiles().view(version.profile).copy());
  const std::array<std::string, 4> names{
      canonical_key(profile.username), canonical_key(profile.email),
      canonical_key(profile.first_name), canonical_key(profile.last_name)};
  const auto has_term = [&](const Term& term) {
    return std::any_of(term.fields.begin(), term.fields.end(), [&](Field field) {
      return is_found(names.at(static_cast<std::size_t>(field)), term.text, term.match);
    });
  };
  const auto has = [&](const auto& pair) {
    return has_attribute(profile.attributes, pair.first, pair.second);
  };
  return std::all_of(terms_.begin(), terms_.end(), has_term) &&
         std::all_of(attributes_.begin(), attributes_.end(), has);
}

std::optional<std::string> UserSearch::whole_email() const {
  for (const Term& term : terms_) {
    if (term.fields == std::vector{Field::email}) return term.text;
  }
  return std::nullopt;
}

}  // namespace rolecall::wallaroo
