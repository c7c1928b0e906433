// What a monitoring system asks for, in Prometheus' text format.
#include <fstream>
#include <malloc.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

#include "api/dialects/native/exchange.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/http/metrics_text.hpp"
#include "engine/limits.hpp"
#include "projections/indexes/user_class.hpp"

namespace rolecall::native {
namespace {

const Timestamp started = wall_clock();

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}
double seconds(const Timestamp& time) { return 1e-6 * static_cast<double>(time.us); }

void append_process(MetricsText& text) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  text.single("process_cpu_seconds_total", "counter", "User and system CPU time spent.",
              seconds(usage.ru_utime) + seconds(usage.ru_stime));
  std::uint64_t pages = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident_pages;
  const auto page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  text.single("process_start_time_seconds", "gauge", "When the process started, since 1970.",
              seconds(started));
  text.single("process_virtual_memory_bytes", "gauge", "Virtual memory size.", pages * page_bytes);
  text.single("process_resident_memory_bytes", "gauge", "Resident memory size.",
              resident_pages * page_bytes);
  // What the allocator holds back for later is resident, too: growth of this one is kept data.
  const auto heap = ::mallinfo2();
  text.single("process_heap_bytes", "gauge", "Memory allocated and not freed.",
              std::uint64_t{heap.uordblks + heap.hblkhd});
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  text.single("process_max_fds", "gauge", "How many file descriptors it may have.",
              std::uint64_t{descriptors.rlim_cur});
}

void append_directory(MetricsText& text, const ReadModel& model, Position at) {
  const auto counts = model.counts().at(at);
  text.family("rolecall_users", "gauge", "Users by role and status.");
  for (unsigned rank = 1; rank <= role_count; ++rank) {
    for (unsigned i = 0; i < status_count; ++i) {
      const auto role = static_cast<Role>(rank);
      const auto status = static_cast<Status>(i);
      text.sample({{"role", std::string(name_of(role))}, {"status", std::string(name_of(status))}},
                  std::uint64_t{counts[number(class_of(role, status))]});
    }
  }
  text.single("rolecall_log_position", "gauge", "Position of the last event that is answered from.",
              number(at));
  if (at != Position{0}) {
    text.single("rolecall_last_event_timestamp_seconds", "gauge",
                "The time of the last event, since 1970.", seconds(model.state().time_of(at)));
  }
  text.single("rolecall_projection_lag_events", "gauge",
              "Stored events that reads do not show yet: an answer comes after both.",
              std::uint64_t{0});
}

void append_stores(MetricsText& text, const State& state) {
  const auto append = [&](const char* name, const char* help, const Amounts& amounts) {
    text.family(name, "gauge", help);
    for (const Store& store : stores) {
      text.sample({{"store", std::string(store.name)}}, amounts.*store.amount);
    }
  };
  append("rolecall_store_used", "How much of what memory can hold is taken.", state.held());
  append("rolecall_store_capacity", "How much it can hold; commands are refused at 15/16.",
         state.capacities());
}

void append_clock(MetricsText& text, const ReadModel& model) {
  text.single("rolecall_clock_ahead_seconds", "gauge",
              "How far the machine's clock has jumped ahead of the time that rules go by, or back.",
              1e-6 * static_cast<double>(model.clock().time().jump_us));
  text.single("rolecall_log_ahead_seconds", "gauge",
              "How far the last event lies ahead of the time that rules go by.",
              1e-6 * static_cast<double>(log_ahead_us(model)));
}

void append_writer(MetricsText& text, const Writer::Counts& counts) {
  text.single("rolecall_writer_batches_total", "counter", "Commits to the log.", counts.batches);
  text.single("rolecall_writer_failed_batches_total", "counter",
              "Commits that failed, or of which it is not known.", counts.failures);
  text.single("rolecall_writer_append_seconds_total", "counter",
              "What commits took until they were durable, or had failed.",
              1e-9 * static_cast<double>(counts.append_ns));
  text.single("rolecall_writer_commands_total", "counter", "Commands decided.", counts.commands);
  text.single("rolecall_writer_refusals_total", "counter", "Commands refused, whatever for.",
              counts.refusals);
  text.single("rolecall_writer_events_total", "counter", "Events stored.", counts.events);
  text.single("rolecall_writer_waiting_commands", "gauge", "Commands that wait to be decided.",
              counts.waiting);
}

void append_pools(MetricsText& text, const Service::Pools& pools) {
  text.family("rolecall_pool_waiting_jobs", "gauge",
              "Requests that wait for a thread, by what they need it for.");
  const auto append = [&](const char* name, const Pool& pool) {
    text.sample({{"pool", name}}, std::uint64_t{pool.waiting()});
  };
  append("log", pools.log);
  append("computing", pools.computing);
  append("scans", pools.scans);
  append("feeds", pools.feeds);
  append("guesses", pools.guesses);
  append("passwords", pools.passwords);
}

void append_refused_credentials(MetricsText& text, const RefusedCredentials& refused) {
  text.family("rolecall_credentials_refused_total", "counter",
              "Credentials refused; throttled passwords were not looked at.");
  for (std::size_t i = 0; i < RefusedCredentials::kinds.size(); ++i) {
    text.sample({{"kind", std::string(RefusedCredentials::kinds[i])}}, refused.of(i));
  }
}

void get_metrics(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const ReadModel& model = service.model();
  const Position at = model.head();
  MetricsText text(reply.response.body);
  text.family("rolecall_build_info", "gauge", "1, with the version that runs.");
  text.sample({{"version", ROLECALL_VERSION}}, std::uint64_t{1});
  append_directory(text, model, at);
  append_stores(text, model.state());
  append_clock(text, model);
  if (const auto limit = service.options.seats) {
    text.single("rolecall_seats_limit", "gauge", "How many users may be active.",
                std::uint64_t{*limit});
  }
  append_writer(text, service.directory().writer().counts());
  append_pools(text, service.pools());
  append_refused_credentials(text, service.refused_credentials());
  service.metrics().append_text(reply.response.body);
  text.single("rolecall_feeds", "gauge", "Feeds of events that are open; 503 where there are many.",
              std::uint64_t{service.feeds()});
  text.single("rolecall_feeds_max", "gauge", "How many feeds may be open.",
              std::uint64_t{limits::feeds_max});
  append_process(text);
  reply.response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  reply.response.position = at;
}

}  // namespace

std::vector<Route> metrics_routes(Service& service) {
  return {{Method::get, "/metrics", Right::needs(Capability::read, Role::viewer), Kind::read,
           handler(service, &get_metrics)}};
}

}  // namespace rolecall::native
