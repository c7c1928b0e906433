#include "projections/history/actor_name.hpp"

namespace rolecall {

std::string_view name_of_actor(const ReadModel& model, const UserId& id, Position at) {
  if (id.is_nil()) return {};
  const State& state = model.state();
  if (const auto user = state.find_user(id, at)) {
    return state.profiles().view(state.users().at(*user, at)->profile).username;
  }
  return state.actors().name(id);
}

}  // namespace rolecall
