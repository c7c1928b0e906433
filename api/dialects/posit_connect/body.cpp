#include "api/dialects/posit_connect/body.hpp"

#include "api/parameters.hpp"

namespace rolecall::posit_connect {

Parsed<boost::json::object> read_body(const Request& request) {
  if (const auto error = Parameters(request).done()) return *error;
  return request.header("Authorization") ? read_undeclared_json_object(request)
                                         : read_json_object(request);
}

}  // namespace rolecall::posit_connect
