#include "tests/support/certificates.hpp"

#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace rolecall::test {
namespace {

constexpr long day_s = 86400;

template <class Write>
std::string pem_of(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new(BIO_s_mem()), &BIO_free_all);
  write(text.get());
  char* begin = nullptr;
  const long size = BIO_get_mem_data(text.get(), &begin);
  return {begin, static_cast<std::size_t>(size)};
}

std::string pem_of_certificate(X509* certificate) {
  return pem_of([&](BIO* text) { PEM_write_bio_X509(text, certificate); });
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  if (extension == nullptr) throw std::runtime_error("X509V3_EXT_conf_nid");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& name, CertificateAuthority* signer)
    : key_(EVP_EC_gen("P-256")),
      certificate_((signer ? signer : this)->sign(name, key_.get(), true)),
      pem_(pem_of_certificate(certificate_.get())) {}

IssuedCertificate CertificateAuthority::issue(const std::string& name) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = sign(name, key.get(), false);
  return {pem_of_certificate(certificate.get()), pem_of([&](BIO* text) {
            PEM_write_bio_PrivateKey(text, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

CertificateAuthority::Certificate CertificateAuthority::sign(const std::string& name, EVP_PKEY* key,
                                                             bool is_authority) {
  Certificate made(X509_new());
  X509* const certificate = made.get();
  X509* const issuer = certificate_ ? certificate_.get() : certificate;
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
  X509_set_version(certificate, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -day_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), day_s);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  X509_set_pubkey(certificate, key);
  if (is_authority) {
    add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    add_extension(certificate, issuer, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  }
  if (X509_sign(certificate, key_.get(), EVP_sha256()) == 0) throw std::runtime_error("X509_sign");
  return made;
}

}  // namespace rolecall::test
