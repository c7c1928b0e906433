#include "api/http/access_log.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <utility>

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include "api/http/lines_file.hpp"
#include "api/json/writer.hpp"

namespace rolecall {
namespace {

constexpr std::size_t queue_blocks = 256;

std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

// HOST - - [TIME] "METHOD ROUTE VERSION" STATUS BYTES
void append_common(std::string& out, const AccessLine& line) {
  const std::time_t time_s = line.time.us / 1'000'000;
  std::tm utc{};
  gmtime_r(&time_s, &utc);
  char time[32];
  const std::size_t length = std::strftime(time, sizeof time, "%d/%b/%Y:%H:%M:%S +0000", &utc);
  out.append(line.peer ? line.peer->text() : "-").append(" - - [").append(time, length);
  out.append("] \"").append(or_dash(name_of(line.method))).append(" ");
  out.append(or_dash(line.route)).append(line.is_http_1_0 ? " HTTP/1.0" : " HTTP/1.1");
  out.append("\" ").append(std::to_string(line.status)).append(" ");
  out.append(line.body_bytes == 0 ? "-" : std::to_string(line.body_bytes)).append("\n");
}

void append_json(std::string& out, const AccessLine& line) {
  JsonWriter json(out);
  json.begin_object();
  json.member("time", to_text(line.time));
  json.member("method", name_of(line.method));
  json.member("route", line.route);
  json.member("status", line.status);
  json.member("bytes", line.body_bytes);
  json.member("us", line.took_us);
  json.member("request_id", line.request.text());
  json.member("correlation_id", line.sent_id.empty() ? line.correlation.text() : line.sent_id);
  if (!line.trace_id.empty()) json.member("trace_id", line.trace_id);
  if (line.peer) json.member("peer", line.peer->text());
  json.end_object();
  out.push_back('\n');
}

}  // namespace

// On the log's own thread, but for what is atomic.
class AccessLog::Sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  Sink(std::string path, LinesFile file) : path_(std::move(path)), file_(std::move(file)) {}

  void ask_to_reopen() { must_reopen_ = true; }
  void add_lost(std::string_view lines) {
    *lost_lines_ += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
  }
  std::shared_ptr<std::atomic<std::uint64_t>> lost_lines() const { return lost_lines_; }

 private:
  void sink_it_(const spdlog::details::log_msg& block) override {
    reopen_if_asked();
    const auto [lost, reason] = file_.write({block.payload.data(), block.payload.size()});
    *lost_lines_ += lost;
    if (reason != 0 && !fails_) {
      spdlog::warn("the access log {}: {}: its lines are lost until it can be written again", path_,
                   std::strerror(reason));
    }
    if (reason == 0 && fails_) {
      spdlog::info("the access log {} is written again; {} lines of it have been lost", path_,
                   lost_lines_->load());
    }
    fails_ = reason != 0;
  }
  void flush_() override { reopen_if_asked(); }

  void reopen_if_asked() {
    if (!must_reopen_.exchange(false)) return;
    auto opened = LinesFile::open(path_);
    if (opened) {
      file_ = *std::move(opened);
    } else {
      spdlog::warn("the access log {}; it goes on where it was", opened.error().detail);
    }
  }

  const std::string path_;
  LinesFile file_;
  bool fails_ = false;
  std::atomic<bool> must_reopen_{false};
  const std::shared_ptr<std::atomic<std::uint64_t>> lost_lines_ =
      std::make_shared<std::atomic<std::uint64_t>>(0);
};

struct AccessLog::Parts {
  std::shared_ptr<Sink> sink;
  std::shared_ptr<spdlog::async_logger> logger;
  std::shared_ptr<spdlog::details::thread_pool> pool;  // goes first: its thread writes what waits
};

void append_access_line(std::string& out, const AccessLine& line, AccessLogFormat format) {
  format == AccessLogFormat::json ? append_json(out, line) : append_common(out, line);
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path) {
  auto file = LinesFile::open(path);
  if (!file) return invalid("access-log", file.error().detail);
  auto sink = std::make_shared<Sink>(path, *std::move(file));
  auto pool = std::make_shared<spdlog::details::thread_pool>(queue_blocks, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      "access", sink, pool, spdlog::async_overflow_policy::overrun_oldest);
  auto parts = std::make_unique<Parts>(Parts{std::move(sink), std::move(logger), std::move(pool)});
  return std::unique_ptr<AccessLog>(new AccessLog(std::move(parts)));
}

AccessLog::AccessLog(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

AccessLog::~AccessLog() = default;

// Not left to the queue, which does not count what it drops.
void AccessLog::write(std::string_view lines) {
  if (parts_->pool->queue_size() >= queue_blocks - 1) return parts_->sink->add_lost(lines);
  parts_->logger->log(spdlog::level::info, spdlog::string_view_t(lines.data(), lines.size()));
}

void AccessLog::reopen() {
  parts_->sink->ask_to_reopen();
  parts_->logger->flush();  // wakes the log's thread
}

std::shared_ptr<const std::atomic<std::uint64_t>> AccessLog::lost_lines() const {
  return parts_->sink->lost_lines();
}

}  // namespace rolecall
