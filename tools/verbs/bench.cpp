// rolecall bench: what a server makes of a load, one of its own or another (load/README.md).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "engine/secrets/api_key.hpp"
#include "tools/bench_report.hpp"
#include "tools/exit_code.hpp"
#include "tools/load/own_server.hpp"
#include "tools/load/process_cpu.hpp"
#include "tools/load/server_address.hpp"
#include "tools/output.hpp"
#include "tools/picture/bench_picture.hpp"
#include "tools/process_limits.hpp"
#include "tools/progress.hpp"
#include "tools/secret_file.hpp"
#include "tools/verbs.hpp"

namespace rolecall {
namespace {

using load::HttpCalls;
using load::Job;
using load::KnownDirectory;
using load::MeasuredJob;
using load::NewPeople;
using load::Target;
using Measured = std::vector<MeasuredJob>;

constexpr const char* key_variable = "ROLECALL_API_KEY";

unsigned threads_of(const BenchOptions& options) {
  constexpr unsigned threads_max = 64;
  if (options.threads != 0) return options.threads;
  return std::clamp(std::thread::hardware_concurrency() / 2, 1U, threads_max);
}

// ---- jobs -------------------------------------------------------------------------------------

// In the order in which they are run.
std::vector<Job> jobs_asked(const BenchOptions& options) {
  const bool may_change = options.server.empty() || options.write;
  if (options.mix.empty()) return load::series(options.seconds, may_change);
  return {{options.mix,
           load::parse_mix(options.mix).value(),
           {options.connections, options.depth, options.seconds, options.rate}}};
}

Result<MeasuredJob> run_timed(const Target& target, const Job& job, unsigned threads,
                              KnownDirectory& known, NewPeople& people) {
  Progress progress(job.name + ", seconds");
  const auto whole = static_cast<std::uint64_t>(*job.load.seconds + 0.5);
  return load::run_job(target, job, threads, known, people, [&](std::uint64_t, double seconds) {
    progress.show(std::min(static_cast<std::uint64_t>(seconds), whole), whole);
  });
}

Result<KnownDirectory> learn(HttpCalls& calls, bool with_past) {
  Progress progress("users learnt");
  return load::learn_directory(calls, with_past, [&](std::uint64_t done, std::uint64_t total) {
    progress.show(done, total);
  });
}

Result<void> run_all(const BenchOptions& options, HttpCalls& calls, const Target& target,
                     NewPeople& people, Measured& measured) {
  const std::vector<Job> jobs = jobs_asked(options);
  const bool asks_for_past = std::ranges::any_of(
      jobs, [](const Job& job) { return has(job.mix, load::RequestKind::as_of); });
  auto known = learn(calls, asks_for_past);
  if (!known) return known.error();
  for (const Job& job : jobs) {
    auto one = run_timed(target, job, threads_of(options), *known, people);
    if (!one) return one.error();
    measured.push_back(*std::move(one));
  }
  return {};
}

// ---- a server of its own ----------------------------------------------------------------------

// The first user of the empty directory, whose key is kept for the calls.
Result<void> bootstrap(HttpCalls& calls) {
  const auto body = calls.call("POST", "/v1/bootstrap", R"({"username":"bench"})");
  if (!body) return body.error();
  const auto* const key = body->as_object().if_contains("api_key");
  if (key == nullptr || !key->is_string()) {
    return Error{Errc::unavailable, {}, "the server has answered with no key"};
  }
  calls.set_api_key(std::string(key->get_string()));
  return {};
}

Result<MeasuredJob> create_users(const BenchOptions& options, const Target& target,
                                 NewPeople& people) {
  Progress progress("users created");
  people.end = options.users;
  KnownDirectory nobody;
  auto created =
      load::run_job(target, load::creation(options.users), threads_of(options), nobody, people,
                    [&](std::uint64_t done, double) { progress.show(done, options.users); });
  people.next = options.users;  // each thread has taken a number that is too high
  people.end = NewPeople().end;
  return created;
}

Result<void> run_on_own(const BenchOptions& options, const load::OwnServer& server,
                        Measured& measured) {
  const auto address = load::parse_server_url(server.url());
  if (!address) return address.error();
  const auto endpoints = load::resolve(*address);
  if (!endpoints) return endpoints.error();
  auto calls = HttpCalls::open(*endpoints, {address->authority, {}});
  if (!calls) return calls.error();
  if (auto begun = bootstrap(*calls); !begun) return begun.error();
  const Target target{calls->caller(), calls->server(), server.process()};
  NewPeople people;
  auto created = create_users(options, target, people);
  if (!created) return created.error();
  measured.push_back(*std::move(created));
  return run_all(options, *calls, target, people, measured);
}

Result<Measured> bench_own(const BenchOptions& options) {
  auto server = load::OwnServer::start();
  if (!server) return server.error();
  Measured measured;
  const auto done = run_on_own(options, **server, measured);
  if (done || (*server)->is_asked_to_end()) return measured;
  Error error = done.error();
  error.detail += "; its log ends with: " + (*server)->last_words();
  return error;
}

// ---- another server ---------------------------------------------------------------------------

Result<std::string> read_api_key(const BenchOptions& options) {
  std::string key;
  std::string source = key_variable;
  if (!options.api_key_file.empty()) {
    source = "--api-key-file";
    auto text = read_secret_file(source, options.api_key_file);
    if (!text) return text.error();
    key = *std::move(text);
  } else if (const char* const text = std::getenv(key_variable)) {
    key = text;
  } else {
    return invalid("--server",
                   "needs an API key of an admin, in --api-key-file FILE or in the "
                   "environment as ROLECALL_API_KEY");
  }
  if (!parse_api_key(key)) return invalid(source, "must hold an API key: rck_ and 96 digits");
  return key;
}

Result<Measured> bench_other(const BenchOptions& options) {
  if (!options.mix.empty() && !options.write &&
      load::changes_something(load::parse_mix(options.mix).value())) {
    return invalid("--mix",
                   "role and create change the directory of that server: allow it with "
                   "--write, or leave them out");
  }
  if (options.server_pid && !load::cpu_seconds_of(*options.server_pid)) {
    return invalid("--server-pid", "there is no such process on this machine");
  }
  auto key = read_api_key(options);
  if (!key) return key.error();
  const auto address = load::parse_server_url(options.server).value();
  const auto endpoints = load::resolve(address);
  if (!endpoints) return endpoints.error();
  auto calls = HttpCalls::open(*endpoints, {address.authority, *std::move(key)});
  if (!calls) return calls.error();
  const Target target{calls->caller(), calls->server(), options.server_pid};
  NewPeople people;  // whoever has been created by a run before has another number
  people.next = std::random_device{}() * std::uint64_t{1'000'000};
  Measured measured;
  if (auto done = run_all(options, *calls, target, people, measured); !done) return done.error();
  return measured;
}

}  // namespace

int run_bench(const BenchOptions& options) {
  raise_connections_max();
  const auto measured = options.server.empty() ? bench_own(options) : bench_other(options);
  if (!measured) return fail(measured.error());
  const int printed = print(options.json  ? bench_json(*measured)
                            : options.svg ? draw_bench(*measured)
                                          : bench_table(*measured));
  const std::string failures = bench_failures(*measured);
  if (failures.empty()) return printed;
  std::fprintf(stderr, "%s", failures.c_str());
  return exit_failure;
}

}  // namespace rolecall
