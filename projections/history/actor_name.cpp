#include "projections/history/actor_name.hpp"

namespace rolecall {

std::string_view name_of_actor(const View& view, const UserId& id) {
  if (id.is_nil()) return {};
  const State& state = view.state();
  if (const auto user = state.find_user(id, view.at())) {
    return state.profiles().view(state.users().at(*user, view.at())->profile).username;
  }
  return state.actors().name(id);
}

}  // namespace rolecall
