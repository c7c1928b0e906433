#include "api/graphql/fragments.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/limits.hpp"

namespace rolecall::graphql {
namespace {

// Follows spreads from each fragment, once.
class CycleSearch {
 public:
  explicit CycleSearch(const Fragments& fragments) : fragments_(fragments) {}

  std::optional<Error> from(const FragmentDefinition& fragment) {
    if (!done_.insert(fragment.name).second) return std::nullopt;
    if (path_.size() == limits::graphql_depth_max) {
      return Error{"Fragments are spread in fragments more than " +
                       std::to_string(limits::graphql_depth_max) + " levels deep.",
                   fragment.at};
    }
    path_.push_back(fragment.name);
    auto error = in(fragment.selections);
    path_.pop_back();
    return error;
  }

 private:
  std::optional<Error> in(const std::vector<Selection>& selections) {
    for (const Selection& selection : selections) {
      auto error = selection.kind == Selection::Kind::fragment_spread ? across(selection)
                                                                      : in(selection.selections);
      if (error) return error;
    }
    return std::nullopt;
  }
  std::optional<Error> across(const Selection& spread) {
    const auto open = std::ranges::find(path_, spread.name);
    if (open != path_.end()) return cycle(spread, open - path_.begin());
    const auto found = fragments_.find(spread.name);
    return found == fragments_.end() ? std::nullopt : from(*found->second);
  }
  Error cycle(const Selection& spread, std::ptrdiff_t begin) const {
    std::string via;
    for (auto name = path_.begin() + begin + 1; name != path_.end(); ++name) {
      via += (via.empty() ? " via " : ", ") + in_quotes(*name);
    }
    return {"Cannot spread fragment " + in_quotes(spread.name) + " within itself" + via + ".",
            spread.at};
  }

  const Fragments& fragments_;
  std::set<std::string_view> done_;     // or begun
  std::vector<std::string_view> path_;  // begun and not done
};

}  // namespace

Result<Fragments> fragments_of(const Document& document) {
  Fragments fragments;
  for (const FragmentDefinition& fragment : document.fragments) {
    if (!fragments.emplace(fragment.name, &fragment).second) {
      return Error{"There can be only one fragment named " + in_quotes(fragment.name) + ".",
                   fragment.at};
    }
  }
  CycleSearch search(fragments);
  for (const FragmentDefinition& fragment : document.fragments) {
    if (auto error = search.from(fragment)) return *std::move(error);
  }
  return fragments;
}

}  // namespace rolecall::graphql
