#include "tools/bench_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "api/http/body.hpp"
#include "api/json/writer.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;
using load::MeasuredJob;
using load::Tally;

constexpr int report_digits = 3;  // behind the point

void decimal(JsonWriter& json, std::string_view name, double number) {
  json.key(name);
  json.raw(fmt::format("{:.{}f}", number, report_digits));
}

double per_second(const MeasuredJob& measured) {
  const auto answers = static_cast<double>(measured.result.tally.latencies.total());
  return answers / std::max(measured.result.seconds, 1e-6);
}

void append_latencies(JsonWriter& json, const load::Latencies& latencies) {
  json.key("latency_us");
  json.begin_object();
  decimal(json, "p50", latencies.quantile_us(0.5));
  decimal(json, "p90", latencies.quantile_us(0.9));
  decimal(json, "p99", latencies.quantile_us(0.99));
  decimal(json, "p99_9", latencies.quantile_us(0.999));
  decimal(json, "max", latencies.max_us());
  json.end_object();
}

void append_job(JsonWriter& json, const MeasuredJob& measured) {
  const auto& [job, result, cpu_seconds] = measured;
  const auto answers = result.tally.latencies.total();
  json.begin_object();
  json.member("job", std::string_view(job.name));
  json.member("connections", job.load.connections);
  json.member("depth", job.load.depth);
  job.load.rate ? json.member("rate", *job.load.rate) : json.member("rate", nullptr);
  json.member("requests", result.tally.requests());
  json.member("errors", result.tally.errors());
  decimal(json, "seconds", result.seconds);
  decimal(json, "per_second", per_second(measured));
  if (load::is_all(job.mix, load::RequestKind::batch)) {
    decimal(json, "users_per_second", per_second(measured) * load::batch_users);
  } else {
    json.member("users_per_second", nullptr);
  }
  append_latencies(json, result.tally.latencies);
  if (cpu_seconds && answers != 0) {
    decimal(json, "server_cpu_us", *cpu_seconds * 1e6 / static_cast<double>(answers));
  } else {
    json.member("server_cpu_us", nullptr);
  }
  json.end_object();
}

// "-" where there is no number.
std::string number_at(const value& row, std::string_view pointer, int digits, double factor = 1) {
  boost::json::error_code missing;
  const value* const found = row.find_pointer({pointer.data(), pointer.size()}, missing);
  if (found == nullptr || !found->is_number()) return "-";
  return fmt::format("{:.{}f}", found->to_number<double>() * factor, digits);
}

std::string clients_of(const value& row) {
  const std::string clients = text_at(row, "/connections") + " x " + text_at(row, "/depth");
  return row.at("rate").is_null() ? clients : clients + " at " + text_at(row, "/rate") + "/s";
}

std::string cores_of(const value& row) {
  return number_at(row, "/server_cpu_us", 2, row.at("per_second").to_number<double>() / 1e6);
}

}  // namespace

std::string bench_json(const std::vector<MeasuredJob>& jobs) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("jobs");
  json.begin_array();
  for (const MeasuredJob& job : jobs) append_job(json, job);
  json.end_array();
  json.end_object();
  return text + '\n';
}

std::string bench_table(const std::vector<MeasuredJob>& jobs) {
  static constexpr Column columns[] = {
      {"JOB", [](const value& row) { return text_at(row, "/job"); }},
      {"CLIENTS", &clients_of},
      {"REQUESTS/S", [](const value& row) { return number_at(row, "/per_second", 0); }, true},
      {"USERS/S", [](const value& row) { return number_at(row, "/users_per_second", 0); }, true},
      {"P50 µs", [](const value& row) { return number_at(row, "/latency_us/p50", 0); }, true},
      {"P99 µs", [](const value& row) { return number_at(row, "/latency_us/p99", 0); }, true},
      {"P99.9 µs", [](const value& row) { return number_at(row, "/latency_us/p99_9", 0); }, true},
      {"ERRORS", [](const value& row) { return text_at(row, "/errors"); }, true},
      {"SERVER CPU µs", [](const value& row) { return number_at(row, "/server_cpu_us", 1); }, true},
      {"CORES", &cores_of, true},
  };
  return format_table(columns, parse_answer(bench_json(jobs)).at("jobs").as_array());
}

std::string bench_failures(const std::vector<MeasuredJob>& jobs) {
  std::string text;
  for (const MeasuredJob& measured : jobs) {
    const Tally& tally = measured.result.tally;
    if (tally.refused != 0) {
      text += fmt::format("rolecall: {}: {} of {} answers were errors, the first of them {}\n",
                          measured.job.name, tally.refused, tally.latencies.total(),
                          tally.first_refusal);
    }
    if (tally.unsent != 0) {
      text += fmt::format(
          "rolecall: {}: {} of {} requests were still unsent ten seconds after the last was due: "
          "lower --rate, or raise --connections or --depth\n",
          measured.job.name, tally.unsent, tally.requests());
    }
  }
  return text;
}

}  // namespace rolecall
