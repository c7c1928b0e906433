// Where a server is to listen, by what means, and whether it may: nobody's key travels in the clear
// unless the operator says so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/http/server.hpp"
#include "tools/serving/tls_watch.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

struct Listening {
  std::unique_ptr<Tls> tls;             // null: none
  std::unique_ptr<TlsWatch> tls_watch;  // of its files
  ServerOptions server;                 // with places, proxies, TLS
};

// By the flags, or where none says where, by the sockets that systemd hands over
// (sd_listen_fds(3)), whose variables are then taken from the environment: for once, while there is
// one thread. The errors name the flags.
Result<Listening> prepare_listening(const ServeOptions& options);

// What people are told of a server's URLs: all of them, and the one to try it by.
std::string in_a_row(const std::vector<std::string>& urls);
std::string url_to_show(const std::vector<std::string>& urls);

}  // namespace rolecall
