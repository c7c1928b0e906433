#include "api/dialects/dialects.hpp"

#include "api/auth.hpp"
#include "api/dialects/graph_olap/dialect.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/posit_connect/dialect.hpp"

namespace rolecall {

std::vector<Dialect> all_dialects(Service& service) {
  return {native::dialect(service, bearer_admission(service)), graph_olap::dialect(service),
          posit_connect::dialect(service)};
}

}  // namespace rolecall
