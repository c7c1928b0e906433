#include "api/dialects/native/routes.hpp"

#include <iterator>
#include <utility>

namespace rolecall::native {

Dialect dialect(Service& service, Admit admit) {
  Dialect native{"", native_error_shape, std::move(admit), {}};
  native.takes_idempotency_keys = true;
  for (auto* family : {&user_routes, &user_list_routes, &role_routes, &invitation_routes,
                       &credential_routes, &group_routes, &history_routes, &feed_routes,
                       &diff_routes, &bulk_routes, &metrics_routes, &system_routes}) {
    std::vector<Route> some = family(service);
    native.routes.insert(native.routes.end(), std::make_move_iterator(some.begin()),
                         std::make_move_iterator(some.end()));
  }
  return native;
}

}  // namespace rolecall::native
