// One line per answer, as JSON, without personal data: no target, no header value, no body; the
// address of the other end only where the operator asks for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/request.hpp"
#include "engine/result.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct AccessLine {
  Timestamp time;
  Method method = Method::other;
  std::string_view route;  // the pattern, not the path
  int status = 0;
  std::size_t body_bytes = 0;
  std::int64_t took_us = 0;
  RequestId request{};  // as the events of the request have them
  RequestId correlation{};
  std::string sent_id{};            // the client's, if it is no UUID: in its place
  std::optional<PeerAddress> peer;  // nothing: is not written
};

void append_access_line(std::string& out, const AccessLine& line);

// A file that grows by blocks of whole lines: a line of its own would wake the log's thread, which
// costs more than a request. Threads: any. If the disk is too slow the oldest blocks are lost.
class AccessLog {
 public:
  static Result<std::unique_ptr<AccessLog>> open(const std::string& path);
  ~AccessLog();  // writes what is left

  void write(std::string_view lines);

 private:
  struct Sink;
  explicit AccessLog(std::unique_ptr<Sink> sink);

  std::unique_ptr<Sink> sink_;
};

}  // namespace rolecall
