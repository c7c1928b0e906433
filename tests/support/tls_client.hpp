// A client that speaks TLS, or tries to: one connection to 127.0.0.1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "tests/support/certificates.hpp"

namespace rolecall::test {

struct FreeTlsClient {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using TlsTicket = std::unique_ptr<SSL_SESSION, FreeTlsClient>;

struct TlsClientOptions {
  std::string trusted;  // PEM of whoever must have signed the server's certificate
  std::optional<IssuedCertificate> identity;  // of the client
  int version = 0;                            // the only one; 0: any
  std::string protocols;                      // ALPN, each behind its length
  SSL_SESSION* ticket = nullptr;              // to resume
};

// Where nothing arrives within 30 s, it goes on as if the server had died.
class TlsClient {
 public:
  TlsClient(unsigned short port, const TlsClientOptions& options);
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient();

  bool connected() const { return connected_; }        // and has verified the server's certificate
  const std::string& error() const { return error_; }  // why not, or why what was asked failed

  bool send(std::string_view bytes);
  // Of that many bytes at most; empty: the end, or an error.
  std::string receive(std::size_t most = 65536);
  // An answer with its head, whose length that says; empty: there is no whole one.
  std::string receive_answer();
  std::string ask(std::string_view request) { return send(request) ? receive_answer() : ""; }
  // Reads on until the end; whether the server has said that it is one (close_notify).
  bool is_ended_by_server();
  void finish();  // says that nothing more comes, and closes the socket
  int socket() const { return socket_; }

  std::string version() const { return SSL_get_version(connection_.get()); }
  std::string protocol() const;
  bool is_resumed() const { return SSL_session_reused(connection_.get()) == 1; }
  // As of after an answer.
  TlsTicket ticket() const { return TlsTicket(SSL_get1_session(connection_.get())); }
  std::string server_certificate() const;

 private:
  void note_error(int result);

  std::unique_ptr<SSL_CTX, FreeTlsClient> context_;
  std::unique_ptr<SSL, FreeTlsClient> connection_;
  int socket_ = -1;
  bool connected_ = false;
  bool is_ended_ = false;
  std::string error_;
  std::string input_;
};

}  // namespace rolecall::test
