#include "api/dialects/posit_connect/user_order.hpp"

#include <algorithm>
#include <array>

namespace rolecall::posit_connect {
namespace {

struct Word {
  std::string_view word;
  UserMember by;
  bool tells_apart;  // no two users are equal by it
};

constexpr std::array<Word, 6> words{{{"first_name", UserMember::shown_names, true},
                                     {"last_name", UserMember::shown_last_name, false},
                                     {"username", UserMember::username, true},
                                     {"active_time", UserMember::last_active_on, false},
                                     {"created_time", UserMember::created_at, true},
                                     {"user_role", UserMember::role, false}}};

}  // namespace

std::vector<UserSort> take_order(Parameters& parameters) {
  const bool descending = !parameters.optional_flag("asc_order").value_or(true);
  const std::string_view asked = parameters.text("sort").value_or("first_name");
  const auto* const word = std::ranges::find(words, asked, &Word::word);
  if (word == words.end()) {
    parameters.fail("sort", "is not one of the members users are sorted by");
    return {};
  }
  std::vector<UserSort> order{{word->by, descending}};
  if (!word->tells_apart) order.push_back({UserMember::username, descending});
  return order;
}

}  // namespace rolecall::posit_connect
