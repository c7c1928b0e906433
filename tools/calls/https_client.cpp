#include "tools/calls/https_client.hpp"

#include <chrono>
#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

namespace rolecall {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::chrono::seconds connect_max{10};
constexpr std::chrono::seconds answer_max{60};
// A server ends a connection that lies idle; a request that meets that end may have been worked on.
constexpr std::chrono::seconds idle_max{5};
constexpr std::uint64_t answer_max_bytes = 256ULL << 20;

std::string url_of(const load::ServerAddress& server) {
  return (server.is_tls ? "https://" : "http://") + server.authority;
}

// Whose name it has is looked at last, and by what has no reason of its own.
std::string why_not_trusted(long verified, const std::string& host) {
  const std::string reason = X509_verify_cert_error_string(verified);
  switch (verified) {
    case X509_V_ERR_UNSPECIFIED:
      return "its certificate is not for " + host;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return reason + "; --ca FILE names the authority to trust";
    default:
      return reason;
  }
}

}  // namespace

struct HttpsClient::Trust {
  asio::ssl::context tls{asio::ssl::context::tls_client};
};

// Plain where `tls` is null.
class HttpsClient::Connection {
 public:
  Connection(const load::ServerAddress& server, asio::ssl::context* tls) : server_(server) {
    if (tls == nullptr) {
      plain_.emplace(context_);
    } else {
      tls_.emplace(context_, *tls);
    }
  }

  Result<void> open();
  Result<Answer> exchange(http::request<http::string_body>& request);
  bool is_fresh() const { return is_kept_ && Clock::now() - used_ < idle_max; }

 private:
  using Clock = std::chrono::steady_clock;

  beast::tcp_stream& lowest() { return plain_ ? *plain_ : tls_->next_layer(); }
  // Runs what has been begun to its end; `failed` is where that end is told.
  error_code finish(error_code& failed) {
    context_.restart();
    context_.run();
    return failed;
  }
  Error no_answer(const std::string& why) const {
    return {Errc::unavailable, "", url_of(server_) + " does not answer: " + why};
  }
  Result<void> shake_hands();

  const load::ServerAddress server_;
  asio::io_context context_;
  std::optional<beast::tcp_stream> plain_;
  std::optional<beast::ssl_stream<beast::tcp_stream>> tls_;
  beast::flat_buffer buffer_;
  bool is_kept_ = false;
  Clock::time_point used_{};
};

Result<void> HttpsClient::Connection::open() {
  const auto endpoints = load::resolve(server_);
  if (!endpoints) return no_answer(endpoints.error().detail);
  error_code failed;
  lowest().expires_after(connect_max);
  lowest().async_connect(*endpoints, [&](error_code error, const auto&) { failed = error; });
  if (finish(failed)) {
    return no_answer(failed == beast::error::timeout ? "it takes no connection in 10 seconds"
                                                     : failed.message());
  }
  error_code ignored;
  lowest().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  return tls_ ? shake_hands() : Result<void>();
}

Result<void> HttpsClient::Connection::shake_hands() {
  SSL* const session = tls_->native_handle();
  error_code is_name;
  asio::ip::make_address(server_.host, is_name);
  if (is_name) SSL_set_tlsext_host_name(session, server_.host.c_str());
  tls_->set_verify_callback(asio::ssl::host_name_verification(server_.host));
  error_code failed;
  lowest().expires_after(connect_max);
  tls_->async_handshake(asio::ssl::stream_base::client, [&](error_code error) { failed = error; });
  if (!finish(failed)) return {};
  if (const long verified = SSL_get_verify_result(session); verified != X509_V_OK) {
    return Error{Errc::unavailable, "",
                 url_of(server_) + " is not trusted: " + why_not_trusted(verified, server_.host)};
  }
  return no_answer("no TLS could be agreed on (" + failed.message() +
                   "); is it an http:// server?");
}

Result<HttpsClient::Answer> HttpsClient::Connection::exchange(
    http::request<http::string_body>& request) {
  http::response_parser<http::string_body> parser;
  parser.body_limit(answer_max_bytes);
  error_code failed;
  const auto run = [&](auto& stream) {
    lowest().expires_after(answer_max);
    http::async_write(stream, request, [&](error_code error, std::size_t) {
      if ((failed = error)) return;
      http::async_read(stream, buffer_, parser,
                       [&](error_code read, std::size_t) { failed = read; });
    });
    finish(failed);
  };
  is_kept_ = false;
  if (tls_) {
    run(*tls_);
  } else {
    run(*plain_);
  }
  if (failed == beast::error::timeout) return no_answer("nothing came for a minute");
  if (failed == http::error::end_of_stream) return no_answer("it ends the connection");
  if (failed) {
    const bool is_no_http =
        failed.category() == make_error_code(http::error::bad_version).category();
    return no_answer(is_no_http ? "this is no HTTP; is it an https:// server?" : failed.message());
  }
  is_kept_ = parser.get().keep_alive();
  used_ = Clock::now();
  Answer answer;
  answer.status = parser.get().result_int();
  answer.position = std::string(parser.get()["Rolecall-Position"]);
  answer.body = std::move(parser.get().body());
  return answer;
}

Result<std::unique_ptr<HttpsClient>> HttpsClient::make(const load::ServerAddress& server,
                                                       const std::string& ca_file) {
  std::unique_ptr<Trust> trust;
  if (server.is_tls) {
    trust = std::make_unique<Trust>();
    asio::ssl::context& tls = trust->tls;
    tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls.set_verify_mode(asio::ssl::verify_peer);
    error_code failed;
    if (ca_file.empty()) {
      tls.set_default_verify_paths(failed);
    } else {
      tls.load_verify_file(ca_file, failed);
    }
    if (failed) return invalid("--ca", "names no file of PEM certificates that can be read");
  } else if (!ca_file.empty()) {
    return invalid("--ca", "is for an https:// server");
  }
  return std::unique_ptr<HttpsClient>(new HttpsClient(server, std::move(trust)));
}

HttpsClient::HttpsClient(const load::ServerAddress& server, std::unique_ptr<Trust> trust)
    : server_(server), trust_(std::move(trust)) {}
HttpsClient::~HttpsClient() = default;

Result<HttpsClient::Answer> HttpsClient::request(std::string_view method, const std::string& target,
                                                 const Fields& fields, const std::string& body) {
  http::request<http::string_body> request(http::string_to_verb({method.data(), method.size()}),
                                           target, 11);
  request.set(http::field::host, server_.authority);
  request.set(http::field::user_agent, "rolecall/" ROLECALL_VERSION);
  for (const auto& [name, value] : fields) {
    request.set(beast::string_view(name.data(), name.size()),
                beast::string_view(value.data(), value.size()));
  }
  request.body() = body;
  request.prepare_payload();
  if (!connection_ || !connection_->is_fresh()) {
    connection_ = std::make_unique<Connection>(server_, trust_ ? &trust_->tls : nullptr);
    if (const auto opened = connection_->open(); !opened) return opened.error();
  }
  return connection_->exchange(request);
}

}  // namespace rolecall
