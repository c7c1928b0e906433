#include "tools/flags/bench_flags.hpp"

#include <CLI/CLI.hpp>

#include "tools/load/mix.hpp"
#include "tools/load/server_address.hpp"

namespace rolecall {
namespace {

// Takes what `parse` takes, and says what it says.
template <class Parse>
CLI::Validator is_parsed_by(Parse parse) {
  return {[parse](std::string& text) {
            const auto parsed = parse(text);
            return parsed ? std::string() : parsed.error().detail;
          },
          ""};
}

CLI::Validator is_plain() {
  return {[](std::string& text) {
            return std::string(load::parse_server_url(text)->is_tls
                                   ? "is https://, and the load is without TLS: name the server "
                                     "itself with http://"
                                   : "");
          },
          ""};
}

void add_flags_of_other_server(CLI::App& verb, BenchOptions& options) {
  CLI::Option* const server =
      verb.add_option("--server", options.server,
                      "Another server, http://HOST:PORT; by a key of an admin, which is in "
                      "ROLECALL_API_KEY if in no file")
          ->check(is_parsed_by(&load::parse_server_url))
          ->check(is_plain())
          ->excludes(verb.get_option("--users"));
  verb.add_option("--api-key-file", options.api_key_file, "File of the API key")
      ->check(CLI::ExistingFile)
      ->needs(server);
  verb.add_flag("--write", options.write,
                "Let the load change its directory: roles of viewers and analysts, new users")
      ->needs(server);
  verb.add_option("--server-pid", options.server_pid,
                  "Its process, if on this machine, to tell its CPU time")
      ->check(CLI::PositiveNumber)
      ->needs(server);
}

void add_flags_of_one_job(CLI::App& verb, BenchOptions& options) {
  CLI::Option* const mix =
      verb.add_option("--mix", options.mix,
                      "One job instead of the series: requests with weights, e.g. "
                      "lookup=90,find=5,role=5")
          ->check(is_parsed_by(&load::parse_mix));
  verb.add_option("--connections", options.connections, "With --mix: connections")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str()
      ->needs(mix);
  verb.add_option("--depth", options.depth, "With --mix: requests in flight on each of them")
      ->check(CLI::Range(1, 256))
      ->capture_default_str()
      ->needs(mix);
  verb.add_option("--rate", options.rate,
                  "With --mix: requests per second, each at its time, from which its latency "
                  "counts (default: as many as are answered)")
      ->check(CLI::Range(1, 10'000'000))
      ->needs(mix);
}

}  // namespace

void add_bench_flags(CLI::App& verb, BenchOptions& options) {
  verb.add_option("--seconds", options.seconds, "How long each job takes")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  verb.add_option("--users", options.users, "How many people the server of its own has")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  verb.add_option("--threads", options.threads, "Client threads (default: one for two cores)")
      ->check(CLI::Range(1, 64));
  add_flags_of_other_server(verb, options);
  add_flags_of_one_job(verb, options);
  CLI::Option* const json =
      verb.add_flag("--json", options.json, "Figures for programs instead of a table");
  verb.add_flag("--svg", options.svg, "A picture instead of a table")->excludes(json);
}

}  // namespace rolecall
