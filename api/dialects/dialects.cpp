#include "api/dialects/dialects.hpp"

#include "api/auth.hpp"
#include "api/dialects/graph_olap/dialect.hpp"
#include "api/dialects/native/routes.hpp"

namespace rolecall {

std::vector<Dialect> all_dialects(Service& service) {
  return {native::dialect(service, bearer_admission(service)), graph_olap::dialect(service)};
}

}  // namespace rolecall
