#include "api/dialects/wallaroo/user_search.hpp"

#include <algorithm>
#include <array>

#include "api/dialects/wallaroo/user_json.hpp"
#include "api/http/body.hpp"
#include "engine/events/shown_profile.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::wallaroo {
namespace {

bool is_found(const std::string& name, const std::string& text, Match match) {
  switch (match) {
    case Match::whole:
      return name == text;
    case Match::beginning:
      return name.starts_with(text);
    case Match::anywhere:
      return name.find(text) != std::string::npos;
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

}  // namespace

UserSearch UserSearch::read(Parameters& parameters) {
  UserSearch search;
  const bool exact = parameters.flag("exact");
  const auto field = [&](std::string_view name, Field which) {
    const auto text = parameters.text(name);
    if (!text || text->empty() || parameters.text("search")) return;
    search.terms_.push_back(
        {{which}, canonical_key(*text), exact ? Match::whole : Match::anywhere});
  };
  field("username", Field::username);
  field("email", Field::email);
  field("firstName", Field::first_name);
  field("lastName", Field::last_name);
  search.read_search(parameters.text("search").value_or(""));
  search.read_attributes(parameters, parameters.text("q").value_or(""));
  if (const auto enabled = parameters.optional_flag("enabled")) {
    search.statuses_ = set_of(*enabled ? Status::active : Status::deactivated);
  }
  // No address is known to be verified.
  search.nobody_ = parameters.flag("emailVerified");
  return search;
}

// Words, each at the beginning of a name; *word* anywhere in it, "word" all of it.
void UserSearch::read_search(std::string_view text) {
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    Term term{
        {Field::username, Field::email, Field::first_name, Field::last_name}, {}, Match::beginning};
    if (word.size() > 1 && word.starts_with('"') && word.ends_with('"')) {
      term.match = Match::whole;
      word = word.substr(1, word.size() - 2);
    } else if (word.starts_with('*')) {
      term.match = Match::anywhere;
      word.remove_prefix(1);
    }
    if (word.ends_with('*')) word.remove_suffix(1);
    if (word.empty()) continue;
    term.text = canonical_key(word);
    terms_.push_back(std::move(term));
  }
}

void UserSearch::read_attributes(Parameters& parameters, std::string_view text) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto colon = pair.find(':');
    if (colon == pair.npos) return parameters.fail("q", "must be name:value pairs");
    attributes_.emplace_back(pair.substr(0, colon), pair.substr(colon + 1));
  }
}

bool UserSearch::takes_everyone() const {
  return terms_.empty() && attributes_.empty() && !nobody_;
}

bool UserSearch::accepts(const State& state, const UserVersion& version) const {
  if (nobody_) return false;
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
