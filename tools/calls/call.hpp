// A request of the native dialect, as a verb makes it; and how it comes back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/request.hpp"
#include "engine/types/position.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

using CallParameters = std::vector<std::pair<std::string, std::string>>;

struct Call {
  Method method = Method::get;
  std::vector<std::string> path{};  // its segments, as they are meant: not percent-encoded
  CallParameters parameters{};
  std::string body{};  // empty: none
  std::string_view content_type = "application/json";
  std::optional<std::uint32_t> if_revision{};  // of what is changed: another one is refused
  RequestId correlation{};                     // of several calls that belong together; nil: none
};

struct CallAnswer {
  std::string body;                    // empty: there is nothing to tell
  std::optional<Position> position{};  // of the state that it is of
};

// The call's target as HTTP has it, percent-encoded.
std::string target_of(const Call& call);

}  // namespace rolecall
