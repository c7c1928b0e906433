// Feeds bytes to a RequestFraming as a session does, and notes what comes out.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "api/http/request_framing.hpp"

namespace rolecall::test {

using Requests = std::vector<std::string>;  // "METHOD target body"

struct Seen {
  Requests requests;
  int status = 0;  // of the refusal that ended it; 0: none
};

inline void drain(RequestFraming& wire, Seen& seen) {
  Request request;
  while (true) {
    const RequestFraming::Step step = wire.next();
    if (step == RequestFraming::Step::bad) seen.status = wire.status();
    if (step != RequestFraming::Step::ready) return;
    std::string_view target;
    wire.describe(request, target);
    seen.requests.push_back(std::string(name_of(request.method)) + " " + std::string(target) + " " +
                            std::string(request.body));
  }
}

// As a session does: never more at once than there is room, and all requests before the next read.
inline void feed(RequestFraming& wire, std::string_view bytes, Seen& seen) {
  while (!bytes.empty() && seen.status == 0) {
    const std::span<char> room = wire.room();
    ASSERT_FALSE(room.empty());
    const std::size_t size = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), size);
    wire.filled(size);
    bytes.remove_prefix(size);
    drain(wire, seen);
  }
}

inline Seen see(std::string_view bytes, std::size_t piece_bytes) {
  RequestFraming wire;
  Seen seen;
  while (!bytes.empty() && seen.status == 0) {
    feed(wire, bytes.substr(0, piece_bytes), seen);
    bytes.remove_prefix(std::min(piece_bytes, bytes.size()));
  }
  return seen;
}

}  // namespace rolecall::test
