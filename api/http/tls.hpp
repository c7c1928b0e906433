// TLS as a server speaks it: what it proves itself with, and whose certificates it asks for.
// Versions 1.2 and 1.3 (RFC 5246, 8446) with forward secrecy, ALPN http/1.1 (RFC 7301), and
// tickets, by which clients resume their sessions (RFC 5077).
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <openssl/ssl.h>

#include "engine/result.hpp"

namespace rolecall {

struct FreeTls {
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
// The server's side of one connection.
using TlsConnection = std::unique_ptr<SSL, FreeTls>;
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;

// All of PEM.
struct TlsFiles {
  std::string certificate;  // the server's own first, then those up to its root
  std::string key;          // without a passphrase; not for all to read
  std::string client_ca;    // who must have signed a client's; empty: clients need none
};

// Threads: all from any.
class Tls {
 public:
  // The errors name the flag of the file, and what is wrong with it.
  static Result<std::unique_ptr<Tls>> load(TlsFiles files);

  // Takes up the files anew, for the connections from now on; on an error all stays as it was.
  // Sessions of before are not resumed: their tickets may be of clients that are no longer taken.
  Result<void> reload();
  // Whether a file is another one than at the last load() or reload(), whatever came of that.
  bool is_outdated() const;

  // For a new connection. Throws std::bad_alloc.
  TlsConnection connection() const;

 private:
  // Which files the names stand for.
  struct Identity {
    std::vector<std::int64_t> numbers;
    friend bool operator==(const Identity&, const Identity&) = default;
  };

  explicit Tls(TlsFiles files) : files_(std::move(files)) {}
  Identity look_at_files() const;

  const TlsFiles files_;
  mutable std::mutex mutex_;
  TlsContext context_;
  Identity taken_up_;
};

}  // namespace rolecall
