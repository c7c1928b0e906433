// rolecall_peers: fills rolecall, and compares it with servers that run already (run.sh starts
// them).
#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "bench/peers/fill.hpp"
#include "bench/peers/report.hpp"

namespace rolecall::peers {
namespace {

struct Options {
  std::string folder;
  std::string data;
  std::uint64_t users = 0;
  Course course;
  bool json = false;
  Place rolecall, limits, redis, postgres, slapd, nginx;
};

// PORT:PID of a process.
std::string read_place(const std::string& text, Place& place) {
  int taken = 0;
  if (std::sscanf(text.c_str(), "%hu:%d%n", &place.port, &place.process, &taken) != 2 ||
      static_cast<std::size_t>(taken) != text.size() || place.process <= 0) {
    return "must be PORT:PID, on this machine";
  }
  return {};
}

CLI::Option* add_place(CLI::App& verb, const std::string& name, Place& place) {
  return verb
      .add_option_function<std::string>(
          name,
          [&place, name](const std::string& text) {
            const std::string fault = read_place(text, place);
            if (!fault.empty()) throw CLI::ValidationError(name, fault);
          },
          "Where it serves")
      ->type_name("PORT:PID");
}

int fail(const Error& error) {
  std::fprintf(stderr, "rolecall_peers: %s\n", error.detail.c_str());
  return 1;
}

std::string api_key() {
  const char* const key = std::getenv("ROLECALL_API_KEY");
  return key == nullptr ? "" : key;
}

int run_fill(const Options& options) {
  const auto filled =
      fill({options.rolecall, api_key(), options.data, options.users, options.folder});
  return filled ? 0 : fail(filled.error());
}

int run_compare(const Options& options) {
  const auto filled = read_filled(options.folder);
  if (!filled) return fail(filled.error());
  const auto rolecall = rolecall_peer(options.rolecall, *filled, api_key());
  std::vector<std::unique_ptr<Peer>> peers;
  const auto add = [&](const Place& place, auto make) {
    if (place.port != 0) peers.push_back(make(place, *filled));
  };
  add(options.limits, &limits_peer);
  add(options.redis, &redis_peer);
  add(options.nginx, &nginx_peer);
  add(options.slapd, &slapd_peer);
  add(options.postgres, &postgres_peer);
  auto comparisons =
      compare_all(*rolecall, peers, *filled, options.course, [](const Comparison& one) {
        std::fprintf(stderr, "measured: %s, %u × %u, %s\n", one.job.name.c_str(),
                     one.job.connections, one.job.depth, one.peer.c_str());
      });
  if (!comparisons) return fail(comparisons.error());
  const Report report{filled->subjects.size(), options.course, *std::move(comparisons),
                      read_rebuilds(std::filesystem::path(options.folder) / "rebuilds.tsv")};
  std::fputs(as_markdown(report).c_str(), stdout);
  if (options.json) std::printf("\n%s\n", as_json(report).c_str());
  return std::fflush(stdout) == 0 ? 0 : 1;
}

void add_fill(CLI::App& program, Options& options) {
  CLI::App& verb = *program.add_subcommand("fill", "Fills a new rolecall; writes files for peers");
  add_place(verb, "--rolecall", options.rolecall)->required();
  verb.add_option("--data", options.data, "Its data folder")->required();
  verb.add_option("--folder", options.folder, "Where to write")->required();
  verb.add_option("--users", options.users, "How many")
      ->required()
      ->check(CLI::Range(100, 10'000'000));
}

void add_compare(CLI::App& program, Options& options) {
  CLI::App& verb = *program.add_subcommand("compare", "Compares rolecall with those named");
  add_place(verb, "--rolecall", options.rolecall)->required();
  add_place(verb, "--limits", options.limits);
  add_place(verb, "--redis", options.redis);
  add_place(verb, "--postgres", options.postgres);
  add_place(verb, "--slapd", options.slapd);
  add_place(verb, "--nginx", options.nginx);
  verb.add_option("--folder", options.folder, "Where the fill has written")->required();
  verb.add_option("--pairs", options.course.pairs, "Of runs, of each job and peer")
      ->check(CLI::Range(1, 1000));
  verb.add_option("--seconds", options.course.seconds, "Of each run")
      ->check(CLI::Range(0.05, 60.0));
  verb.add_flag("--json", options.json, "Figures for programs too, in one line");
}

int run(int argc, char** argv) {
  CLI::App program("Measures rolecall and other servers in turns");
  program.require_subcommand(1);
  Options options;
  add_fill(program, options);
  add_compare(program, options);
  CLI11_PARSE(program, argc, argv);
  return program.got_subcommand("fill") ? run_fill(options) : run_compare(options);
}

}  // namespace
}  // namespace rolecall::peers

int main(int argc, char** argv) { return rolecall::peers::run(argc, argv); }
