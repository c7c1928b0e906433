// Who asks, and of which state.
#pragma once

#include "api/graphql/request.hpp"
#include "api/service.hpp"

namespace rolecall::paradime {

// A change moves the position on, and has no use for the time.
struct Asking {
  Service& service;
  Caller caller;
  RequestId request;
  Position at{};
  Timestamp time;  // what has run out by then
};

}  // namespace rolecall::paradime
