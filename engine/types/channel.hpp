// Through which dialect or tool a change came.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolecall {

// The numbers are in the log.
enum class Channel : std::uint8_t {
  native = 1,
  graph_olap = 2,
  posit_connect = 3,
  paradime = 4,
  wallaroo = 5,
  cli = 6,
  import = 7,
  system = 8,
};

inline constexpr std::uint8_t channel_count = 8;

std::string_view name_of(Channel channel);

// Whether a user who brings no API key there has signed in by a password. Elsewhere a proxy that is
// trusted speaks for such a one.
constexpr bool takes_passwords(Channel channel) { return channel == Channel::wallaroo; }

}  // namespace rolecall
