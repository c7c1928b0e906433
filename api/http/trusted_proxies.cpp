#include "api/http/trusted_proxies.hpp"

#include <algorithm>
#include <charconv>

namespace rolecall {
namespace {

constexpr const char* proxy_flag = "--behind-proxy";
constexpr unsigned mapped_bits = 96;  // before an IPv4 address

bool bit_of(const PeerAddress& address, unsigned at) {
  return (address.bytes[at / 8] >> (7 - at % 8) & 1) != 0;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// An address as headers have it: one of IPv6 in brackets or without, with a port or without.
PeerAddress hop_address(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = std::min(text.find(']'), text.size());
    const bool is_whole = end + 1 == text.size() || text.substr(end).starts_with("]:");
    return is_whole ? PeerAddress::from_text(text.substr(1, end - 1)) : PeerAddress{};
  }
  const bool has_port = std::count(text.begin(), text.end(), ':') == 1;
  return PeerAddress::from_text(has_port ? text.substr(0, text.find(':')) : text);
}

// Takes a token or a quoted text, up to one of `ends`, from the beginning of the text; nothing: it
// is neither. What is meant here never needs an escape.
std::optional<std::string_view> take_word(std::string_view& text, std::string_view ends) {
  std::string_view word;
  if (text.starts_with('"')) {
    const auto end = text.find('"', 1);
    word = text.substr(1, end - 1);
    if (end == text.npos || word.find('\\') != word.npos) return std::nullopt;
    text.remove_prefix(end + 1);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (!text.empty() && ends.find(text.front()) == ends.npos) return std::nullopt;
  } else {
    word = text.substr(0, text.find_first_of(ends));
    if (word.find('"') != word.npos) return std::nullopt;
    text.remove_prefix(word.size());
    word = trimmed(word);
  }
  return word;
}

}  // namespace

Result<TrustedProxies::Network> TrustedProxies::parse_network(const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  Network network{PeerAddress::from_text(std::string_view(text).substr(0, slash)), 128};
  const Error wrong = invalid(proxy_flag,
                              "must be addresses such as 192.0.2.1, networks such as "
                              "10.0.0.0/8 or 2001:db8::/32, or unix");
  if (network.address == PeerAddress{}) return wrong;
  if (slash == text.size()) return network;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + slash + 1, end, network.bits);
  const unsigned before = network.address.is_ipv4() ? mapped_bits : 0;
  if (read.ec != std::errc{} || read.ptr != end || network.bits > 128 - before) return wrong;
  if (network.bits == 0) return invalid(proxy_flag, "may not name everybody (/0)");
  network.bits += before;
  for (unsigned bit = network.bits; bit < 128; ++bit) {
    if (bit_of(network.address, bit)) {
      return invalid(proxy_flag, "names an address within a network: it has bits behind its mask");
    }
  }
  return network;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& texts) {
  TrustedProxies proxies;
  for (const std::string& text : texts) {
    if (text == "unix") {
      proxies.has_unix_ = true;
      continue;
    }
    const auto network = parse_network(text);
    if (!network) return network.error();
    proxies.networks_.push_back(*network);
  }
  return proxies;
}

bool TrustedProxies::trust(const PeerAddress& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    for (unsigned bit = 0; bit < network.bits; ++bit) {
      if (bit_of(network.address, bit) != bit_of(address, bit)) return false;
    }
    return true;
  });
}

// Adds the hops of one line; false: it cannot be read.
bool TrustedProxies::add_forwarded(std::string_view value, Hops& hops) {
  Hop hop;
  while (true) {
    value = trimmed(value);
    const auto name = take_word(value, "=,;");
    if (!name) return false;
    if (value.starts_with('=')) {
      value.remove_prefix(1);
      const auto said = take_word(value, ",;");
      if (!said) return false;
      if (equal_without_case(*name, "for")) hop.address = hop_address(*said);
      if (equal_without_case(*name, "proto")) hop.is_https = equal_without_case(*said, "https");
    } else if (!name->empty()) {
      return false;
    }
    const bool is_last_of_hop = value.empty() || value.front() == ',';
    if (is_last_of_hop) hops.push_back(std::exchange(hop, {}));
    if (value.empty()) return true;
    value.remove_prefix(1);
  }
}

TrustedProxies::Client TrustedProxies::last_untrusted(const PeerAddress& proxy,
                                                      const Hops& hops) const {
  Client client{proxy, {}};
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    if (hop->is_https) client.is_https = hop->is_https;
    if (hop->address == PeerAddress{}) break;
    client.address = hop->address;
    if (!trust(hop->address)) break;
  }
  return client;
}

TrustedProxies::Client TrustedProxies::client_of(const PeerAddress& proxy,
                                                 const std::vector<NamedText>& headers) const {
  Hops forwarded;
  Hops x_forwarded;
  bool is_readable = true;
  std::optional<bool> x_is_https;
  for (const NamedText& header : headers) {
    if (equal_without_case(header.name, "forwarded")) {
      is_readable = is_readable && add_forwarded(header.value, forwarded);
    } else if (equal_without_case(header.name, "x-forwarded-for")) {
      std::string_view rest = header.value;
      for (bool more = true; more;) {
        const auto end = std::min(rest.find(','), rest.size());
        x_forwarded.push_back({hop_address(trimmed(rest.substr(0, end))), {}});
        more = end < rest.size();
        if (more) rest.remove_prefix(end + 1);
      }
    } else if (equal_without_case(header.name, "x-forwarded-proto")) {
      const auto last = header.value.rfind(',') + 1;  // npos + 1 is 0
      x_is_https = equal_without_case(trimmed(header.value.substr(last)), "https");
    }
  }
  if (!is_readable) forwarded = {Hop{}};
  Client client = last_untrusted(proxy, forwarded.empty() ? x_forwarded : forwarded);
  if (!forwarded.empty() && !x_forwarded.empty() &&
      last_untrusted(proxy, x_forwarded).address != client.address) {
    client.address = proxy;
  }
  if (!client.is_https) client.is_https = x_is_https;
  return client;
}

}  // namespace rolecall
