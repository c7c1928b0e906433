#include "tools/load/server_address.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace rolecall::load {

Result<ServerAddress> parse_server_url(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  const auto scheme = url ? url->scheme_id() : boost::urls::scheme::none;
  const bool is_tls = scheme == boost::urls::scheme::https;
  const bool has_path = url && !url->encoded_path().empty() && url->encoded_path() != "/";
  if (!url || (!is_tls && scheme != boost::urls::scheme::http) || url->encoded_host().empty() ||
      url->has_userinfo() || has_path || url->has_query() || url->has_fragment() ||
      (url->has_port() && url->port_number() == 0)) {
    return invalid("",
                   "must be http://HOST:PORT or https://HOST:PORT, e.g. http://127.0.0.1:8080 or "
                   "https://people.example.org");
  }
  ServerAddress address;
  address.host = url->host_address();
  address.port = url->has_port() ? std::string(url->port()) : is_tls ? "443" : "80";
  address.authority = std::string(url->encoded_host_and_port());
  address.is_tls = is_tls;
  return address;
}

Result<std::vector<boost::asio::ip::tcp::endpoint>> resolve(const ServerAddress& address) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::resolver resolver(context);
  boost::system::error_code failed;
  const auto found = resolver.resolve(address.host, address.port,
                                      boost::asio::ip::tcp::resolver::numeric_service, failed);
  if (failed) return Error{Errc::unavailable, {}, address.host + ": " + failed.message()};
  std::vector<boost::asio::ip::tcp::endpoint> endpoints;
  for (const auto& entry : found) endpoints.push_back(entry.endpoint());
  return endpoints;
}

}  // namespace rolecall::load
