// Who asks, and of which state.
#pragma once

#include <map>
#include <string>

#include "api/graphql/request.hpp"
#include "api/service.hpp"

namespace rolecall::paradime {

// A change moves the position on, and has no use for the time.
struct Asking {
  Service& service;
  Caller caller;
  RequestId request;
  RequestId correlation;
  Position at{};
  Timestamp time;                          // what has run out by then
  std::map<std::string, Error> refused{};  // of a mutation that was carried out: by response key
};

}  // namespace rolecall::paradime
