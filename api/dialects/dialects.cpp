#include "api/dialects/dialects.hpp"

#include <utility>

#include "api/auth.hpp"
#include "api/dialects/graph_olap/dialect.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/dialects/paradime/dialect.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/wallaroo/dialect.hpp"

namespace rolecall {

std::vector<Dialect> all_dialects(Service& service) {
  std::vector<Dialect> all = wallaroo::dialects(service);
  all.push_back(native::dialect(service, bearer_admission(service)));
  all.push_back(graph_olap::dialect(service));
  for (Dialect& dialect : posit_connect::dialects(service)) all.push_back(std::move(dialect));
  all.push_back(paradime::dialect(service));
  return all;
}

}  // namespace rolecall
