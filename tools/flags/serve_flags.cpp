#include "tools/flags/serve_flags.hpp"

#include <cstdint>
#include <limits>

#include <CLI/CLI.hpp>

#include "api/http/cors.hpp"
#include "engine/limits.hpp"
#include "tools/flags/flag_checks.hpp"

namespace rolecall {
namespace {

constexpr unsigned idle_timeout_max_s = 3600;

CLI::Validator is_origin_or_all() {
  return {[](std::string& value) {
            return std::string(value == "*" || is_origin(value)
                                   ? ""
                                   : "must be SCHEME://HOST or SCHEME://HOST:PORT in lower case, "
                                     "with nothing behind, or *");
          },
          ""};
}

// Where it listens, and who may listen on the way.
void add_listen_flags(CLI::App& verb, ServeOptions& options) {
  verb.add_option("--listen", options.listen,
                  "HOST:PORT (port 0: any free one) or unix:PATH; may be given again (default: "
                  "127.0.0.1:8080, or the sockets that systemd hands over)")
      ->allow_extra_args(false)
      ->check(says_something());
  auto* const certificate =
      verb.add_option("--tls-cert", options.tls_certificate_file,
                      "File with the server's certificate and those up to its root, as PEM: TLS "
                      "for all of TCP. Read anew when it changes")
          ->check(says_something());
  auto* const key = verb.add_option("--tls-key", options.tls_key_file, "File with its key, as PEM")
                        ->check(says_something());
  certificate->needs(key);
  key->needs(certificate);
  verb.add_option("--tls-client-ca", options.tls_client_ca_file,
                  "File of PEM certificates: only clients with a certificate that one of them has "
                  "signed may connect")
      ->check(says_something())
      ->needs(certificate);
  verb.add_option("--behind-proxy", options.proxies,
                  "Take the word of these proxies (addresses, networks, or unix) for their "
                  "clients' addresses and TLS: Forwarded, or X-Forwarded-For and -Proto")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(says_something());
  verb.add_flag("--insecure", options.insecure,
                "Listen for other machines without TLS: keys travel in the clear");
}

}  // namespace

void add_serve_flags(CLI::App& verb, ServeOptions& options) {
  verb.get_option("--json")->configurable(false);
  verb.add_option("--config", options.config, "File of settings (TOML): flags by their names")
      ->check(says_something())
      ->configurable(false);
  add_listen_flags(verb, options);
  verb.add_option("--threads", options.threads, "I/O threads (default: one per core)");
  verb.add_option("--connections-max", options.connections_max,
                  "How many connections at once, if the system allows as many")
      ->check(CLI::Range(std::size_t{1}, limits::http_connections_max))
      ->capture_default_str();
  verb.add_option("--idle-timeout", options.idle_timeout_s,
                  "Seconds until a connection without a request is closed")
      ->check(CLI::Range(1u, idle_timeout_max_s))
      ->capture_default_str();
  verb.add_option("--log-format", options.log.format, "How its log is written: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb.add_option("--log-level", options.log.level, "The least its log says: info, warning, error")
      ->check(CLI::IsMember({"info", "warning", "error"}))
      ->capture_default_str();
  verb.add_option("--access-log", options.access_log, "File for a line per answer")
      ->check(says_something());
  verb.add_option("--access-log-format", options.access_log_format,
                  "How those lines are written: json, or common (Common Log Format)")
      ->check(CLI::IsMember({"json", "common"}))
      ->capture_default_str();
  verb.add_flag("--log-peers", options.log_peers,
                "Write the client's address, which is personal data, into those lines");
  verb.add_option("--cors-origin", options.cors_origins,
                  "Let web pages of that origin read answers, e.g. https://people.example.org; "
                  "* is all; may be given again")
      ->allow_extra_args(false)
      ->check(is_origin_or_all());
  verb.add_option("--seats", options.seats, "How many users may be active (default: any number)")
      ->check(CLI::Range(std::uint32_t{1}, std::numeric_limits<std::uint32_t>::max()));
  verb.add_flag("--demo", options.demo, "Fill an empty directory with a few people to try it on");
  verb.add_flag("--trust-username-header", options.trust_username_header,
                "Take X-Username for a proof of who is calling (Graph OLAP), where the proxy's "
                "secret is beside it");
  verb.add_option(
          "--proxy-secret", options.proxy_secret_file,
          "File with what X-Rolecall-Proxy-Secret must then bring (default: a new one, printed)")
      ->check(says_something());
  verb.add_option("--connect-bootstrap-secret", options.connect_bootstrap_secret_file,
                  "File with the base64 secret of Posit Connect's bootstrap tokens")
      ->check(says_something());
  verb.add_option("--realms", options.realms,
                  "Names of the directory's realm for Keycloak's clients (default: any)")
      ->delimiter(',')
      ->check(says_something());
}

}  // namespace rolecall
