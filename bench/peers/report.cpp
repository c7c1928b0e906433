#include "bench/peers/report.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "bench/peers/paired_ratios.hpp"

namespace rolecall::peers {
namespace {

namespace json = boost::json;

using Figure = double Sample::*;

[[gnu::format(printf, 1, 2)]] std::string text(const char* format, ...) {
  std::array<char, 256> buffer;
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(buffer.data(), buffer.size(), format, values);
  va_end(values);
  return buffer.data();
}

double median_of(const std::vector<Sample>& samples, Figure figure) {
  std::vector<double> values;
  for (const Sample& sample : samples) values.push_back(sample.*figure);
  return peers::median_of(std::move(values));
}

Ratio ratio_of(const Comparison& comparison, Figure figure) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < comparison.ours.size(); ++i) {
    ratios.push_back(comparison.ours[i].*figure / comparison.theirs[i].*figure);
  }
  return median_ratio(std::move(ratios));
}

// Of a batch it is users that are counted.
double units_of(const Job& job) { return job.kind == Kind::batch ? batch_users : 1; }

std::string load_of(const Job& job) {
  std::string load = std::to_string(job.connections);
  if (job.depth > 1) load += " × " + std::to_string(job.depth);
  return load;
}

// Three digits that count.
std::string digits(double value) {
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
  return text("%.*f", decimals, value);
}

std::string rate(double per_second) {
  if (per_second < 1000) return digits(per_second);
  return per_second < 1e6 ? digits(per_second / 1e3) + "k" : digits(per_second / 1e6) + "M";
}

std::string ratio_text(const Ratio& ratio) {
  return "**" + digits(ratio.median) + "** (" + digits(ratio.low) + "–" + digits(ratio.high) + ")";
}

std::string figures_of(const Job& job, const std::vector<Sample>& samples) {
  const double units = units_of(job);
  return rate(median_of(samples, &Sample::per_second) * units) + " | " +
         digits(median_of(samples, &Sample::server_cpu_us) / units) + " | " +
         digits(median_of(samples, &Sample::p50_us) / 1e3) + " / " +
         digits(median_of(samples, &Sample::p99_us) / 1e3);
}

bool is_same(const Job& a, const Job& b) {
  return a.kind == b.kind && a.connections == b.connections && a.depth == b.depth;
}

// What rolecall did in all comparisons of that job.
std::vector<Sample> our_samples(const Report& report, const Job& job) {
  std::vector<Sample> samples;
  for (const Comparison& one : report.comparisons) {
    if (is_same(one.job, job)) samples.insert(samples.end(), one.ours.begin(), one.ours.end());
  }
  return samples;
}

json::object figures_json(const std::vector<Sample>& samples) {
  return {{"per_second", median_of(samples, &Sample::per_second)},
          {"server_cpu_us", median_of(samples, &Sample::server_cpu_us)},
          {"p50_us", median_of(samples, &Sample::p50_us)},
          {"p99_us", median_of(samples, &Sample::p99_us)}};
}

json::object ratio_json(const Ratio& ratio) {
  return {{"median", ratio.median}, {"low", ratio.low}, {"high", ratio.high}};
}

Ratio rebuild_ratio(const Rebuild& ours, const Rebuild& theirs) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(ours.seconds.size(), theirs.seconds.size()); ++i) {
    ratios.push_back(ours.seconds[i] / theirs.seconds[i]);
  }
  return median_ratio(std::move(ratios));
}

std::string rebuild_table(const Report& report) {
  std::string table =
      "\n| rebuild | s | users/s | rolecall's time to it |\n| --- | --- | --- | --- |\n";
  for (const Rebuild& one : report.rebuilds) {
    const double seconds = peers::median_of(one.seconds);
    table += "| " + one.server + " | " + digits(seconds) + " | " +
             rate(static_cast<double>(report.users) / seconds) + " | ";
    const bool is_ours = &one == &report.rebuilds.front();
    table += (is_ours ? "" : ratio_text(rebuild_ratio(report.rebuilds.front(), one))) + " |\n";
  }
  return table;
}

}  // namespace

std::vector<Rebuild> read_rebuilds(const std::filesystem::path& file) {
  std::vector<Rebuild> rebuilds;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string server;
    double seconds = 0;
    if (!std::getline(fields, server, '\t') || !(fields >> seconds) || seconds <= 0) continue;
    auto known = std::ranges::find(rebuilds, server, &Rebuild::server);
    if (known == rebuilds.end()) known = rebuilds.insert(known, {server, {}});
    known->seconds.push_back(seconds);
  }
  return rebuilds;
}

std::string as_markdown(const Report& report) {
  std::string table = text(
      "%zu users; medians of %u pairs of runs of %g s; ratios are rolecall's figure to the peer's, "
      "with %s.\n\n",
      report.users, report.course.pairs, report.course.seconds,
      report.course.pairs < interval_pairs_min ? "their range" : "an interval of 95 %");
  table +=
      "| job | connections | server | per second | server CPU µs | p50 / p99 ms | CPU ratio | "
      "throughput ratio |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  const Job* last = nullptr;
  for (const Comparison& one : report.comparisons) {
    if (last == nullptr || !is_same(*last, one.job)) {
      table += "| " + one.job.name + " | " + load_of(one.job) + " | rolecall | " +
               figures_of(one.job, our_samples(report, one.job)) + " | | |\n";
    }
    last = &one.job;
    table += "| | | " + one.peer + " | " + figures_of(one.job, one.theirs) + " | " +
             ratio_text(ratio_of(one, &Sample::server_cpu_us)) + " | " +
             ratio_text(ratio_of(one, &Sample::per_second)) + " |\n";
  }
  return report.rebuilds.empty() ? table : table + rebuild_table(report);
}

std::string as_json(const Report& report) {
  json::array jobs;
  for (const Comparison& one : report.comparisons) {
    jobs.push_back(
        json::object{{"job", one.job.name},
                     {"connections", one.job.connections},
                     {"depth", one.job.depth},
                     {"peer", one.peer},
                     {"rolecall", figures_json(one.ours)},
                     {"figures", figures_json(one.theirs)},
                     {"cpu_ratio", ratio_json(ratio_of(one, &Sample::server_cpu_us))},
                     {"throughput_ratio", ratio_json(ratio_of(one, &Sample::per_second))}});
  }
  json::array rebuilds;
  for (const Rebuild& one : report.rebuilds) {
    rebuilds.push_back(
        json::object{{"server", one.server}, {"seconds", peers::median_of(one.seconds)}});
  }
  return json::serialize(json::object{{"users", report.users},
                                      {"pairs", report.course.pairs},
                                      {"seconds", report.course.seconds},
                                      {"jobs", std::move(jobs)},
                                      {"rebuilds", std::move(rebuilds)}});
}

}  // namespace rolecall::peers
