#include "api/dialects/wallaroo/wildcard.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace rolecall::wallaroo {

// Where the text behind a star does not fit, that star takes one character
// more; no earlier one has to be tried again.
bool matches(std::string_view text, std::string_view pattern) {
  std::size_t at = 0, want = 0;
  std::optional<std::pair<std::size_t, std::size_t>> star;  // behind it, and where it took up to
  while (at < text.size()) {
    if (want < pattern.size() && pattern[want] == '*') {
      star = {++want, at};
    } else if (want < pattern.size() && pattern[want] == text[at]) {
      ++want;
      ++at;
    } else if (star) {
      want = star->first;
      at = ++star->second;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', want) == pattern.npos;
}

}  // namespace rolecall::wallaroo
