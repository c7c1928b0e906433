#include "tools/serving/server_log.hpp"

#include <chrono>
#include <memory>
#include <string_view>

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "api/json/writer.hpp"
#include "engine/types/timestamp.hpp"

namespace rolecall {
namespace {

class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& said, spdlog::memory_buf_t& out) override {
    using std::chrono::microseconds;
    const auto since_1970 = said.time.time_since_epoch();
    const Timestamp time{std::chrono::duration_cast<microseconds>(since_1970).count()};
    const auto level = spdlog::level::to_string_view(said.level);
    std::string line;
    JsonWriter json(line);
    json.begin_object();
    json.member("time", to_text(time));
    json.member("level", std::string_view(level.data(), level.size()));
    json.member("message", std::string_view(said.payload.data(), said.payload.size()));
    json.end_object();
    line.push_back('\n');
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonLines>();
  }
};

}  // namespace

void begin_server_log(const ServerLogOptions& options) {
  const bool is_json = options.format == "json";
  const auto logger =
      is_json ? spdlog::stderr_logger_mt("rolecall") : spdlog::stderr_color_mt("rolecall");
  if (is_json) logger->set_formatter(std::make_unique<JsonLines>());
  logger->set_level(spdlog::level::from_str(options.level));
  spdlog::set_default_logger(logger);
}

}  // namespace rolecall
