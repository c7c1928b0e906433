// rolecall_load: a load on a rolecall server of this machine, and what the server makes of it.
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bench/load/driver.hpp"
#include "bench/load/requests.hpp"
#include "bench/load/server.hpp"

namespace rolecall::load {
namespace {

struct Options {
  std::string server = "127.0.0.1:8080";
  std::string api_key;
  std::size_t connections = 32;
  std::size_t depth = 1;
  std::size_t writers = 0;
  std::size_t writer_depth = 1;
  double seconds = 10;
  std::uint32_t fill = 0;
  std::uint32_t users = 0;
  std::size_t known = 100'000;  // more than the server's caches hold
  Reads reads;
  pid_t server_pid = 0;
};

void add_options(CLI::App& app, Options& options) {
  app.add_option("--server", options.server, "loopback ADDRESS:PORT of the server")
      ->capture_default_str();
  app.add_option("--api-key", options.api_key, "an API key that may manage, of an operator")
      ->envname("ROLECALL_API_KEY")
      ->required();
  app.add_option("--connections", options.connections, "connections that read, or fill")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  app.add_option("--depth", options.depth, "requests in flight on each of these")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--writers", options.writers, "further connections, that change roles")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  app.add_option("--writer-depth", options.writer_depth, "requests in flight on each of these")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "how long")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  app.add_option("--mix", options.reads.mix,
                 "what is read: weights of by_username, by_id, prefix, count and holders")
      ->delimiter(',')
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_option("--as-of", options.reads.as_of,
                 "FIRST,LAST: each read is as of a random position from one to the other")
      ->delimiter(',');
  app.add_option("--users", options.users,
                 "the population's users there are; else those that the server counts, less one")
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--known", options.known, "so many are asked about by id, or given roles")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  app.add_option("--server-pid", options.server_pid, "tells the server's CPU time per request");
  app.add_option("--fill", options.fill, "create the first N of the population, and end")
      ->check(CLI::Range(1, 100'000'000));
}

void print_line(std::string_view name, const Latencies& latencies, std::uint64_t errors,
                double seconds) {
  std::printf("%-12.*s %12.0f %10.1f %10.1f %10.1f %10llu %8llu\n", static_cast<int>(name.size()),
              name.data(), static_cast<double>(latencies.total()) / seconds,
              latencies.quantile_us(0.5), latencies.quantile_us(0.99), latencies.quantile_us(0.999),
              static_cast<unsigned long long>(latencies.total()),
              static_cast<unsigned long long>(errors));
}

void print_result(const LoadResult& result, const Options& options, double cpu_seconds) {
  std::printf("%-12s %12s %10s %10s %10s %10s %8s\n", "", "requests/s", "p50 us", "p99 us",
              "p99.9 us", "requests", "errors");
  Latencies all;
  std::uint64_t errors = 0;
  for (std::size_t i = 0; i < request_kind_count; ++i) {
    const Latencies& latencies = result.tally.latencies[i];
    if (latencies.total() == 0) continue;
    print_line(name_of(static_cast<RequestKind>(i)), latencies, result.tally.errors[i],
               result.seconds);
    all.add(latencies);
    errors += result.tally.errors[i];
  }
  print_line("all", all, errors, result.seconds);
  if (options.server_pid != 0 && all.total() != 0) {
    std::printf("server CPU   %12.2f us per request, %.2f cores busy\n",
                cpu_seconds * 1e6 / static_cast<double>(all.total()), cpu_seconds / result.seconds);
  }
}

// What the connections do.
std::vector<Share> make_shares(const Options& options, Requests& requests) {
  std::vector<Share> shares;
  if (options.fill != 0) {
    const auto fill = [&requests, end = options.fill, next = std::uint32_t{0}](
                          std::string& out) mutable -> std::optional<RequestKind> {
      if (next == end) return std::nullopt;
      return requests.append_create(out, next++);
    };
    shares.push_back({options.connections, options.depth, fill});
    return shares;
  }
  shares.push_back({options.connections, options.depth, [&requests](std::string& out) {
                      return std::optional(requests.append_read(out));
                    }});
  shares.push_back({options.writers, options.writer_depth, [&requests](std::string& out) {
                      return std::optional(requests.append_role(out));
                    }});
  return shares;
}

// Whom the requests are about.
Result<Requests> make_requests(const Options& options,
                               const boost::asio::ip::tcp::endpoint& server) {
  if (options.fill != 0) return Requests(options.api_key, 1, {}, options.reads);
  auto users = options.users != 0 ? Result<std::uint32_t>(options.users + 1)
                                  : count_users(server, options.api_key);
  if (!users) return users.error();
  auto known = learn_users(server, options.api_key, options.known);
  if (!known) return known.error();
  if (*users < 2 || known->empty()) {
    return Error{Errc::not_found, {}, "the directory is empty: --fill it first"};
  }
  return Requests(options.api_key, *users - 1, *std::move(known), options.reads);
}

int fail(const Error& error) {
  std::fprintf(stderr, "rolecall_load: %s\n", error.detail.c_str());
  return 1;
}

int run(const Options& options) {
  if (options.reads.as_of[0] > options.reads.as_of[1]) {
    return fail(invalid("as-of", "--as-of must be FIRST,LAST"));
  }
  const auto server = parse_loopback(options.server);
  if (!server) return fail(server.error());
  auto requests = make_requests(options, *server);
  if (!requests) return fail(requests.error());
  std::vector<Share> shares = make_shares(options, *requests);
  const double cpu_before = cpu_seconds_of(options.server_pid);
  const auto progress = [&](std::uint64_t answers) {
    if (options.fill == 0) return;
    std::fprintf(stderr, "%llu of %u users\n", static_cast<unsigned long long>(answers),
                 options.fill);
  };
  constexpr double fill_seconds_max = 3600;
  const auto result =
      run_load(*server, shares, options.fill != 0 ? fill_seconds_max : options.seconds, progress);
  if (!result) return fail(result.error());
  print_result(*result, options, cpu_seconds_of(options.server_pid) - cpu_before);
  return 0;
}

}  // namespace
}  // namespace rolecall::load

int main(int argc, char** argv) {
  rolecall::load::Options options;
  CLI::App app("Puts a load on a rolecall server of this machine.");
  rolecall::load::add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  return rolecall::load::run(options);
}
