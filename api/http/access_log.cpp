#include "api/http/access_log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include "api/json/writer.hpp"

namespace rolecall {

struct AccessLog::Sink {
  std::shared_ptr<spdlog::async_logger> logger;
  std::shared_ptr<spdlog::details::thread_pool> pool;  // goes first: its thread writes what waits
};

void append_access_line(std::string& out, const AccessLine& line) {
  JsonWriter json(out);
  json.begin_object();
  json.member("time", to_text(line.time));
  json.member("method", word(line.method));
  json.member("route", line.route);
  json.member("status", line.status);
  json.member("bytes", line.body_bytes);
  json.member("us", line.took_us);
  json.member("request_id", line.request.text());
  json.member("correlation_id", line.sent_id.empty() ? line.correlation.text() : line.sent_id);
  if (line.peer) json.member("peer", line.peer->text());
  json.end_object();
  out.push_back('\n');
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::string& path) {
  try {
    auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    constexpr std::size_t queue_blocks = 256;
    auto pool = std::make_shared<spdlog::details::thread_pool>(queue_blocks, 1);
    auto logger = std::make_shared<spdlog::async_logger>(
        "access", std::move(file), pool, spdlog::async_overflow_policy::overrun_oldest);
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%v", spdlog::pattern_time_type::utc, std::string()));
    auto sink = std::make_unique<Sink>(Sink{std::move(logger), std::move(pool)});
    return std::unique_ptr<AccessLog>(new AccessLog(std::move(sink)));
  } catch (const spdlog::spdlog_ex&) {
    return invalid("access-log", "the access log cannot be opened for writing");
  }
}

AccessLog::AccessLog(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}

AccessLog::~AccessLog() { sink_->logger->flush(); }

void AccessLog::write(std::string_view lines) {
  sink_->logger->log(spdlog::level::info, spdlog::string_view_t(lines.data(), lines.size()));
}

}  // namespace rolecall
