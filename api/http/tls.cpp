#include "api/http/tls.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace rolecall {
namespace {

constexpr const char* certificate_flag = "--tls-cert";
constexpr const char* key_flag = "--tls-key";
constexpr const char* client_ca_flag = "--tls-client-ca";

// What OpenSSL says of this thread's failure: the cause is what was told first.
std::string reason() {
  const char* const text = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return text != nullptr ? text : "unknown";
}

Error wrong(const char* flag, const std::string& must) {
  return invalid(flag, must + " (OpenSSL: " + reason() + ")");
}

Result<void> check_readable(const char* flag, const std::string& path) {
  if (::access(path.c_str(), R_OK) == 0) return {};
  return Error{Errc::not_found, flag,
               "names a file that cannot be read: " + std::string(std::strerror(errno))};
}

Result<void> use_certificate(SSL_CTX* context, const std::string& path) {
  if (auto readable = check_readable(certificate_flag, path); !readable) return readable;
  if (SSL_CTX_use_certificate_chain_file(context, path.c_str()) == 1) return {};
  return wrong(certificate_flag, "must name a file of PEM certificates, the server's own first");
}

// OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<void> use_key(SSL_CTX* context, const std::string& path) {
  if (auto readable = check_readable(key_flag, path); !readable) return readable;
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0 && (about.st_mode & S_IRWXO) != 0) {
    return invalid(key_flag, "names a file that everybody may open; make its mode 0600 or 0640");
  }
  const std::unique_ptr<std::FILE, FreeKey> file(std::fopen(path.c_str(), "re"));
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      file ? PEM_read_PrivateKey(file.get(), nullptr, &no_passphrase, nullptr) : nullptr);
  if (!key) return wrong(key_flag, "must name a file with a PEM key that has no passphrase");
  if (X509_check_private_key(SSL_CTX_get0_certificate(context), key.get()) != 1) {
    ERR_clear_error();
    return invalid(key_flag, "is not the key of the first certificate of --tls-cert");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return wrong(key_flag, "cannot be used");
  }
  return {};
}

Result<void> ask_for_certificates(SSL_CTX* context, const std::string& path) {
  if (auto readable = check_readable(client_ca_flag, path); !readable) return readable;
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(path.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, path.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return wrong(client_ca_flag, "must name a file of PEM certificates");
  }
  SSL_CTX_set_client_CA_list(context, names);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

// Whoever names protocols and this one not among them is refused (RFC 7301, 3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  constexpr std::string_view ours = "\x08http/1.1";
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, chosen_size,
                                           reinterpret_cast<const unsigned char*>(ours.data()),
                                           ours.size(), offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<TlsContext> make_context(const TlsFiles& files) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  constexpr std::string_view sessions = "rolecall";
  const bool is_set =
      context && SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
      SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
      SSL_CTX_set_session_id_context(context.get(),
                                     reinterpret_cast<const unsigned char*>(sessions.data()),
                                     sessions.size()) == 1;
  if (!is_set) return Error{Errc::unavailable, certificate_flag, "OpenSSL: " + reason()};
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  // Tickets need no memory here. An idle connection keeps no buffers, and a busy one reads a
  // record's head and body at once.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_alpn_select_cb(context.get(), &choose_protocol, nullptr);
  if (auto used = use_certificate(context.get(), files.certificate); !used) return used.error();
  if (auto used = use_key(context.get(), files.key); !used) return used.error();
  if (!files.client_ca.empty()) {
    auto asks = ask_for_certificates(context.get(), files.client_ca);
    if (!asks) return asks.error();
  }
  return context;
}

}  // namespace

Result<std::unique_ptr<Tls>> Tls::load(TlsFiles files) {
  std::unique_ptr<Tls> tls(new Tls(std::move(files)));
  if (auto loaded = tls->reload(); !loaded) return loaded.error();
  return tls;
}

// Looked at first: what changes while it is read is read once more.
Result<void> Tls::reload() {
  Identity identity = look_at_files();
  auto context = make_context(files_);
  const std::lock_guard lock(mutex_);
  taken_up_ = std::move(identity);
  if (!context) return context.error();
  context_ = *std::move(context);
  return {};
}

bool Tls::is_outdated() const {
  const Identity now = look_at_files();
  const std::lock_guard lock(mutex_);
  return now != taken_up_;
}

TlsConnection Tls::connection() const {
  const std::lock_guard lock(mutex_);
  TlsConnection connection(SSL_new(context_.get()));
  if (!connection) throw std::bad_alloc();
  return connection;
}

Tls::Identity Tls::look_at_files() const {
  Identity identity;
  for (const std::string* path : {&files_.certificate, &files_.key, &files_.client_ca}) {
    struct stat about {};
    if (!path->empty()) ::stat(path->c_str(), &about);
    for (const auto number : std::initializer_list<std::int64_t>{
             static_cast<std::int64_t>(about.st_dev), static_cast<std::int64_t>(about.st_ino),
             about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_mode}) {
      identity.numbers.push_back(number);
    }
  }
  return identity;
}

}  // namespace rolecall
