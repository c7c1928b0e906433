#include "tests/support/tls_client.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace rolecall::test {
namespace {

constexpr timeval longest{30, 0};

template <class Value, class Read>
Value* read_pem(const std::string& pem, Read read) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new_mem_buf(pem.data(), -1),
                                                           &BIO_free_all);
  return read(text.get(), nullptr, nullptr, nullptr);
}

}  // namespace

TlsClient::TlsClient(unsigned short port, const TlsClientOptions& options)
    : context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_security_level(context_.get(), 0);  // the server decides
  SSL_CTX_set_min_proto_version(context_.get(), options.version);
  SSL_CTX_set_max_proto_version(context_.get(), options.version);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  const std::unique_ptr<X509, FreeCertificate> trusted(
      read_pem<X509>(options.trusted, &PEM_read_bio_X509));
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), trusted.get());
  if (options.identity) {
    const std::unique_ptr<X509, FreeCertificate> own(
        read_pem<X509>(options.identity->certificate, &PEM_read_bio_X509));
    const std::unique_ptr<EVP_PKEY, FreeCertificate> key(
        read_pem<EVP_PKEY>(options.identity->key, &PEM_read_bio_PrivateKey));
    SSL_CTX_use_certificate(context_.get(), own.get());
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
  }
  SSL_CTX_set_alpn_protos(context_.get(),
                          reinterpret_cast<const unsigned char*>(options.protocols.data()),
                          static_cast<unsigned>(options.protocols.size()));
  connection_.reset(SSL_new(context_.get()));
  if (options.ticket != nullptr) SSL_set_session(connection_.get(), options.ticket);
  SSL_set1_host(connection_.get(), "localhost");

  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    error_ = "no connection";
    return;
  }
  SSL_set_fd(connection_.get(), socket_);
  ERR_clear_error();
  const int result = SSL_connect(connection_.get());
  connected_ = result == 1;
  if (!connected_) note_error(result);
}

TlsClient::~TlsClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool TlsClient::send(std::string_view bytes) {
  if (!connected_) return false;
  ERR_clear_error();
  const int result = SSL_write(connection_.get(), bytes.data(), static_cast<int>(bytes.size()));
  if (result <= 0) note_error(result);
  return result > 0;
}

std::string TlsClient::receive(std::size_t most) {
  if (!connected_) return {};
  std::string bytes(most, '\0');
  std::size_t size = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(connection_.get(), bytes.data(), bytes.size(), &size);
  if (result != 1) note_error(result);
  bytes.resize(size);
  return bytes;
}

std::string TlsClient::receive_answer() {
  constexpr std::string_view name = "Content-Length: ";
  std::size_t size = 0;
  while (size == 0 || input_.size() < size) {
    const auto head_end = input_.find("\r\n\r\n");
    if (size == 0 && head_end != input_.npos) {
      const auto length = input_.find(name);
      const bool has_body = length < head_end;
      size = head_end + 4;
      if (has_body) size += std::strtoul(&input_[length + name.size()], nullptr, 10);
      continue;
    }
    const std::string more = receive();
    if (more.empty()) return {};
    input_ += more;
  }
  std::string answer = input_.substr(0, size);
  input_.erase(0, size);
  return answer;
}

bool TlsClient::is_ended_by_server() {
  while (!receive().empty()) {
  }
  return is_ended_;
}

void TlsClient::finish() {
  SSL_shutdown(connection_.get());
  ::close(std::exchange(socket_, -1));
}

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(connection_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::server_certificate() const {
  const std::unique_ptr<X509, FreeCertificate> certificate(
      SSL_get1_peer_certificate(connection_.get()));
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new(BIO_s_mem()), &BIO_free_all);
  PEM_write_bio_X509(text.get(), certificate.get());
  char* begin = nullptr;
  const long size = BIO_get_mem_data(text.get(), &begin);
  return {begin, static_cast<std::size_t>(size)};
}

void TlsClient::note_error(int result) {
  is_ended_ = SSL_get_error(connection_.get(), result) == SSL_ERROR_ZERO_RETURN;
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  error_ = is_ended_ ? "the end" : reason != nullptr ? reason : "cut off";
}

}  // namespace rolecall::test
