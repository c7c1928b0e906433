// One line per answer, without personal data: no target, no header value but ids, no body; the
// address of the other end only where the operator asks for it.
#pragma once

#include <atomic>
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

enum class AccessLogFormat : std::uint8_t {
  json,
  common,  // Common Log Format, as Apache's httpd has it, with the route instead of the target
};

struct AccessLine {
  Timestamp time;
  Method method = Method::other;
  std::string_view route;  // the pattern, not the path
  int status = 0;
  std::size_t body_bytes = 0;
  std::int64_t took_us = 0;
  RequestId request{};  // as the events of the request have them
  RequestId correlation{};
  std::string sent_id{};        // the client's, if it is no UUID: in its place
  std::string_view trace_id{};  // of its traceparent; empty: is not written
  bool is_http_1_0 = false;
  std::optional<PeerAddress> peer;  // nothing: is not written
};

void append_access_line(std::string& out, const AccessLine& line, AccessLogFormat format);

// A file that grows by blocks of whole lines: a line of its own would wake the log's thread, which
// costs more than a request. Threads: any. Lines that cannot be written, or that come faster than
// the disk takes them, are lost and counted; the server's own log says so once, and when they are
// written again.
class AccessLog {
 public:
  static Result<std::unique_ptr<AccessLog>> open(const std::string& path);
  ~AccessLog();  // writes what is left

  void write(std::string_view lines);
  // Goes on in a new file of the same name, e.g. because the old one has been moved away. Soon, and
  // with the old one where the new one cannot be opened.
  void reopen();
  // How many lines have been lost; may outlive the log.
  std::shared_ptr<const std::atomic<std::uint64_t>> lost_lines() const;

 private:
  class Sink;
  struct Parts;
  explicit AccessLog(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall
