#include "projections/users/api_key_query.hpp"

namespace rolecall {

Result<ApiKeyPage> list_api_keys(const View& view, std::optional<UserNo> owner, std::size_t limit,
                                 const std::optional<Cursor>& after) {
  const Position at = view.at();
  const ApiKeys& keys = view.state().api_keys();
  std::uint32_t end = keys.count_at(at);
  if (after) {
    if (after->position != at || after->last >= end) {
      return invalid("cursor", "is not one of this list");
    }
    end = static_cast<std::uint32_t>(after->last);
  }
  ApiKeyPage page;
  for (std::uint32_t i = end; i-- > 0;) {
    const ApiKeyNo key{i};
    if (owner && keys.at(key, at).owner != *owner) continue;
    if (page.keys.size() == limit) {
      page.next = Cursor{at, number(page.keys.back()), 0, 0};
      break;
    }
    page.keys.push_back(key);
  }
  return page;
}

std::vector<ApiKeyNo> api_keys_below(const View& view, UserNo owner, Role role) {
  const Position at = view.at();
  const State& state = view.state();
  const Timestamp moment = at == Position{0} ? Timestamp{} : state.time_of(at);
  std::vector<ApiKeyNo> keys = state.api_keys().of(owner, at);
  std::erase_if(keys, [&](ApiKeyNo no) {
    const IssuedApiKey key = state.api_keys().at(no, at);
    const bool has_ended = key.is_revoked() || (key.expires_at && *key.expires_at <= moment);
    return has_ended || key.at_most >= role;
  });
  return keys;
}

}  // namespace rolecall
