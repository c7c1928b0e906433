// rolecall serve: the directory over HTTP.
#include <algorithm>
#include <csignal>
#include <cstdio>

#include <spdlog/spdlog.h>

#include "api/dialects/dialects.hpp"
#include "api/http/server.hpp"
#include "api/start_gate.hpp"
#include "engine/limits.hpp"
#include "tools/demo/demo.hpp"
#include "tools/exit_code.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"
#include "tools/process_limits.hpp"
#include "tools/serving/clock_watch.hpp"
#include "tools/serving/listeners.hpp"
#include "tools/serving/server_log.hpp"
#include "tools/serving/server_signals.hpp"
#include "tools/serving/server_trust.hpp"
#include "tools/serving/supervisor.hpp"

namespace rolecall {
namespace {

void tell_start(const Common& common, const Replayed& replayed, Position head) {
  const std::uint64_t events = number(head) - number(replayed.loaded);
  const std::string before =
      replayed.loaded == Position{0}
          ? ""
          : fmt::format("took the snapshot of position {}, ", number(replayed.loaded));
  spdlog::info("{}: {}replayed {} events, in {:.3f} s", common.data.string(), before, events,
               replayed.seconds);
}

void warn_of_filling(const Writer::Filling& filling) {
  spdlog::warn("the store {} holds {} of {}: what needs more of it will be refused at 15/16",
               filling.store, filling.held, filling.capacity);
}

int show_demo(OpenedDirectory& opened, const std::string& url) {
  const auto demo = fill_demo(opened);
  if (!demo) return fail(demo.error());
  return print(describe_demo(*demo, url, opened.service.options.proxy_secret),
               "The demo is stored, but nobody has seen its secrets. To begin again, delete the "
               "data folder and its master key.");
}

// What only the operator is to know.
void tell_secrets(const ServeOptions& options, const ServiceOptions& service, bool is_empty) {
  if (is_empty) {
    std::fprintf(
        stderr,
        "The directory is empty: POST /v1/bootstrap makes its first user, from this machine, or\n"
        "from elsewhere with this token: %s\n",
        service.bootstrap_token.c_str());
  }
  if (!service.proxy_secret.empty() && options.proxy_secret_file.empty()) {
    std::fprintf(stderr, "X-Username counts beside X-Rolecall-Proxy-Secret: %s\n",
                 service.proxy_secret.c_str());
  }
}

ServerOptions server_options(const ServeOptions& options, OpenedDirectory& opened,
                             const StartGate& gate, ServerOptions listen) {
  listen.threads = options.threads;
  listen.cors_origins = options.cors_origins;
  listen.connections_max = std::min(raise_connections_max(), options.connections_max);
  listen.idle_timeout = std::chrono::seconds(options.idle_timeout_s);
  spdlog::info("up to {} connections at once", listen.connections_max);
  listen.log_peers = options.log_peers;
  listen.metrics = &opened.service.metrics();
  listen.log = opened.folder->log().name();
  listen.answers_instead = [&gate](const Request& request, Reply& reply) {
    return gate.answers(request, reply);
  };
  HeadWatch& watch = opened.directory.head_watch();
  listen.wait_for_position = [&watch](Position position, HeadWatch::Callback callback) {
    constexpr std::chrono::seconds longest(limits::min_position_wait_max_s);
    watch.wait(position, HeadWatch::Clock::now() + longest, std::move(callback));
  };
  return listen;
}

// Until then the service manager hears that all is well, with `status`.
void wait_to_stop(ServerSignals& signals, Supervisor& supervisor, const Server& server,
                  const std::function<void()>& reload, const std::function<std::string()>& status) {
  supervisor.ready(status());
  std::optional<Watchdog> watchdog;
  if (const auto time = watchdog_time()) {
    const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(*time / 4);
    watchdog.emplace(*time, [&, patience] {
      if (server.responds_within(patience)) supervisor.lives(status());
    });
  }
  const int signal = signals.wait([&] {
    spdlog::info("signal {}: files are taken up anew", SIGHUP);
    supervisor.reloading();
    reload();
    supervisor.ready(status());
  });
  spdlog::info("signal {}: stopping", signal);
  supervisor.stopping();
}

}  // namespace

int run_serve(const ServeOptions& options) {
  begin_server_log(options.log);
  ignore_hangups();
  auto listening = prepare_listening(options);
  if (!listening) return fail(listening.error());
  auto folder = open_folder(options.common, LmdbMode::read_write);
  if (!folder) return fail(folder.error());
  OpenedDirectory opened(std::move(*folder));
  Service& service = opened.service;
  const ReadModel& model = service.model();
  const Position stored = opened.folder->log().last();

  service.options.bootstrap_token = new_bootstrap_token();
  service.options.realms = options.realms;
  const bool fills_demo = options.demo && stored == Position{0};
  if (const auto trusted = set_trust(options, fills_demo, service.options); !trusted) {
    return fail(trusted.error());
  }

  std::unique_ptr<AccessLog> access_log;
  if (!options.access_log.empty()) {
    auto log = AccessLog::open(options.access_log);
    if (!log) return fail(log.error());
    access_log = std::move(*log);
  }
  const auto router = Router::build(all_dialects(service)).value();
  StartGate gate;
  gate.tell(Position{0}, stored);
  ServerOptions serving = server_options(options, opened, gate, listening->server);
  serving.access_log = access_log.get();
  if (options.access_log_format == "common") serving.access_log_format = AccessLogFormat::common;
  const auto server = Server::start(serving, router);
  if (!server) return fail(server.error());
  const std::string url = url_to_show((*server)->urls());

  Supervisor supervisor;
  const auto filled = fill_directory(opened, options.common, LmdbMode::read_write,
                                     {.seats = options.seats, .filling = &warn_of_filling},
                                     [&](Position replayed, Position of) {
                                       gate.tell(replayed, of);
                                       supervisor.starting(replayed, of);
                                     });
  if (!filled) return fail(filled.error());
  tell_start(options.common, opened.replayed, model.head());
  const ClockWatch clock_watch(model);
  ServerSignals signals;
  if (fills_demo) {
    if (const int code = show_demo(opened, url); code != exit_ok) return code;
  } else if (options.demo) {
    spdlog::info("the directory is not empty: it is served as it is, without the demo");
  }
  gate.open();
  tell_secrets(options, service.options, model.head() == Position{0});
  if (!write_out("rolecall serves " + in_a_row((*server)->urls()) + " at position " +
                 std::to_string(number(model.head())) + "\n")) {
    return exit_failure;
  }
  const auto reload = [&] {
    if (access_log) access_log->reopen();
    if (listening->tls_watch) listening->tls_watch->reload();
  };
  wait_to_stop(signals, supervisor, **server, reload, [&] {
    return "serves " + url + " at position " + std::to_string(number(model.head()));
  });
  opened.directory.head_watch().close();
  (*server)->stop();
  spdlog::info("stopped at position {}", number(model.head()));
  return exit_ok;
}

}  // namespace rolecall
