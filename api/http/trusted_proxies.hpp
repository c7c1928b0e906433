// The proxies whose word about their clients is taken: that of Forwarded (RFC 7239) or of
// X-Forwarded-For and X-Forwarded-Proto.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/http/peer_address.hpp"
#include "api/http/request.hpp"
#include "engine/result.hpp"

namespace rolecall {

class TrustedProxies {
 public:
  // Addresses ("192.0.2.1"), networks ("10.0.0.0/8", "2001:db8::/32"), and "unix" for whoever comes
  // by a Unix socket. The errors name the flag --behind-proxy.
  static Result<TrustedProxies> parse(const std::vector<std::string>& texts);

  bool trust(const PeerAddress& address) const;
  bool trust_unix_sockets() const { return has_unix_; }

  // The client of a request that a trusted proxy has brought.
  struct Client {
    PeerAddress address;
    std::optional<bool> is_https;  // nothing: nobody says
  };
  // Each proxy adds, at the end, whom it has it from: so the client is the last one that is no
  // trusted proxy. Where that is no address, or both kinds of headers are there and tell different
  // ones (a proxy sets one of them and lets a client's other one pass), it is the address of the
  // nearest proxy that is known.
  Client client_of(const PeerAddress& proxy, const std::vector<NamedText>& headers) const;

 private:
  struct Network {
    PeerAddress address;
    unsigned bits = 0;  // of the 128 of an IPv6 address
  };
  // One that a header tells of.
  struct Hop {
    PeerAddress address;  // unknown: it says so, or says nothing that can be read
    std::optional<bool> is_https;
  };
  using Hops = std::vector<Hop>;

  static Result<Network> parse_network(const std::string& text);
  static bool add_forwarded(std::string_view value, Hops& hops);
  Client last_untrusted(const PeerAddress& proxy, const Hops& hops) const;

  std::vector<Network> networks_;
  bool has_unix_ = false;
};

}  // namespace rolecall
