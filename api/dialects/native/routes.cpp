#include "api/dialects/native/routes.hpp"

#include <iterator>

namespace rolecall::native {

std::vector<Route> routes(Service& service) {
  std::vector<Route> all;
  for (auto* family :
       {&user_routes, &user_list_routes, &role_routes, &invitation_routes, &credential_routes,
        &group_routes, &history_routes, &bulk_routes, &metrics_routes, &system_routes}) {
    std::vector<Route> some = family(service);
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  }
  return all;
}

}  // namespace rolecall::native
