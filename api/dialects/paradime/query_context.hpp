// Who asks, and of which state.
#pragma once

#include <map>
#include <string>

#include "api/graphql/request.hpp"
#include "api/service.hpp"
#include "projections/model/view.hpp"

namespace rolecall::paradime {

// A change moves the view on.
struct QueryContext {
  Service& service;
  Caller caller;
  RequestId request;
  RequestId correlation;
  View view;
  std::map<std::string, Error> refused{};  // of a mutation that was carried out: by response key
};

}  // namespace rolecall::paradime
